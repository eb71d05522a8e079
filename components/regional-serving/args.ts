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

/** The same, planned already as a part of a whole stack. */
export interface PlannedServing {
    readonly plan: ServingPlan;
    readonly landing: LandingZone;
    readonly store?: ReplicatedStore;
}

/** What `RegionalServing` takes. */
export interface RegionalServingArgs extends Omit<HostingInput, "access"> {
    /** Where the models run, and the cell whose requests are answered. */
    readonly landing: LandingZone;
    /** The models, in the form of `meridian:models`. */
    readonly models: ModelInput[];
    /**
     * What `meridian resolve` found: digests of releases that say none.
     *
     * @default - every release says its digest
     */
    readonly lock?: Lock;
    /**
     * Where requests come from and how many: capacity is computed from it, for the loss of any one region.
     *
     * @default - replicas are as `scaling` says
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
     * Principals that may ask the models here, as the cloud writes them.
     *
     * @default - as `auth` says
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
     * What the gate takes on: sizes, rates, deadlines, requests at a time.
     *
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
     *
     * @default - none
     */
    readonly drain?: RegionRef[];
}
