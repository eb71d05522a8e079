import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../plan/cells/cell";
import { ownProviderFaults } from "../own-provider";
import { type Fault, quoted, refuse } from "../plan/faults";
import { planGlobalRouter } from "../plan/routing/global-router";
import type { RoutingPlan } from "../plan/routing/routing";
import type { Front } from "../regional-serving/contract";
import { scopeOf } from "../scope";
import type { Backend, GlobalRouterArgs, PlannedRouter } from "./args";
import type { EntryPoint, Routed } from "./contract";

/**
 * Sends clients to the nearest healthy region of the cell that they name, and to no other cell: with no healthy region
 * left the answer is an error of that cell.
 *
 * Throws `ConfigFaults`, before any resource exists, when a front is of another cell, a region has none, or the names can't
 * route to it.
 *
 * @example
 * ```ts
 * const router = new GlobalRouter("edge", { names, cells: [{ cell: eu, backends }] });
 * ```
 */
export class GlobalRouter extends pulumi.ComponentResource {
    /** The plan, which needs no resource. */
    readonly plan: RoutingPlan;
    readonly points: pulumi.Output<readonly EntryPoint[]>;
    /** The created records and fronts, for the hub that watches them. */
    readonly routed: Routed;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;

    constructor(name: string, args: GlobalRouterArgs | PlannedRouter, opts: pulumi.ComponentResourceOptions = {}) {
        refuse(ownProviderFaults(opts));
        const { plan, fronts } = check(args);
        super("meridian:index:GlobalRouter", name, {}, opts);
        const children = "plan" in args ? (args.children ?? name) : name;
        const routed = args.names.route(children, plan, fronts, scopeOf(this, args));
        this.plan = plan;
        this.points = routed.points;
        this.routed = routed;
        this.nodes = routed.nodes;
        this.registerOutputs({ points: routed.points });
    }
}

function check(args: GlobalRouterArgs | PlannedRouter): { plan: RoutingPlan; fronts: Front[] } {
    const fronts = args.cells.map(({ cell, backends }) => ({ cell, fronts: backends.map(frontOf) }));
    const faults = fronts.flatMap(({ cell, fronts }, i) => frontFaults(cell, fronts, `cells[${i}].backends`));
    return { plan: planOf(args, faults), fronts: fronts.flatMap(({ fronts }) => fronts) };
}

function planOf(args: GlobalRouterArgs | PlannedRouter, faults: readonly Fault[]): RoutingPlan {
    if ("plan" in args) {
        refuse(faults);
        return args.plan;
    }
    const { names, cells, physicalName: _, ...input } = args;
    return planGlobalRouter(
        names,
        cells.map(({ cell }) => cell),
        input,
        faults,
    );
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
                      problem: `front ${quoted(`${front.cell}/${front.region}`)} is not of a region of cell ${quoted(cell.name)}`,
                      allowed: cell.regions.map(region => `${cell.name}/${region}`),
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
            problem: `region ${quoted(region)} of cell ${quoted(cell.name)} has no front, expected one for each region of the cell`,
            remedy: "serve the models in that region too, or remove it from the cell",
        }));
    return [...foreign, ...missing];
}
