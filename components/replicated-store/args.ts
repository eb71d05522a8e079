import type { LandingZone } from "../landing-zone/contract";
import type { StoreInput } from "../plan/config/store";
import type { StorePlan } from "../plan/store/store-plan";

/** The same, already planned as a part of a whole stack. */
export interface PlannedStore {
    readonly plan: StorePlan;
    readonly landings: readonly LandingZone[];
}

/** Arguments of `ReplicatedStore`: `meridian:store`, for one cell. */
export interface ReplicatedStoreArgs extends StoreInput {
    /** The landing zones of all regions of one cell, which owns the data: it stays in the cell's regions and backup location. */
    readonly landings: readonly LandingZone[];
    /**
     * Tables that models look features up in. Model servers may read these, and no others.
     * @default - none
     */
    readonly lookups?: readonly string[];
    /**
     * Seconds of lag above which answers of a copy are marked as stale: `lagSeconds` of the `ObservabilityHub`'s `withdraw`.
     * @default - no answer is marked
     */
    readonly staleAfterSeconds?: number;
}
