import type { LandingZone } from "../landing-zone/contract";
import type { Cell } from "../plan/cells/cell";
import type { StoreInput } from "../plan/config/store";
import type { StorePlan } from "../plan/store/store-plan";

/** The same, planned already as a part of a whole stack. */
export interface PlannedStore {
    readonly plan: StorePlan;
    readonly landings: readonly LandingZone[];
}

/** What `ReplicatedStore` takes: `meridian:store`, for one cell. */
export interface ReplicatedStoreArgs extends StoreInput {
    /** The cell whose data it is: it stays in the cell's regions and backup place. */
    readonly cell: Cell;
    /** The landing zones of all regions of the cell. */
    readonly landings: readonly LandingZone[];
    /**
     * Tables that models look features up in: servers of models may read these, and no others.
     *
     * @default - none
     */
    readonly lookups?: readonly string[];
}
