import { authFaults } from "../serving/auth";
import { accountFaults } from "./account-faults";
import { backupFaults } from "./backup-faults";
import { type Cloud, cloudsOf, regionNamed, type RegionRef, splitRef } from "../places/catalogue";
import { networkFaults } from "../clouds/network-faults";
import type { CellConfig } from "../config/cell";
import { unknownItemFaults } from "../config/unknown-items";
import { type Fault, quoted } from "../faults";
import { repeatedFaults } from "../list-faults";
import { locationFaults } from "./location-faults";
import { pathOf } from "../config/paths";
import type { Atlas } from "../residency";
import { transferFaults } from "./standard-faults";

/** What is wrong with one cell; `at` is its path, empty for a cell by itself. */
export function cellFaults(cell: CellConfig, atlas: Atlas, at: string): Fault[] {
    const under = (...segments: PropertyKey[]) => pathOf(segments, at);
    return [
        ...cell.regions.flatMap((ref, i) => locationFaults(ref, "replication", cell, atlas, under("regions", i))),
        ...repeatedFaults(cell.regions, i => under("regions", i), {
            code: "cell/region-twice",
            noun: "region",
            remedy: "list each region once",
        }),
        ...partitionFaults(cell, at),
        ...primaryFaults(cell, under("primary")),
        ...backupFaults(cell, atlas, under("backup")),
        ...failoverFaults(cell, i => under("failover", i)),
        ...elsewhereFaults(cell, under),
        ...accountFaults(cell, under("accounts")),
        ...networkFaults(cell, at),
        ...transferFaults(cell, i => under("jurisdictions", i)),
        ...authFaults(cell.auth, under("auth")),
    ];
}

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
                      problem: `region ${quoted(ref)} is in partition ${partition} of ${cloud}, but cell ${quoted(cell.name)} is in partition ${other}`,
                      remedy: `give partition ${partition} a cell of its own, because nothing is replicated between partitions`,
                  },
              ];
    });
}

function primaryFaults({ name, primary, regions }: CellConfig, path: string): Fault[] {
    if (primary !== undefined) {
        return unknownItemFaults([primary], regions, () => path, {
            code: "cell/primary-outside",
            problemOf: ref => `primary ${quoted(ref)} is not a region of cell ${quoted(name)}`,
            remedy: "set primary to a region of the cell",
        });
    }
    return regions.length > 1
        ? [
              {
                  code: "cell/primary-missing",
                  path,
                  problem: `cell ${quoted(name)} has ${regions.length} regions but no primary`,
                  allowed: regions,
                  remedy: "set primary to the region that owns what a cell has only once",
              },
          ]
        : [];
}

function failoverFaults({ failover = [], name, regions }: CellConfig, pathAt: (i: number) => string): Fault[] {
    return [
        ...unknownItemFaults(failover, regions, pathAt, {
            code: "residency/failover-outside-cell",
            problemOf: ref => `failover region ${quoted(ref)} is not a region of cell ${quoted(name)}`,
            remedy: "list only regions of the cell, because its traffic must not leave it",
        }),
        ...repeatedFaults(failover, pathAt, {
            code: "cell/failover-twice",
            noun: "failover region",
            remedy: "list each region once",
        }),
    ];
}

/** Settings for regions and clouds that the cell doesn't have would be ignored. */
function elsewhereFaults(cell: CellConfig, under: (...segments: PropertyKey[]) => string): Fault[] {
    const places = placesOf(cell, "").map(({ ref }) => ref);
    return [
        ...unknownItemFaults(Object.keys(cell.existing), places, (_, ref) => under("existing", ref), {
            code: "cell/existing-elsewhere",
            problemOf: ref => `${quoted(ref)} is neither a region nor the backup of cell ${quoted(cell.name)}`,
            remedy: "name a region or the backup of the cell, or remove the entry",
        }),
        ...unknownItemFaults(Object.keys(cell.networks), cell.regions, (_, ref) => under("networks", ref), {
            code: "cell/network-elsewhere",
            problemOf: ref =>
                `${quoted(ref)} is not a region of cell ${quoted(cell.name)}, and no network is created there`,
            remedy: "name a region of the cell, or remove the entry",
        }),
        ...unknownItemFaults(
            Object.keys(cell.accounts ?? {}),
            cloudsOf(places),
            (_, cloud) => under("accounts", cloud),
            {
                code: "cell/account-unused",
                problemOf: cloud => `cell ${quoted(cell.name)} has an account on ${cloud} but no region there`,
                remedy: "remove the account, or add a region on that cloud",
            },
        ),
    ];
}
