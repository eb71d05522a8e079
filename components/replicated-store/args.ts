import type { LandingZone } from "../landing-zone/contract";
import type { StoreInput } from "../plan/config/store";
import type { StorePlan } from "../plan/store/store-plan";

/** The same, planned already as a part of a whole stack. */
export interface PlannedStore {
    readonly plan: StorePlan;
    readonly landings: readonly LandingZone[];
}

/** What `ReplicatedStore` takes: `meridian:store`, for one cell. */
export interface ReplicatedStoreArgs extends StoreInput {
    /** The landing zones of all regions of one cell, whose data it is: it stays in the cell's regions and backup place. */
    readonly landings: readonly LandingZone[];
    /**
     * Tables that models look features up in: servers of models may read these, and no others.
     *
     * @default - none
     */
    readonly lookups?: readonly string[];
    /**
     * Answers of a copy that may be more seconds behind are marked: `lagSeconds` of the `ObservabilityHub`'s `withdraw`.
     *
     * @default - no answer is marked
     */
    readonly staleAfterSeconds?: number;
}
