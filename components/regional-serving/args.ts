import type { LandingZone } from "../landing-zone/contract";
import type { Cell } from "../plan/cell";
import type { ModelInput, RoutingConfig } from "../plan/config";

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
}
