import type { RegionRef } from "../places/catalogue";
import type { Config } from "../config/config";
import { overlapFaults } from "../clouds/network-faults";
import { unknownItemFaults } from "../config/unknown-items";
import { type Fault, quoted } from "../faults";
import { mappedPlaceFaults } from "../places/mapped-places";
import { pathOf } from "../config/paths";
import { placesOf } from "./cell-faults";
import { repeatedFaults } from "../list-faults";

/** A region, and a name, belong to one cell; and settings of a place are of one that is used. */
export function sharedFaults({ cells, places, serving, observability }: Config): Fault[] {
    const serves = cells.flatMap(cell => cell.regions);
    const keeps = [
        ...cells.flatMap(cell => placesOf(cell, "").map(({ ref }) => ref)),
        ...(observability?.exports ?? []).map(({ place }) => place),
    ];
    return [
        ...repeatedFaults(
            cells.map(({ name }) => name),
            i => `cells[${i}].name`,
            { code: "cell/name-twice", noun: "cell", remedy: "give each cell a name of its own" },
        ),
        ...ownerFaults(cells),
        ...overlapFaults(cells.map((cell, i) => ({ cell, at: `cells[${i}]` }))),
        ...mappedPlaceFaults(places, keeps),
        ...unknownItemFaults(Object.keys(serving.access), serves, (_, ref) => pathOf(["serving", "access", ref]), {
            code: "serving/access-elsewhere",
            problemOf: ref => `no cell has region ${quoted(ref)}`,
            remedy: "name a region of a cell, or remove the entry",
        }),
    ];
}

function ownerFaults(cells: Config["cells"]): Fault[] {
    const owner = new Map<RegionRef, string>();
    return cells.flatMap((cell, i) =>
        placesOf(cell, `cells[${i}]`).flatMap(({ ref, path }): Fault[] => {
            const other = owner.get(ref) ?? cell.name;
            owner.set(ref, other);
            return other === cell.name
                ? []
                : [
                      {
                          code: "residency/region-in-two-cells",
                          path,
                          value: ref,
                          problem: `region ${quoted(ref)} is in cells ${quoted(other)} and ${quoted(cell.name)}, expected one cell for each region`,
                          remedy: "remove the region from one of the cells",
                      },
                  ];
        }),
    );
}
