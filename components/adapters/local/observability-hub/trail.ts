import type { Cell } from "../../../plan/cells/cell";
import { directories } from "../directories";

/** Where a cell's audit trail lies, relative to the stack's runtime directory. */
export interface TrailPlaces {
    readonly log: string;
    readonly anchors: string[];
}

/** Where a cell's audit trail lies: the log with the primary region, and an anchor in each other place of the cell. */
export function trailOf(cell: Cell): TrailPlaces {
    const { backup, primary, regions } = cell;
    const others = [...regions, ...(backup === undefined ? [] : [backup])].filter(place => place !== primary);
    return {
        log: `${directories.audit(cell, primary)}/audit.jsonl`,
        anchors: others.map(place => `${directories.audit(cell, place)}/audit.anchor.json`),
    };
}
