import type { BudgetInput, ObservabilityInput, RecoveryConfig } from "../plan/config/observability";
import type { RoutingConfig } from "../plan/config/config";
import type { WatchPlan } from "../plan/watch/watch-plan";
import type { GlobalRouter } from "../global-router/component";
import type { RegionalServing } from "../regional-serving/component";
import type { ReplicatedStore } from "../replicated-store/component";
import type { LandingZone } from "../landing-zone/contract";

/** What there is to watch. */
interface Watches {
    /** The landing zones of all regions that are watched: raw logs stay in them. */
    readonly landings: readonly LandingZone[];
    /** What is watched. */
    readonly watches: readonly (RegionalServing | GlobalRouter | ReplicatedStore)[];
    /**
     * What names outside of the engine begin with, as of the processes on this machine.
     *
     * @default - the name of the component
     */
    readonly physicalName?: string;
}

/** The same, planned already as a part of a whole stack. */
export interface PlannedHub extends Watches {
    readonly plan: WatchPlan;
}

/** What `ObservabilityHub` takes: `meridian:observability`, with what is watched. */
export interface ObservabilityHubArgs extends ObservabilityInput, Watches {
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
     * @default - no budget
     */
    readonly budget?: BudgetInput;
}
