import type { LandingZone } from "../landing-zone/contract";
import type { AuthInput } from "../plan/serving/auth";
import type { RegionRef } from "../plan/places/catalogue";
import type { RoutingConfig } from "../plan/config/config";
import type { DemandInput } from "../plan/config/demand";
import type { HostingInput } from "../plan/config/hosting";
import type { ObservabilityInput } from "../plan/config/observability";
import type { LimitsInput } from "../plan/serving/limits";
import type { Lock } from "../plan/config/lock";
import type { ModelInput } from "../plan/config/models";
import type { ServingPlan } from "../plan/serving/serving";
import type { ReplicatedStore } from "../replicated-store/component";

/** The same, already planned as a part of a whole stack. */
export interface PlannedServing {
    readonly plan: ServingPlan;
    readonly landing: LandingZone;
    readonly store?: ReplicatedStore;
}

/** Arguments of `RegionalServing`. */
export interface RegionalServingArgs extends Omit<HostingInput, "access"> {
    /** Where the models run, and the cell whose requests they answer. */
    readonly landing: LandingZone;
    /** The models, in the form of `meridian:models`. */
    readonly models: ModelInput[];
    /**
     * The result of `meridian resolve`: digests of releases that set none.
     * @default - every release sets its digest
     */
    readonly lock?: Lock;
    /**
     * Where requests come from and how many. Capacity is computed from it, including the loss of any one region.
     * @default - replicas are as `scaling` sets them
     */
    readonly demand?: DemandInput;
    /**
     * The cell's tables, which the models may read.
     *
     * @default - none
     */
    readonly store?: ReplicatedStore;
    /**
     * Principals that may update the models here, in the cloud's notation.
     * @default - the identity that runs the program
     */
    readonly deployers?: string[];
    /**
     * Principals that may call the models here, in the cloud's notation.
     * @default - as `auth` sets it
     */
    readonly invokers?: string[];
    /**
     * When a server or another region counts as unhealthy.
     * @default - the cloud's own interval and threshold
     */
    readonly failover?: RoutingConfig["failover"];
    /**
     * How callers authenticate.
     * @default - no authentication
     */
    readonly auth?: AuthInput;
    /**
     * Limits of the gate: sizes, rates, timeouts, concurrent requests.
     * @default - `routing.limits` of the config reference
     */
    readonly limits?: LimitsInput;
    /**
     * Samples of inferences that servers store, in memory only: `samples` of the `ObservabilityHub`, which makes them available to
     * operators of the cell.
     *
     * @default - nothing
     */
    readonly samples?: ObservabilityInput["samples"];
    /**
     * Regions of the cell that are taken out of traffic, this one or others.
     * @default - none
     */
    readonly drain?: RegionRef[];
}
