import * as pulumi from "@pulumi/pulumi";

import { serverLivePath } from "../../../gate/health/health";
import type { Address } from "../../../gate/upstream";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import { credentialsHost, hubHost } from "../../../plan/names";
import { type RegionRef, splitRef } from "../../../plan/places/catalogue";
import { releasesOf } from "../../../plan/serving/serving";
import { limitsOf, type WatchPlan } from "../../../plan/watch/watch-plan";
import { trailOf } from "./trail";
import { byKey } from "../by-key";
import { directories } from "../directories";
import type { Called } from "../../../scope";
import type { LocalFront, Observed } from "../front";
import { serverKey } from "../servers/server";
import type { LocalStore } from "../replicated-store/local-store";
import { File, Process } from "../resources";
import type { Watch } from "../../../../runtime/watcher/watch-file";

/** A region, as its watcher sees it. */
export interface WatchedRegion {
    readonly front: LocalFront;
    readonly store: LocalStore | undefined;
}

export interface Watcher {
    readonly region: WatchedRegion;
    readonly process: Process;
    /** What it is called to the supervisor. */
    readonly program: string;
    readonly host: string;
    readonly port: pulumi.Output<number>;
    /** The name in its certificate. */
    readonly serverName: string;
    readonly log: string;
}

/** Seconds between looks. On one machine they cost a millisecond or two. */
export const everySeconds = 2;

export function makeWatcher(
    hub: Called,
    plan: WatchPlan,
    region: WatchedRegion,
    opts: pulumi.CustomResourceOptions,
): Watcher {
    const { front, store } = region;
    const { landing, plan: serving } = front;
    const { names, watcherName: serverName } = landing;
    const { root } = names;
    const { cell } = serving;
    // By the region, which it watches whatever the component that serves there is called.
    const suffix = `${cell.name}-${splitRef(serving.region).name}-watcher`;
    const [own, program] = [`${hub.name}-${suffix}`, `${hub.physical}-${suffix}`];
    const directory = directories.watcher(cell, serving.region);
    const tls = `${directory}/tls`;
    const file = `${directory}/watch.json`;
    const log = `${directory}/logs/watcher.log`;
    const { host, port } = names.watcher(cell, serving.region);
    const certificate = landing.certify(`${own}-tls`, tls, [serverName], opts);
    const written = new File(`${own}-watch`, { root, file, content: contentOf(plan, region, log) }, opts);
    const address = store?.servers[serving.region];
    const process = new Process(
        own,
        {
            root,
            name: program,
            program: "watcher",
            args: [],
            environment: {
                CELL: cell.name,
                REGION: serving.region,
                WATCH: file,
                ...(address && {
                    STORE_HOST: address.host,
                    STORE_PORT: address.port.apply(String),
                    STORE_NAME: address.name,
                }),
                PORT: port.apply(String),
                TLS_CERT: `${tls}/tls.crt`,
                TLS_KEY: `${tls}/tls.key`,
                TLS_CA: `${tls}/ca.crt`,
                TLS_CLIENT_NAMES: credentialsHost(cell.host),
                TLS_OBSERVER_NAMES: hubHost(cell.host),
            } satisfies EnvironmentOf<"watcher", pulumi.Input<string>>,
            log,
            ready: [{ host, port, serverName, path: serverLivePath, authority: `${tls}/ca.crt`, identity: tls }],
        },
        pulumi.mergeOptions(opts, { dependsOn: [certificate, written, front.gate] }),
    );
    return { region, process, program, host, port, serverName, log };
}

/** The configuration of the region's watcher, as a file that it watches: another release does not restart it. */
function contentOf(plan: WatchPlan, { front, store }: WatchedRegion, log: string): pulumi.Output<string> {
    const { landing, plan: serving } = front;
    const { cell, checks, models, region } = serving;
    const { names } = landing;
    const tables = store?.tableServers[region];
    const observed: Observed[] = [
        ...front.behind,
        ...(tables === undefined ? [] : [{ job: "table-server" as const, instance: "tables", ...tables }]),
    ];
    const gate = directories.gate(front.name);
    const asked = store === undefined ? [] : storesAskedBy(region, store);
    const others =
        store === undefined ? [] : cell.regions.filter(one => one !== region).map(one => store.servers[one]!);
    return pulumi
        .all([
            names.gate(cell, region).address,
            front.listening,
            tables?.address,
            byKey(observed.flatMap(({ instance, baseline }) => (baseline ? [[instance, baseline] as const] : []))),
            addressesOf(asked),
            addressesOf(others),
        ])
        .apply(([address, behind, tablesAddress, baselines, storeAddresses, otherAddresses]) => {
            const addresses: Record<string, Address> = { ...behind, ...(tablesAddress && { tables: tablesAddress }) };
            const watch: Watch = {
                regions: [...cell.regions],
                isDrained: serving.drained,
                gate: {
                    ...address,
                    name: cell.host,
                    admin: `${gate}/admin.sock`,
                    verdict: `${gate}/verdict.json`,
                    ending: `${gate}/ending.json`,
                    // And one check more, which may have begun before.
                    noticedAfterMs: checks.everySeconds * (checks.unhealthyAfter + 1) * 1000,
                },
                processes: observed.map(({ job, instance, serverName }) => ({
                    job,
                    instance,
                    ...addresses[instance]!,
                    name: serverName,
                })),
                stores: asked.map(({ instance, name }, i) => ({
                    ...{ instance, ...storeAddresses[i]!, name },
                    observer: directories.storeObserver(cell),
                })),
                otherStores: others.map(({ name }, i) => ({ ...otherAddresses[i]!, name })),
                releases: releasesOf(models).map(({ model, release }) => {
                    const instance = serverKey(model.name, release);
                    const baseline = baselines[instance];
                    const { version, digest } = release;
                    return { model: model.name, version, digest, instance, ...(baseline && { baseline }) };
                }),
                ...(plan.drift && { drift: plan.drift }),
                ...(plan.withdraw && { withdraw: limitsOf(plan.withdraw) }),
                failbackAfterSeconds: plan.withdraw?.failbackAfterSeconds ?? 0,
                everySeconds,
                logs: Object.fromEntries([
                    ["gate", front.gateLog],
                    ["watcher", log],
                    ...observed.map(({ instance, log }) => [instance, log] as const),
                ]),
                ...(plan.audit && { audit: trailOf(cell) }),
            };
            return `${JSON.stringify(watch, null, 1)}\n`;
        });
}

interface StoreServer {
    readonly host: string;
    readonly port: pulumi.Output<number>;
    readonly name: string;
}

function addressesOf(servers: readonly StoreServer[]) {
    return pulumi.all(servers.map(({ host, port }) => port.apply(port => ({ host, port }))));
}

/** The region's own. Locations that serve nothing have no watcher of their own, and are checked from the primary. */
function storesAskedBy(region: RegionRef, { plan: { cell, places }, servers }: LocalStore) {
    const unserved = region === cell.primary ? places.filter(place => !cell.regions.includes(place)) : [];
    return [
        { instance: "store", ...servers[region]! },
        ...unserved.map(place => ({ instance: `store-${splitRef(place).name}`, ...servers[place]! })),
    ];
}
