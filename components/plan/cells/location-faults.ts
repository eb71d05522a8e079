import type { RegionRef } from "../places/catalogue";
import { unknownRegion } from "../places/unknown-region";
import type { CellConfig } from "../config/cell";
import { type Fault, quoted } from "../faults";
import { type Atlas, judge } from "../residency";

/** A place that a cell's data would come to and may not, or that is nowhere: by the one residency rule. */
export function locationFaults(
    ref: RegionRef,
    kind: "replication" | "backup",
    cell: CellConfig,
    atlas: Atlas,
    path: string,
): Fault[] {
    if (atlas.placeOf(ref) === undefined) {
        return [unknownRegion(ref, path)];
    }
    const outside = cell.dataClasses
        .map(dataClass => judge({ kind, cell: cell.name, dataClass, to: [ref] }, [cell], atlas))
        .find(({ verdict }) => verdict !== "proven");
    return outside === undefined
        ? []
        : [
              {
                  code: "residency/region-outside-cell",
                  path,
                  value: ref,
                  problem: `${kind === "backup" ? "backup" : "region"} ${quoted(ref)} can't store data of cell ${quoted(cell.name)}: ${outside.reason.replace(`${ref} is`, "it is")}`,
                  remedy: "move it to another cell, or add its jurisdiction to the cell",
              },
          ];
}
