import type { Fault } from "../../plan/faults";

/** Of a hub that is given no region, where a hub watches regions and nothing else. */
export function noRegionFaults(regions: readonly unknown[], where: string): Fault[] {
    return regions.length > 0
        ? []
        : [
              {
                  code: "watch/no-region",
                  path: "watches",
                  allowed: "the RegionalServing of each region",
                  remedy: `give them to the hub: on ${where} it watches regions`,
              },
          ];
}
