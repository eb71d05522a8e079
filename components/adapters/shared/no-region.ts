import type { Fault } from "../../plan/faults";

/** Of a hub that is given no region, where a hub watches regions and nothing else. */
export function noRegionFaults(regions: readonly unknown[], where: string): Fault[] {
    return regions.length > 0
        ? []
        : [
              {
                  code: "watch/no-region",
                  path: "watches",
                  problem: `the ObservabilityHub on ${where} watches no region, expected at least one RegionalServing`,
                  remedy: "pass the RegionalServing of each region to the hub",
              },
          ];
}
