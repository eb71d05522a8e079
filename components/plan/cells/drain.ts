import type { RegionRef } from "../places/catalogue";
import { unknownItemFaults } from "../config/unknown-items";
import { type Fault, quoted } from "../faults";
import { repeatedFaults } from "../list-faults";

/** A cell as far as draining is concerned. */
interface Regions {
    readonly name: string;
    readonly regions: readonly RegionRef[];
}

/** The regions of a cell that get traffic. */
export function servingRegions({ regions }: Regions, drain: readonly RegionRef[]): RegionRef[] {
    return regions.filter(region => !drain.includes(region));
}

/** What is wrong with the regions that are to be taken out of traffic. */
export function drainFaults(cells: readonly Regions[], drain: readonly RegionRef[], at: string): Fault[] {
    const regions = cells.flatMap(cell => cell.regions);
    const path = (i: number) => `${at}[${i}]`;
    const emptied = cells
        .filter(cell => servingRegions(cell, drain).length === 0)
        .map(({ name, regions }): Fault => ({
            code: "drain/last-region",
            path: at,
            value: drain.join(", "),
            problem: `drain takes all regions of cell ${quoted(name)} out of traffic (${regions.join(", ")}), expected at least one in traffic`,
            remedy: "remove a region of the cell from drain, because its traffic must not leave the cell",
        }));
    return [
        ...unknownItemFaults(drain, regions, path, {
            code: "drain/unknown-region",
            problemOf: ref => `no cell has region ${quoted(ref)}`,
            remedy: "name a region of a cell",
        }),
        ...repeatedFaults(drain, path, {
            code: "drain/region-twice",
            noun: "region",
            remedy: "list each region once",
        }),
        ...emptied,
    ];
}
