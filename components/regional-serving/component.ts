import * as pulumi from "@pulumi/pulumi";

import type { LandingZone } from "../landing-zone/contract";
import { ownProviderFaults } from "../own-provider";
import { type Fault, quoted, refuse } from "../plan/faults";
import { planRegionalServing } from "../plan/serving/regional-serving";
import type { ServingPlan } from "../plan/serving/serving";
import type { PlannedServing, RegionalServingArgs } from "./args";
import type { Front } from "./contract";

/**
 * Models in one region, reachable: each release's artifact and servers, the gate in front of them, and the front that
 * clients and routers reach it by.
 *
 * Throws `ConfigFaults`, before any resource exists, when the models or shares can't be served there.
 *
 * @example
 * ```ts
 * const backends = ["eu-west", "eu-central"].map(region => {
 *     const landing = cloud.region(region).landingZone({ cell: eu, names });
 *     return new RegionalServing(`screening-${region}`, { landing, models });
 * });
 * ```
 */
export class RegionalServing extends pulumi.ComponentResource {
    /** The plan, which needs no resource. */
    readonly plan: ServingPlan;
    readonly front: Front;
    /** The principals of the servers, on clouds that have principals, for grants by other resources. */
    readonly identity: pulumi.Output<string> | undefined;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;

    constructor(name: string, args: RegionalServingArgs | PlannedServing, opts: pulumi.ComponentResourceOptions = {}) {
        refuse(ownProviderFaults(opts));
        const plan = check(args);
        super("meridian:index:RegionalServing", name, {}, opts);
        const { landing, store } = args;
        const links = store ? { store: store.store } : {};
        const serving = landing.serve(name, plan, links, { parent: this });
        this.plan = plan;
        this.front = serving.front;
        this.identity = serving.identity;
        this.nodes = serving.nodes;
        served.set(landing, name);
        this.registerOutputs({ hostname: serving.front.hostname, address: serving.front.address });
    }
}

/** A region has one front, so one component serves all models there. */
const served = new WeakMap<LandingZone, string>();

function check(args: RegionalServingArgs | PlannedServing): ServingPlan {
    refuse([...landingFaults(args.landing), ...storeFaults(args.landing.cell.name, args.store?.plan.cell.name)]);
    if ("plan" in args) {
        refuse(elsewhereFaults(args));
        return args.plan;
    }
    const { landing, store, lock, ...input } = args;
    return planRegionalServing(landing.cell, landing.target.region, input, lock, store?.plan);
}

/** A plan is of one region of one cell. */
function elsewhereFaults({ landing, plan }: PlannedServing): Fault[] {
    return plan.cell.name === landing.cell.name && plan.region === landing.target.region
        ? []
        : [
              {
                  code: "residency/landing-of-another-cell",
                  path: "landing",
                  value: `${landing.cell.name}/${landing.target.region}`,
                  problem: `the landing zone is of ${quoted(`${landing.cell.name}/${landing.target.region}`)}, but the plan is of ${quoted(`${plan.cell.name}/${plan.region}`)}`,
                  remedy: "create the landing zone for the cell and region of the plan",
              },
          ];
}

function landingFaults(landing: LandingZone): Fault[] {
    const other = served.get(landing);
    return other === undefined
        ? []
        : [
              {
                  code: "serving/landing-twice",
                  path: "landing",
                  value: landing.target.region,
                  problem: `the landing zone in ${landing.target.region} already has RegionalServing ${quoted(other)}, expected one for each landing zone`,
                  remedy: `pass all models of the region to RegionalServing ${quoted(other)}`,
              },
          ];
}

function storeFaults(cell: string, other: string | undefined): Fault[] {
    return other === undefined || other === cell
        ? []
        : [
              {
                  code: "residency/store-of-another-cell",
                  path: "store",
                  value: other,
                  problem: `the store is of cell ${quoted(other)}, but the landing zone is of cell ${quoted(cell)}`,
                  remedy: `pass the store of cell ${quoted(cell)}`,
              },
          ];
}
