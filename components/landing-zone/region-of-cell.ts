import type { Cell } from "../plan/cells/cell";
import { type Fault, quoted } from "../plan/faults";
import type { RegionRef } from "../plan/places/catalogue";

/** What is wrong with a landing zone of a cell in a region. */
export function regionOfCellFaults({ name, regions }: Cell, region: RegionRef): Fault[] {
    return regions.includes(region)
        ? []
        : [
              {
                  code: "residency/landing-outside-cell",
                  path: "region",
                  value: region,
                  problem: `${quoted(region)} is not a region of cell ${quoted(name)}`,
                  allowed: regions,
                  remedy: "create landing zones of a cell in its own regions, or add the region to the cell",
              },
          ];
}
