import path from "node:path";

import type { PartState } from "../../../watch/drills/operations";
import { EnvoyAdmin } from "../../../../runtime/keeper/envoy-admin";
import { contentOf, sha256 } from "../../../../runtime/files";
import type { StackFiles } from "./stack-files";
import { storeHealth } from "./store-server";
import type { WatchedCell } from "./watched-file";

type Parts = Readonly<Record<string, PartState>>;
type Entry = readonly [name: string, state: PartState];

/**
 * The state of each part of a stack: its processes, its files of models, the configuration of its copies of the store and their health,
 * and the hosts that its gates and its edge consider healthy.
 */
export async function look(stack: StackFiles): Promise<Parts> {
    const { root, watched } = stack;
    const entries = await Promise.all([
        programs(stack),
        ...watched.edges.map(({ program, admin }) => envoy(root, program, admin)),
        ...watched.cells.flatMap(cell => [artifacts(root, cell), gates(root, cell), stores(root, cell)]),
    ]);
    return Object.fromEntries(entries.flat());
}

async function programs({ supervisor }: StackFiles): Promise<Entry[]> {
    const found = await supervisor.programs().catch(() => undefined);
    return found === undefined
        ? [["supervisor", unhealthy("doesn't answer")]]
        : found.map(({ name, statename }) => [
              `process ${name}`,
              { state: statename.toLowerCase(), isWell: statename === "RUNNING" },
          ]);
}

async function artifacts(root: string, { regions }: WatchedCell): Promise<Entry[]> {
    const servers = regions.flatMap(({ servers }) => servers);
    return Promise.all(
        servers.map(async ({ artifact, digest }): Promise<Entry> => {
            const content = await contentOf(path.join(root, artifact));
            const found = content === undefined ? "missing" : sha256(content);
            return [`file ${artifact}`, { state: found, isWell: found === digest }];
        }),
    );
}

async function gates(root: string, { name, regions }: WatchedCell): Promise<Entry[]> {
    const looks = regions.map(({ region, gate }) => envoy(root, `gate of ${region} in ${name}`, gate.admin));
    return (await Promise.all(looks)).flat();
}

/** Hosts that an Envoy considers unhealthy and sends no requests. */
async function envoy(root: string, name: string, admin: string): Promise<Entry[]> {
    const clusters = await new EnvoyAdmin(path.join(root, admin)).get("/clusters").catch(() => undefined);
    if (clusters === undefined) {
        return [[name, unhealthy("doesn't answer")]];
    }
    const hosts = clusters.split("\n").flatMap(line => /^(.+?)::.*::health_flags::\/(.*)$/.exec(line)?.[1] ?? []);
    return [
        [
            name,
            hosts.length === 0
                ? well("finds all healthy")
                : unhealthy(`finds ${[...new Set(hosts)].join(", ")} unhealthy`),
        ],
    ];
}

async function stores(root: string, { name, store }: WatchedCell): Promise<Entry[]> {
    const looks = (store?.places ?? []).map(async (place): Promise<Entry[]> => {
        const content = await contentOf(path.join(root, place.configuration));
        const health = await storeHealth(root, store!, place);
        return [
            [`store of ${name} in ${place.place}`, health === undefined ? well("whole") : unhealthy(health)],
            [`file ${place.configuration}`, well(content === undefined ? "missing" : sha256(content))],
        ];
    });
    return (await Promise.all(looks)).flat();
}

const well = (state: string): PartState => ({ state, isWell: true });
const unhealthy = (state: string): PartState => ({ state, isWell: false });
