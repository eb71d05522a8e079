import { authFaults } from "../serving/auth";
import { backupFaults } from "./backup-faults";
import { type Cloud, cloudsOf, regionNamed, type RegionRef, splitRef } from "../places/catalogue";
import type { CellConfig } from "../config/cell";
import type { Fault } from "../faults";
import { repeatedFaults, unknownFaults } from "../list-faults";
import { outsideFaults } from "./outside-faults";
import { pathOf } from "../config/paths";
import type { Atlas } from "../residency";
import { transferFaults } from "./standard-faults";

/** What is wrong with one cell; `at` is its path, empty for a cell by itself. */
export function cellFaults(cell: CellConfig, atlas: Atlas, at: string): Fault[] {
    const under = (...segments: PropertyKey[]) => pathOf(segments, at);
    return [
        ...cell.regions.flatMap((ref, i) => outsideFaults(ref, "replication", cell, atlas, under("regions", i))),
        ...repeatedFaults(cell.regions, i => under("regions", i), { code: "cell/region-twice", ...once }),
        ...partitionFaults(cell, at),
        ...primaryFaults(cell, under("primary")),
        ...backupFaults(cell, atlas, under("backup")),
        ...failoverFaults(cell, i => under("failover", i)),
        ...elsewhereFaults(cell, under),
        ...transferFaults(cell, i => under("jurisdictions", i)),
        ...authFaults(cell.auth, under("auth")),
    ];
}

const once = { allowed: "each region once", remedy: "name each region once" };

/** Every place that a cell's data is kept in, and what of a config names it. */
export function placesOf({ regions, backup }: CellConfig, at: string): { ref: RegionRef; path: string }[] {
    return [
        ...regions.map((ref, i) => ({ ref, path: pathOf(["regions", i], at) })),
        ...(backup === undefined ? [] : [{ ref: backup, path: pathOf(["backup"], at) }]),
    ];
}

/** Partitions of a cloud (China, governments) have accounts, names and networks of their own: nothing is replicated between. */
function partitionFaults(cell: CellConfig, at: string): Fault[] {
    const first = new Map<Cloud, string>();
    return placesOf(cell, at).flatMap(({ ref, path }): Fault[] => {
        const { cloud } = splitRef(ref);
        const partition = regionNamed(ref)?.sovereign ?? "public";
        const other = first.get(cloud) ?? partition;
        first.set(cloud, other);
        return partition === other
            ? []
            : [
                  {
                      code: "cell/two-partitions",
                      path,
                      value: ref,
                      allowed: `regions of the partition ${other} of ${cloud}`,
                      remedy: `give ${partition} a cell of its own: nothing is replicated between partitions`,
                  },
              ];
    });
}

function primaryFaults({ primary, regions }: CellConfig, path: string): Fault[] {
    if (primary !== undefined) {
        const remedy = "name a region of the cell";
        return unknownFaults([primary], regions, () => path, { code: "cell/primary-outside", remedy });
    }
    const remedy = "say which region owns what is made in one place";
    return regions.length > 1 ? [{ code: "cell/primary-missing", path, allowed: regions.join(", "), remedy }] : [];
}

function failoverFaults({ failover = [], regions }: CellConfig, pathAt: (i: number) => string): Fault[] {
    return [
        ...unknownFaults(failover, regions, pathAt, {
            code: "residency/failover-outside-cell",
            remedy: "name regions of the cell only: its traffic may go nowhere else",
        }),
        ...repeatedFaults(failover, pathAt, { code: "cell/failover-twice", ...once }),
    ];
}

/** What is said of regions and clouds that the cell doesn't have would be ignored. */
function elsewhereFaults(cell: CellConfig, under: (...segments: PropertyKey[]) => string): Fault[] {
    const places = placesOf(cell, "").map(({ ref }) => ref);
    return [
        ...unknownFaults(Object.keys(cell.existing), places, (_, ref) => under("existing", ref), {
            code: "cell/existing-elsewhere",
            remedy: "name a region of the cell, or its backup",
        }),
        ...unknownFaults(Object.keys(cell.accounts ?? {}), cloudsOf(places), (_, cloud) => under("accounts", cloud), {
            code: "cell/account-unused",
            remedy: "remove it: the cell has no region of that cloud",
        }),
    ];
}
