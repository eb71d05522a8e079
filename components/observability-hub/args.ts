import type { BudgetInput, ObservabilityInput, RecoveryConfig } from "../plan/config/observability";
import type { RoutingConfig } from "../plan/config/config";
import type { GlobalRouter } from "../global-router/component";
import type { RegionalServing } from "../regional-serving/component";
import type { ReplicatedStore } from "../replicated-store/component";
import type { LandingZone } from "../landing-zone/contract";

/** What `ObservabilityHub` takes: `meridian:observability`, with what is watched. */
export interface ObservabilityHubArgs extends ObservabilityInput {
    /** The landing zones of all regions that are watched: raw logs stay in them. */
    readonly landings: readonly LandingZone[];
    /** What is watched. */
    readonly watches: readonly (RegionalServing | GlobalRouter | ReplicatedStore)[];
    /**
     * How long a region must have been right again before it gets traffic back, where what is measured took it out:
     * `failbackAfterSeconds` of `meridian:routing.failover`.
     *
     * @default - 300 seconds
     */
    readonly failover?: RoutingConfig["failover"];
    /**
     * What an outage may cost, and how often that is rehearsed.
     *
     * @default - nothing is promised or rehearsed
     */
    readonly recovery?: RecoveryConfig;
    /**
     * What a month may cost.
     *
     * @default - nobody is told
     */
    readonly budget?: BudgetInput;
}
