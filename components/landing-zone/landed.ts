import type { Cell } from "../plan/cells/cell";
import type { RegionRef } from "../plan/places/catalogue";

/** A landing zone as links name it: where it is. The adapter that made it knows what else is in it. */
export interface Landed {
    readonly cell: Cell;
    readonly target: { readonly region: RegionRef };
}
