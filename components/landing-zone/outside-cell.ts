import type { Cell } from "../plan/cells/cell";
import type { Fault } from "../plan/faults";
import type { RegionRef } from "../plan/places/catalogue";

/** What is wrong with a landing zone of a cell in a region. */
export function outsideCellFaults({ regions }: Cell, region: RegionRef): Fault[] {
    return regions.includes(region)
        ? []
        : [
              {
                  code: "residency/landing-outside-cell",
                  path: "region",
                  value: region,
                  allowed: regions.join(", "),
                  remedy: "make landing zones of a cell in its own regions only",
              },
          ];
}
