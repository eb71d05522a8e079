import path from "node:path";

import type { RunningCell, RunningStack } from "../../../watch/drills/operations";
import type { StackFiles } from "./stack-files";
import type { WatchedCell } from "./watched-file";

/** A copy of the store that was cut off or lost has what it missed again within half of it. */
const usualHealSeconds = 90;

/** What a stack consists of, as its callers meet it. */
export function runningStack({ project, root, watched }: StackFiles): RunningStack {
    const { service, limits, recovery, cells } = watched;
    return {
        service,
        limits: limits.p99Ms === undefined ? {} : { p99Ms: limits.p99Ms },
        recovery: {
            ...(recovery.rtoSeconds === undefined ? {} : { rtoSeconds: recovery.rtoSeconds }),
            ...(recovery.rpoSeconds === undefined ? {} : { rpoSeconds: recovery.rpoSeconds }),
        },
        cells: cells.map(cell => runningCell(cell, project, root)),
        results: path.join(root, "drills"),
        healSeconds: usualHealSeconds,
    };
}

function runningCell(cell: WatchedCell, project: string, root: string): RunningCell {
    const { name, host, authority, asks, points, models, regions, store } = cell;
    return {
        name,
        host,
        authority: path.join(root, authority),
        asks,
        regions: regions.map(({ region }) => region),
        points,
        models: models.map(({ name, sticky, samples }) => ({
            name,
            ...(sticky && { sticky }),
            versions: versionsOf(name, cell),
            samples: samples.map(file => path.join(project, file)),
        })),
        tables: (store?.tables ?? []).map(({ name, partitionKey, sortKey, ttl }) => ({
            name,
            partitionKey,
            ...(sortKey === undefined ? {} : { sortKey }),
            ...(ttl === undefined ? {} : { ttl }),
        })),
    };
}

/** Those that answer in some region; regions may differ while a release is rolled out. */
function versionsOf(model: string, { regions }: WatchedCell): string[] {
    const answering = regions.flatMap(({ servers }) =>
        servers.filter(server => server.model === model && server.percent > 0).map(({ version }) => version),
    );
    return [...new Set(answering)];
}
