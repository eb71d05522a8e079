import type { Cell } from "../plan/cells/cell";
import type { RegionRef } from "../plan/places/catalogue";
import type { RoutingConfig } from "../plan/config/config";
import type { RoutingPlan } from "../plan/routing/routing";
import type { Front } from "../regional-serving/contract";
import type { Names } from "./contract";

/** What there is to route to. */
interface Routes {
    readonly names: Names;
    /** Each cell with what serves it: components, or plain fronts of other stacks. */
    readonly cells: readonly { readonly cell: Cell; readonly backends: readonly Backend[] }[];
    /**
     * What names outside of the engine begin with, as of the process on this machine.
     *
     * @default - the name of the component
     */
    readonly physicalName?: string;
}

/** The same, planned already as a part of a whole stack. */
export interface PlannedRouter extends Routes {
    readonly plan: RoutingPlan;
    /**
     * What names of children begin with.
     *
     * @default - the name of the component
     */
    readonly children?: string;
}

/** What `GlobalRouter` takes. */
export interface GlobalRouterArgs extends Routes {
    /**
     * Cities that requests come from.
     *
     * @default - two in Europe and two in North America
     */
    readonly cities?: string[];
    /**
     * How clients enter: where TLS ends, and whether from outside at all.
     *
     * @default regional
     */
    readonly edge?: RoutingConfig["edge"];
    /**
     * Gives all cells a name beside their own, routed by geography. Refused where one holds protected data.
     *
     * @default false
     */
    readonly sharedName?: boolean;
    /**
     * When a region counts as unhealthy.
     * @default - the cloud's own interval and threshold
     */
    readonly failover?: RoutingConfig["failover"];
    /**
     * Regions that are taken out of traffic.
     *
     * @default - none
     */
    readonly drain?: RegionRef[];
}

/** What serves a cell in a region: a component, or a plain front of another stack. */
export type Backend = Front | { readonly front: Front };
