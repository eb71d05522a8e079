import type { BudgetInput, ObservabilityInput, RecoveryConfig } from "../plan/config/observability";
import type { RoutingConfig } from "../plan/config/config";
import type { WatchPlan } from "../plan/watch/watch-plan";
import type { GlobalRouter } from "../global-router/component";
import type { RegionalServing } from "../regional-serving/component";
import type { ReplicatedStore } from "../replicated-store/component";
import type { LandingZone } from "../landing-zone/contract";

/** The watched parts of a stack. */
interface Watches {
    /** The landing zones of all watched regions: raw logs stay in them. */
    readonly landings: readonly LandingZone[];
    /** The watched components. */
    readonly watches: readonly (RegionalServing | GlobalRouter | ReplicatedStore)[];
    /**
     * Prefix of names outside of the engine, such as the processes on this machine.
     * @default - the name of the component
     */
    readonly physicalName?: string;
}

/** The same, already planned as a part of a whole stack. */
export interface PlannedHub extends Watches {
    readonly plan: WatchPlan;
}

/** Arguments of `ObservabilityHub`: `meridian:observability`, with the watched parts. */
export interface ObservabilityHubArgs extends ObservabilityInput, Watches {
    /**
     * How long a region must have been right again before it receives traffic after measurements took it out: `failbackAfterSeconds` of
     * `meridian:routing.failover`.
     * @default - 300 seconds
     */
    readonly failover?: RoutingConfig["failover"];
    /**
     * Objectives for outages, and how often they are rehearsed.
     * @default - no objectives and no drills
     */
    readonly recovery?: RecoveryConfig;
    /**
     * The cost limit of a month.
     * @default - no budget
     */
    readonly budget?: BudgetInput;
}
