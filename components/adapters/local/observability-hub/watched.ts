import * as pulumi from "@pulumi/pulumi";

import { credentialsHost } from "../../../plan/names";
import type { WatchPlan } from "../../../plan/watch/watch-plan";
import { directories } from "../directories";
import type { Called } from "../../../scope";
import type { LocalRouted } from "../global-router";
import type { LocalNames } from "../names";
import { File } from "../resources";
import { cellsOf, hubFiles } from "./hub";
import { cellParts, edgeParts, regionParts } from "./parts";
import { trailOf } from "./trail";
import type { Watcher } from "./watcher";

/**
 * Describes the running stack to commands, in one file: where its hub and its watchers are, and what each region consists of. Paths are
 * relative to the stack's runtime directory; names of processes are the supervisor's.
 */
export function makeWatched(
    { name, physical }: Called,
    plan: WatchPlan,
    watchers: readonly Watcher[],
    routed: readonly LocalRouted[],
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): File {
    const { host, port } = names.hub();
    const content = pulumi.all([port, cellsIn(plan, watchers, routed)]).apply(([port, cells]) => {
        const watched = {
            service: names.domain,
            hub: { name: physical, host, port, ...hubFiles(physical) },
            limits: plan.slo,
            recovery: plan.recovery,
            edges: edgeParts(routed),
            cells,
        };
        return `${JSON.stringify(watched, null, 1)}\n`;
    });
    return new File(`${name}-watched`, { root: names.root, file: "watched.json", content }, opts);
}

function cellsIn(plan: WatchPlan, watchers: readonly Watcher[], routed: readonly LocalRouted[]) {
    return pulumi.all(
        cellsOf(watchers).map(cell => {
            const own = watchers.filter(({ region }) => region.front.cell === cell.name);
            return pulumi.all([cellParts(own, routed), pulumi.all(own.map(regionIn))]).apply(([parts, regions]) => ({
                name: cell.name,
                host: cell.host,
                authority: `${directories.authority(cell)}/authority.crt`,
                ...(plan.audit && { audit: trailOf(cell) }),
                hands: { directory: directories.hands(cell), name: credentialsHost(cell.host) },
                ...parts,
                regions,
            }));
        }),
    );
}

function regionIn(watcher: Watcher) {
    const { region, host, port, serverName } = watcher;
    return pulumi.all([port, regionParts(watcher)]).apply(([port, parts]) => ({
        region: region.front.region,
        watcher: { host, port, name: serverName },
        ...parts,
    }));
}
