import * as pulumi from "@pulumi/pulumi";

import { roundTripMs } from "../../../plan/routing/latency";
import { placeIn } from "../../../plan/routing/failover";
import type { StorePlan } from "../../../plan/store/store-plan";
import { directories } from "../directories";
import type { LocalNames } from "../names";
import { File, Process } from "../resources";

/** What has the ways between the servers of a store take their time. */
export interface Ways {
    readonly process: Process;
}

/** One process for all of a cell's; none where ways take no time. */
export function makeWays(
    name: string,
    { cell, places }: StorePlan,
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): Ways | undefined {
    const { latency, root } = names;
    if (latency === undefined) {
        return undefined;
    }
    const ways = places.flatMap(from =>
        places
            .filter(to => to !== from)
            .map(to => {
                const ends = [from, to].map(name => ({ name, place: placeIn(cell, name) }));
                const ms = roundTripMs(ends[0]!, ends[1]!, latency);
                return pulumi
                    .all([names.storeWay(from, cell, to).address, names.storeRoutes(cell, to).address])
                    .apply(([listen, reach]) => ({ from, to, ms, listen, reach }));
            }),
    );
    // A line for each, since people read it, too.
    const content = pulumi.all(ways).apply(ways => `[\n${ways.map(way => JSON.stringify(way)).join(",\n")}\n]\n`);
    const directory = directories.network(name);
    const links = new File(`${name}-links`, { root, file: `${directory}/links.json`, content }, opts);
    const process = new Process(
        `${name}-network`,
        {
            root,
            name: `${name}-network`,
            program: "network",
            args: [],
            environment: { LINKS: `${directory}/links.json` },
            log: `${directory}/logs/network.log`,
            ready: [],
        },
        pulumi.mergeOptions(opts, { dependsOn: [links] }),
    );
    return { process };
}
