import { splitRef, type RegionRef } from "../../plan/catalogue";

/** Where a stack's files are, relative to its runtime directory. What belongs to a cell lies in the cell's own directory. */
export const directories = {
    authority: (cell: string) => `cells/${cell}/authority`,
    region: (cell: string, region: RegionRef) => `cells/${cell}/${splitRef(region).name}`,
    edge: (router: string) => `edges/${router}`,
} as const;
