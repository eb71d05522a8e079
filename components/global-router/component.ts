import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../plan/cell";
import { checkFaults } from "../plan/checks";
import { drainSchema, failoverSchema, parse } from "../plan/config";
import { drainFaults } from "../plan/drain";
import { type Fault, refuse } from "../plan/faults";
import { planRouting, routingFaults, type RoutingPlan } from "../plan/routing";
import type { Front } from "../regional-serving/contract";
import type { Backend, GlobalRouterArgs } from "./args";
import type { EntryPoint } from "./contract";

/**
 * Sends clients to the nearest healthy region of the cell that they name, and to no other cell: with no healthy region
 * left the answer is an error of that cell.
 *
 * Throws `ConfigFaults`, before any resource exists, when a front is of another cell or a region has none.
 */
export class GlobalRouter extends pulumi.ComponentResource {
    /** Everything that was decided before a resource existed. */
    readonly plan: RoutingPlan;
    readonly points: pulumi.Output<readonly EntryPoint[]>;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;

    constructor(name: string, args: GlobalRouterArgs, opts: pulumi.ComponentResourceOptions = {}) {
        const { plan, fronts } = check(args);
        super("meridian:index:GlobalRouter", name, {}, opts);
        const routed = args.names.route(name, plan, fronts, { parent: this });
        this.plan = plan;
        this.points = routed.points;
        this.nodes = routed.nodes;
        this.registerOutputs({ points: routed.points });
    }
}

function check({ names, cells, cities, ...args }: GlobalRouterArgs): { plan: RoutingPlan; fronts: Front[] } {
    const failover = parse(failoverSchema, args.failover ?? {}, "failover");
    const drain = parse(drainSchema, args.drain ?? [], "drain");
    const fronts = cells.map(({ cell, backends }) => ({ cell, fronts: backends.map(frontOf) }));
    refuse([
        ...cells.flatMap(({ cell }, i) =>
            cellFaults(cell, names.domain, cells.findIndex(c => c.cell.name === cell.name) < i, `cells[${i}].cell`),
        ),
        ...fronts.flatMap(({ cell, fronts }, i) => frontFaults(cell, fronts, `cells[${i}].backends`)),
        ...checkFaults(
            cells.flatMap(({ cell }) => cell.regions),
            failover,
            "failover",
        ),
        ...drainFaults(
            cells.map(({ cell }) => cell),
            drain,
            "drain",
        ),
        ...routingFaults({ cells: cells.map(({ cell }) => cell), cities: cities ?? [] }),
    ]);
    return {
        plan: planRouting({
            domain: names.domain,
            cells: cells.map(({ cell }) => cell),
            ...(cities === undefined ? {} : { cities }),
            failover,
            drain,
        }),
        fronts: fronts.flatMap(({ fronts }) => fronts),
    };
}

function frontOf(backend: Backend): Front {
    return "front" in backend ? backend.front : backend;
}

function cellFaults(cell: Cell, domain: string, twice: boolean, path: string): Fault[] {
    const foreign: Fault[] =
        cell.domain === domain
            ? []
            : [
                  {
                      code: "routing/cell-of-another-domain",
                      path,
                      value: cell.host,
                      allowed: `cells of ${domain}`,
                      remedy: "give the cell and the names one domain",
                  },
              ];
    const again: Fault[] = twice
        ? [{ code: "cell/name-twice", path, value: cell.name, remedy: "route for each cell once" }]
        : [];
    return [...foreign, ...again];
}

function frontFaults(cell: Cell, fronts: readonly Front[], at: string): Fault[] {
    const foreign = fronts.flatMap((front, i): Fault[] =>
        front.cell === cell.name && cell.regions.includes(front.region)
            ? []
            : [
                  {
                      code: "residency/front-of-another-cell",
                      path: `${at}[${i}]`,
                      value: `${front.cell}/${front.region}`,
                      allowed: cell.regions.map(region => `${cell.name}/${region}`).join(", "),
                      remedy: "give each cell the fronts of its own regions",
                  },
              ],
    );
    const missing = cell.regions
        .filter(region => !fronts.some(front => front.region === region))
        .map((region): Fault => ({
            code: "routing/region-without-front",
            path: at,
            value: region,
            remedy: "serve the models in that region too, or take it out of the cell",
        }));
    return [...foreign, ...missing];
}
