import { lookup } from "node:dns";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { rootCertificates } from "node:tls";

import type { Config } from "../../../components/plan/config/config";
import { podDirectories, watcherApp } from "../../../components/gate/pod";
import { clusterNameTtlSeconds } from "../../../components/plan/clouds/kubernetes";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import type { Plan } from "../../../components/plan/plan";
import type { RunningCell, RunningStack } from "../../../components/watch/drills/operations";
import { lookupBy } from "../../drill/lookup";
import { ProjectError } from "../../exit";
import { unlessRefused } from "../watcher";
import type { CellInClusters } from "./clusters";
import { impossible } from "./failures";

/** Pods start in the place of those that were killed: images are there, and servers read their releases again. */
const usualHealSeconds = 240;

/** Resolvers keep the answer of before for its TTL; k8gb and callers need some time in addition. */
const nameSeconds = 3 * clusterNameTtlSeconds;

interface Surroundings {
    /** Of what is kept of the stack. */
    readonly directory: string;
    readonly resolver: string | undefined;
    /** Whether pods of the cells may still be starting. */
    readonly isHealing: boolean;
}

/** What a stack consists of, as its callers meet it: at the names of its cells. */
export async function runningStack(
    { config, plan }: { readonly config: Config; readonly plan: Plan },
    cells: readonly CellInClusters[],
    { directory, isHealing, resolver }: Surroundings,
): Promise<RunningStack> {
    const { recovery, slo } = plan.watch;
    mkdirSync(directory, { recursive: true });
    const running = cells.map(async cell => {
        await refuseUnknownName(cell.plan.cell.host, resolver);
        const authority = path.join(directory, `authorities-${cell.plan.cell.name}.pem`);
        writeFileSync(authority, await authoritiesOf(cell, config, isHealing ? usualHealSeconds : 0));
        return runningCell(cell, authority, resolver);
    });
    return {
        service: plan.service,
        limits: slo.p99Ms === undefined ? {} : { p99Ms: slo.p99Ms },
        recovery,
        cells: await Promise.all(running),
        results: path.join(directory, "drills"),
        healSeconds: usualHealSeconds,
        impossible,
        seconds: { "region-down": nameSeconds },
    };
}

function runningCell({ plan }: CellInClusters, authority: string, resolver: string | undefined): RunningCell {
    const { cell, servings, store } = plan;
    const [{ auth, models }] = servings as [CellServing];
    return {
        name: cell.name,
        host: cell.host,
        authority,
        asks: { token: auth.jwt !== undefined, certificate: auth.certificates !== undefined },
        regions: cell.regions,
        points: [
            {
                ...{ city: cell.host, host: cell.host, port: 443, leadsToSeveral: true },
                ...(resolver !== undefined && { resolver }),
            },
        ],
        models: models.map(({ name, releases, sticky }) => ({
            name,
            ...(sticky && { sticky }),
            versions: releases.filter(({ weight }) => weight > 0).map(({ version }) => version),
            samples: [],
        })),
        tables: (store?.tables ?? []).map(({ name, partitionKey, sortKey, ttl }) => ({
            name,
            partitionKey,
            ...(sortKey !== undefined && { sortKey }),
            ...(ttl !== undefined && { ttl }),
        })),
    };
}

type CellServing = CellInClusters["plan"]["servings"][number];

/** Those of the cell, those that the config brings, and public ones: fronts show certificates of the cell, or such as were brought. */
async function authoritiesOf(cell: CellInClusters, { kubernetes }: Config, withinSeconds: number): Promise<string> {
    // Image `runtime` has Node.js, and no shell.
    const print = `process.stdout.write(require("fs").readFileSync("${podDirectories.tls}/ca.crt"))`;
    const command = ["exec", `deployment/${watcherApp}`, "--container", watcherApp, "--", "node", "-e", print];
    const deadline = Date.now() + withinSeconds * 1_000;
    const authorityOf = async (region: RegionRef): Promise<string> => {
        for (;;) {
            try {
                return await cell.kubectl(region).ask(...command);
            } catch (error) {
                unlessRefused(error);
                if (Date.now() > deadline) throw error;
            }
            await pause(1_000);
        }
    };
    const own = await Promise.all(cell.plan.cell.regions.map(authorityOf));
    const brought = kubernetes?.authorities;
    return [...new Set(own), ...(brought === undefined ? [] : [brought]), ...rootCertificates]
        .map(text => `${text.trim()}\n`)
        .join("");
}

/** Callers of a drill use the name as clients do. */
async function refuseUnknownName(host: string, resolver: string | undefined): Promise<void> {
    const find = resolver === undefined ? lookup : lookupBy(resolver);
    try {
        await new Promise<void>((resolve, reject) => {
            find(host, { all: true }, error => {
                if (error) reject(error);
                else resolve();
            });
        });
    } catch (error) {
        const by = resolver === undefined ? "the DNS of this machine" : `the DNS server ${resolver}`;
        const { code = "", message } = error as NodeJS.ErrnoException;
        throw new ProjectError(
            `${by} has no address of ${host} (${code || message}); give a DNS server that has one with --resolver`,
            { cause: error },
        );
    }
}
