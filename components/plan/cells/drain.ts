import type { RegionRef } from "../places/catalogue";
import type { Fault } from "../faults";
import { repeatedFaults, unknownFaults } from "../list-faults";

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
        .map(({ name }): Fault => ({
            code: "drain/last-region",
            path: at,
            value: drain.join(", "),
            allowed: `at least one region of cell ${name} in traffic`,
            remedy: "leave a region to the cell: its traffic may go nowhere else",
        }));
    return [
        ...unknownFaults(drain, regions, path, {
            code: "drain/unknown-region",
            remedy: "name a region that serves a cell",
        }),
        ...repeatedFaults(drain, path, {
            code: "drain/region-twice",
            allowed: "each region once",
            remedy: "name each region once",
        }),
        ...emptied,
    ];
}
