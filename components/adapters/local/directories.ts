import { splitRef, type RegionRef } from "../../plan/places/catalogue";
import type { Cell } from "../../plan/cells/cell";

/**
 * Where a stack's files are, relative to its runtime directory. What belongs to a cell lies in the cell's own directory.
 * Each path has the name of the resource that it belongs to: after a renaming old and new exist beside each other until
 * the old one goes, and must not share a file.
 */
export const directories = {
    authority: (cell: Cell) => `cells/${cell.host}/authority`,
    subjectKey: (cell: Cell) => `cells/${cell.host}/subject-key/key`,
    region: (cell: Cell, region: RegionRef) => `cells/${cell.host}/${splitRef(region).name}`,
    serving: (cell: Cell, region: RegionRef, name: string) => `${directories.region(cell, region)}/${name}`,
    // Short, since a Unix socket lies in it.
    gate: (name: string) => `gates/${name}`,
    edge: (router: string) => `edges/${router}`,
    network: (router: string) => `networks/${router}`,
} as const;
