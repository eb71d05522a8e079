import { healthPaths } from "../../gate/health";
import type { ServingPlan } from "../../plan/serving/serving";
import type { Front } from "../../regional-serving/contract";
import type { LocalLandingZone } from "./landing-zone";
import type { Process } from "./resources";

/** The gate itself is the front: nothing stands before it but the edge, which passes TLS through. */
export function frontOf(plan: ServingPlan, landing: LocalLandingZone, gate: Process): Front {
    const { address } = landing.names.gate(plan.cell, plan.region);
    return {
        cell: plan.cell.name,
        region: plan.region,
        place: plan.place,
        hostname: plan.host,
        // Known earlier, but reachable only once the gate runs.
        address: gate.state.apply(() => address),
        paths: healthPaths,
    };
}
