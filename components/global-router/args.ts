import type { Cell } from "../plan/cells/cell";
import type { RegionRef } from "../plan/places/catalogue";
import type { RoutingConfig } from "../plan/config/config";
import type { RoutingPlan } from "../plan/routing/routing";
import type { Front } from "../regional-serving/contract";
import type { Names } from "./contract";

/** The targets of a router. */
interface Routes {
    readonly names: Names;
    /** Each cell with the fronts that serve it: components, or plain fronts of other stacks. */
    readonly cells: readonly { readonly cell: Cell; readonly backends: readonly Backend[] }[];
    /**
     * Prefix of names outside of the engine, such as the process on this machine.
     * @default - the name of the component
     */
    readonly physicalName?: string;
}

/** The same, already planned as a part of a whole stack. */
export interface PlannedRouter extends Routes {
    readonly plan: RoutingPlan;
    /**
     * Prefix of the names of children.
     * @default - the name of the component
     */
    readonly children?: string;
}

/** Arguments of `GlobalRouter`. */
export interface GlobalRouterArgs extends Routes {
    /**
     * Cities that requests come from.
     *
     * @default - two in Europe and two in North America
     */
    readonly cities?: string[];
    /**
     * How clients enter: where TLS ends, and whether from outside at all.
     * @default regional
     */
    readonly edge?: RoutingConfig["edge"];
    /**
     * Gives all cells a shared name in addition to their own, routed by geography. Rejected if a cell contains protected data.
     * @default false
     */
    readonly sharedName?: boolean;
    /**
     * When a region counts as unhealthy.
     * @default - the cloud's own interval and threshold
     */
    readonly failover?: RoutingConfig["failover"];
    /**
     * Regions taken out of traffic.
     * @default - none
     */
    readonly drain?: RegionRef[];
}

/** The front of a cell in a region: a component, or a plain front of another stack. */
export type Backend = Front | { readonly front: Front };
