import { z } from "zod";

import { requestedOf } from "../clouds/requested";
import { notBuiltFaults } from "../clouds/not-built-faults";
import { capabilityFaults } from "../clouds/capabilities";
import type { Cell } from "../cells/cell";
import { check, checked } from "../config/check";
import { checkersOf, checkFaults } from "../serving/checks";
import type { Cloud } from "../places/catalogue";
import { edges } from "../clouds/cloud";
import { drainSchema, failoverSchema } from "../config/config";
import { drainFaults } from "../cells/drain";
import { type Fault, quoted } from "../faults";
import { keysOf } from "../config/form";
import { repeatedFaults } from "../list-faults";
import { planRouting, type RoutingPlan } from "./routing";
import { openFaults, routeFaults, routerFaults } from "./routing-faults";

/** What `GlobalRouter` takes, as far as it is plain. */
export const routerArgsSchema = z.strictObject({
    /** Cities that requests come from. */
    cities: z.array(z.string()).optional(),
    edge: z.enum(keysOf(edges)).default("regional"),
    /** Gives all cells a name beside their own. Not where one holds protected data. */
    sharedName: z.boolean().default(false),
    failover: failoverSchema.prefault({}),
    drain: drainSchema.default([]),
});

export type RouterArgsInput = z.input<typeof routerArgsSchema>;

/** What the names of a domain are made with. */
export interface NamesOf {
    readonly cloud: Cloud;
    readonly domain: string;
    /** Whether nothing checks regions for them. */
    readonly isUnchecked?: boolean;
}

/** The routing of cells under names, or every fault in the arguments (`ConfigFaults`), with those of `further`. */
export function planGlobalRouter(
    names: NamesOf,
    cells: readonly Cell[],
    input: RouterArgsInput,
    further: readonly Fault[],
): RoutingPlan {
    const { sharedName, edge, ...args } = checked(
        check(routerArgsSchema, input, args => [...further, ...argumentFaults(names, cells, args)]),
    );
    return planRouting({
        domain: names.domain,
        names: names.cloud,
        edge,
        cells,
        ...(sharedName ? { sharedHost: names.domain } : {}),
        failover: args.failover,
        drain: args.drain,
        ...(args.cities && { cities: args.cities }),
    });
}

function argumentFaults(
    { cloud, domain, isUnchecked = false }: NamesOf,
    cells: readonly Cell[],
    args: z.output<typeof routerArgsSchema>,
): Fault[] {
    const { cities = [], drain, edge, failover, sharedName } = args;
    const regions = cells.flatMap(cell => cell.regions);
    const { routing, ...rest } = requestedOf(cells, {});
    const asked = { ...rest, routing: { ...routing, edge, sharedName, failover } };
    return [
        ...routerFaults({ cells: cells.length, cities }),
        ...domainFaults(cells, domain),
        ...repeatedFaults(
            cells.map(({ name }) => name),
            i => `cells[${i}].cell`,
            { code: "cell/name-twice", noun: "cell", remedy: "list each cell once" },
        ),
        ...openFaults(args, cells),
        ...routeFaults(cloud, edge, regions),
        ...checkFaults(checkersOf(regions, isUnchecked ? undefined : cloud, edge), failover, "failover"),
        ...drainFaults(cells, drain, "drain"),
        ...capabilityFaults(asked, regions, [cloud]),
        ...notBuiltFaults(asked, regions, [cloud]),
    ].map(fault => ({ ...fault, path: fault.path.replace(/^routing\./, "") }));
}

function domainFaults(cells: readonly Cell[], domain: string): Fault[] {
    return cells.flatMap((cell, i): Fault[] =>
        cell.domain === domain
            ? []
            : [
                  {
                      code: "routing/cell-of-another-domain",
                      path: `cells[${i}].cell`,
                      value: cell.host,
                      problem: `host ${quoted(cell.host)} of cell ${quoted(cell.name)} is not below domain ${quoted(domain)}`,
                      remedy: "create the cell with the domain of the router, or route it by a router of its own domain",
                  },
              ],
    );
}
