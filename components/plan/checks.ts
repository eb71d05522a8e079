import { splitRef, type RegionRef } from "./catalogue";
import { cloudFacts } from "./clouds/facts";
import type { RoutingConfig } from "./config";
import type { Fault } from "./faults";

/** How soon an unhealthy backend is left out: after about `everySeconds × unhealthyAfter`. */
export interface Checks {
    readonly everySeconds: number;
    readonly unhealthyAfter: number;
}

/** What the config says, else what suits the cloud of a region. */
export function checksFor(region: RegionRef, failover: RoutingConfig["failover"] = {}): Checks {
    const facts = cloudFacts[splitRef(region).cloud]?.checks;
    return {
        everySeconds: failover.everySeconds ?? facts?.defaultSeconds ?? 30,
        unhealthyAfter: failover.unhealthyAfter ?? facts?.defaultUnhealthyAfter ?? 3,
    };
}

/** An interval that a region's cloud can't keep. */
export function checkFaults(
    regions: readonly RegionRef[],
    failover: RoutingConfig["failover"],
    at = "routing.failover",
): Fault[] {
    const every = failover.everySeconds;
    const slowest = regions
        .map(ref => splitRef(ref).cloud)
        .map(cloud => ({ cloud, floor: cloudFacts[cloud]?.checks.floorSeconds ?? 0 }))
        .reduce<{ cloud: string; floor: number }>((a, b) => (b.floor > a.floor ? b : a), { cloud: "", floor: 0 });
    return every === undefined || every >= slowest.floor
        ? []
        : [
              {
                  code: "capability/check-interval",
                  path: `${at}.everySeconds`,
                  value: every,
                  allowed: `${slowest.floor} or more on ${slowest.cloud}`,
                  remedy: "check less often",
              },
          ];
}
