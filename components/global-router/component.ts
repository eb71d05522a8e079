import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../plan/cells/cell";
import type { Fault } from "../plan/faults";
import { planGlobalRouter } from "../plan/routing/global-router";
import type { RoutingPlan } from "../plan/routing/routing";
import type { Front } from "../regional-serving/contract";
import type { Backend, GlobalRouterArgs } from "./args";
import type { EntryPoint, Routed } from "./contract";

/**
 * Sends clients to the nearest healthy region of the cell that they name, and to no other cell: with no healthy region
 * left the answer is an error of that cell.
 *
 * Throws `ConfigFaults`, before any resource exists, when a front is of another cell, a region has none, or the names can't
 * route to it.
 */
export class GlobalRouter extends pulumi.ComponentResource {
    /** Everything that was decided before a resource existed. */
    readonly plan: RoutingPlan;
    readonly points: pulumi.Output<readonly EntryPoint[]>;
    /** What was made, for who watches it. */
    readonly routed: Routed;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;

    constructor(name: string, args: GlobalRouterArgs, opts: pulumi.ComponentResourceOptions = {}) {
        const { plan, fronts } = check(args);
        super("meridian:index:GlobalRouter", name, {}, opts);
        const routed = args.names.route(name, plan, fronts, { parent: this });
        this.plan = plan;
        this.points = routed.points;
        this.routed = routed;
        this.nodes = routed.nodes;
        this.registerOutputs({ points: routed.points });
    }
}

function check({ names, cells, ...input }: GlobalRouterArgs): { plan: RoutingPlan; fronts: Front[] } {
    const fronts = cells.map(({ cell, backends }) => ({ cell, fronts: backends.map(frontOf) }));
    const plan = planGlobalRouter(
        names,
        cells.map(({ cell }) => cell),
        input,
        fronts.flatMap(({ cell, fronts }, i) => frontFaults(cell, fronts, `cells[${i}].backends`)),
    );
    return { plan, fronts: fronts.flatMap(({ fronts }) => fronts) };
}

function frontOf(backend: Backend): Front {
    return "front" in backend ? backend.front : backend;
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
            allowed: "a front for each region of the cell",
            remedy: "serve the models in that region too, or take it out of the cell",
        }));
    return [...foreign, ...missing];
}
