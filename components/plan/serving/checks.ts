import { type Cloud, cloudsOf, type RegionRef, splitRef } from "../places/catalogue";
import type { CheckFacts, Edge } from "../clouds/cloud";
import { cloudTable, routeOver } from "../clouds/table";
import type { RoutingConfig } from "../config/config";
import type { Fault } from "../faults";

/** How soon an unhealthy backend is left out: after about `everySeconds × unhealthyAfter`. */
export interface Checks {
    readonly everySeconds: number;
    readonly unhealthyAfter: number;
}

/** The settings of the config, else the defaults of the checking side. */
export function checksOf(facts: CheckFacts, failover: RoutingConfig["failover"] = {}): Checks {
    return {
        everySeconds: failover.everySeconds ?? facts.defaultSeconds,
        unhealthyAfter: failover.unhealthyAfter ?? facts.defaultUnhealthyAfter,
    };
}

/** After how many seconds an unhealthy backend is left out, to the millisecond: multiplied, 0.1 s and 3 are a little more than 0.3 s. */
export function noticedAfter({ everySeconds, unhealthyAfter }: Checks): number {
    return Math.round(everySeconds * unhealthyAfter * 1000) / 1000;
}

/** A gate's checks of its servers and peers. */
export function checksFor(region: RegionRef, failover: RoutingConfig["failover"] = {}): Checks {
    return checksOf(cloudTable[splitRef(region).cloud].checks, failover);
}

/** Who checks: the gates of a cloud, or a product that routes. */
export interface Checker {
    readonly by: string;
    readonly checks: CheckFacts;
}

/** All that check what is in some regions: their gates and, where names route to them, those products. */
export function checkersOf(regions: readonly RegionRef[], names?: Cloud, edge: Edge = "regional"): Checker[] {
    const clouds = cloudsOf(regions);
    return [
        ...clouds.map(cloud => ({ by: `gates on ${cloud}`, checks: cloudTable[cloud].checks })),
        ...(names === undefined ? [] : clouds.flatMap(cloud => routeOver(names, edge, cloud) ?? [])),
    ];
}

/** Checks that one of them does not support; of several the slowest is reported. */
export function checkFaults(checkers: readonly Checker[], failover: RoutingConfig["failover"], at: string): Fault[] {
    const slowestFirst = [...checkers].sort((a, b) => b.checks.floorSeconds - a.checks.floorSeconds);
    return [
        ...slowestFirst.flatMap(checker => intervalFaults(checker, failover.everySeconds, at)).slice(0, 1),
        ...slowestFirst.flatMap(checker => thresholdFaults(checker, failover.unhealthyAfter, at)).slice(0, 1),
    ];
}

function intervalFaults({ by, checks }: Checker, every: number | undefined, at: string): Fault[] {
    const { floorSeconds, mostSeconds = Infinity, steps } = checks;
    if (every === undefined || (steps?.includes(every) ?? (every >= floorSeconds && every <= mostSeconds))) {
        return [];
    }
    const range = mostSeconds === Infinity ? `at least ${floorSeconds} s` : `${floorSeconds} to ${mostSeconds} s`;
    const raised = `raise everySeconds to ${floorSeconds} or more`;
    const lowered = `lower everySeconds to ${mostSeconds} or less`;
    return [
        {
            code: "capability/check-interval",
            path: `${at}.everySeconds`,
            value: every,
            problem: `${by} can't check every ${every} s${steps === undefined ? `, expected ${range}` : ""}`,
            ...(steps === undefined
                ? { remedy: every < floorSeconds ? raised : lowered }
                : { allowed: steps.map(String), remedy: `set everySeconds to ${steps.join(" or ")}` }),
        },
    ];
}

function thresholdFaults({ by, checks: { unhealthyAfter } }: Checker, after: number | undefined, at: string): Fault[] {
    if (after === undefined || unhealthyAfter === undefined) {
        return [];
    }
    const { least, most } = unhealthyAfter;
    return after >= least && after <= most
        ? []
        : [
              {
                  code: "capability/check-threshold",
                  path: `${at}.unhealthyAfter`,
                  value: after,
                  problem: `${by} can't have a threshold of ${after} failed checks, expected ${least} to ${most}`,
                  remedy: `set unhealthyAfter to a number from ${least} to ${most}`,
              },
          ];
}
