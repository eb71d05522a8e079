import type { Cell } from "../plan/cell";
import type { RegionRef } from "../plan/catalogue";
import type { RoutingConfig } from "../plan/config";
import type { Front } from "../regional-serving/contract";
import type { Names } from "./contract";

export interface GlobalRouterArgs {
    readonly names: Names;
    /** Each cell with what serves it: components, or plain fronts of other stacks. */
    readonly cells: readonly { readonly cell: Cell; readonly backends: readonly Backend[] }[];
    /**
     * Cities that requests come from.
     *
     * @default - two in Europe and two in North America
     */
    readonly cities?: readonly string[];
    /**
     * When a region counts as ill.
     *
     * @default - the cloud's own interval and threshold
     */
    readonly failover?: RoutingConfig["failover"];
    /**
     * Regions that are taken out of traffic.
     *
     * @default - none
     */
    readonly drain?: readonly RegionRef[];
}

export type Backend = Front | { readonly front: Front };
