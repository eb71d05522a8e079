import type { LandingZone } from "../landing-zone/contract";
import type { AuthInput } from "../plan/auth";
import type { RegionRef } from "../plan/catalogue";
import type { Cell } from "../plan/cell";
import type { ModelInput, RoutingConfig } from "../plan/config";
import type { LimitsInput } from "../plan/limits";

export interface RegionalServingArgs {
    /** The cell whose requests are answered; the landing zone must be of the same cell. */
    readonly cell: Cell;
    /** Where the models run. */
    readonly landing: LandingZone;
    /** The models, in the form of `meridian:models`. */
    readonly models: readonly ModelInput[];
    /**
     * When a server or another region counts as ill.
     *
     * @default - the cloud's own interval and threshold
     */
    readonly failover?: RoutingConfig["failover"];
    /**
     * How callers prove who they are.
     *
     * @default - whoever reaches the gate may ask
     */
    readonly auth?: AuthInput;
    /**
     * What the gate takes on: sizes, rates, deadlines, requests at a time.
     *
     * @default - `routing.limits` of the config reference
     */
    readonly limits?: LimitsInput;
    /**
     * Regions of the cell that are taken out of traffic, this one or others.
     *
     * @default - none
     */
    readonly drain?: readonly RegionRef[];
}
