import * as pulumi from "@pulumi/pulumi";

import type { LandingZone } from "../landing-zone/contract";
import { authFaults, authSchema, planAuth } from "../plan/auth";
import { checksFor, checkFaults } from "../plan/checks";
import { drainSchema, failoverSchema, modelsSchema, parse } from "../plan/config";
import { drainFaults, servingRegions } from "../plan/drain";
import { type Fault, refuse } from "../plan/faults";
import { limitFaults, limitsSchema, planLimits } from "../plan/limits";
import { modelFaults, planServing, type ServingPlan } from "../plan/serving";
import type { RegionalServingArgs } from "./args";
import type { Front } from "./contract";

/**
 * Models in one region, reachable: each release's artifact and servers, the gate in front of them, and the front that
 * clients and routers reach it by.
 *
 * Throws `ConfigFaults`, before any resource exists, when the models or shares can't be served there.
 */
export class RegionalServing extends pulumi.ComponentResource {
    /** Everything that was decided before a resource existed. */
    readonly plan: ServingPlan;
    readonly front: Front;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;

    constructor(name: string, args: RegionalServingArgs, opts: pulumi.ComponentResourceOptions = {}) {
        const plan = check(args);
        super("meridian:index:RegionalServing", name, {}, opts);
        const { target } = args.landing;
        const serving = target.serve(name, plan, { landing: args.landing }, { parent: this });
        this.plan = plan;
        this.front = serving.front;
        this.nodes = serving.nodes;
        served.set(args.landing, name);
        this.registerOutputs({ hostname: serving.front.hostname, address: serving.front.address });
    }
}

/** A region has one front, so one component serves all models there. */
const served = new WeakMap<LandingZone, string>();

function check({ cell, landing, ...args }: RegionalServingArgs): ServingPlan {
    const { region } = landing.target;
    const models = parse(modelsSchema, args.models, "models");
    const failover = parse(failoverSchema, args.failover ?? {}, "failover");
    const drain = parse(drainSchema, args.drain ?? [], "drain");
    const authConfig = parse(authSchema, args.auth ?? {}, "auth");
    const limits = parse(limitsSchema, args.limits ?? {}, "limits");
    refuse(authFaults(authConfig, "auth"));
    const auth = planAuth(authConfig);
    refuse([
        ...landingFaults(cell.name, landing),
        ...modelFaults(models, cell.regions, [auth]),
        ...checkFaults([region], failover, "failover"),
        ...drainFaults([cell], drain, "drain"),
        ...limitFaults(limits, [auth], "limits"),
    ]);
    return planServing({
        cell,
        region,
        models,
        checks: checksFor(region, failover),
        auth,
        limits: planLimits(limits, servingRegions(cell, drain).length),
        drain,
    });
}

function landingFaults(cell: string, landing: LandingZone): Fault[] {
    const foreign: Fault[] =
        cell === landing.cell.name
            ? []
            : [
                  {
                      code: "residency/landing-of-another-cell",
                      path: "landing",
                      value: landing.cell.name,
                      allowed: cell,
                      remedy: "make the landing zone for the cell whose requests it serves",
                  },
              ];
    const other = served.get(landing);
    const taken: Fault[] =
        other === undefined
            ? []
            : [
                  {
                      code: "serving/landing-twice",
                      path: "landing",
                      value: landing.target.region,
                      allowed: "one RegionalServing for each landing zone",
                      remedy: `give all models of the region to ${other}`,
                  },
              ];
    return [...foreign, ...taken];
}
