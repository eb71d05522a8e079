import type { Fault } from "../plan/faults";
import type { LandingZone } from "./contract";

/** Landing zones that one component spans: an adapter knows what lies behind its own only. */
export function otherAdapterFaults([first, ...others]: readonly LandingZone[]): Fault[] {
    return others
        .filter(other => Object.getPrototypeOf(other) !== Object.getPrototypeOf(first))
        .map(({ target }) => ({
            code: "capability/foreign",
            path: "landings",
            value: target.region,
            problem: `the landing zone in ${target.region} was created by another adapter than the one in ${first!.target.region}, expected one adapter for each cloud`,
            remedy: "create all landing zones of a cloud with one adapter",
        }));
}
