import type * as pulumi from "@pulumi/pulumi";

import type { Names } from "../global-router/contract";
import type { WatchesRegions } from "../observability-hub/contract";
import type { RegionRef } from "../plan/places/catalogue";
import type { Cell } from "../plan/cells/cell";
import type { ServesModels } from "../regional-serving/contract";
import type { StoresData } from "../replicated-store/contract";

/** A region ref bound to the adapter that builds there. */
export interface Target {
    readonly region: RegionRef;
    /** Makes what a cell needs once in this region. */
    landingZone(args: LandingZoneArgs, opts?: pulumi.ComponentResourceOptions): LandingZone;
}

/** What a landing zone is made for. */
export interface LandingZoneArgs {
    readonly cell: Cell;
    readonly names: Names;
    /**
     * What exists already, and is used instead of being made. Ids as the cloud writes them.
     *
     * @default - `existing` of the cell, for this region
     */
    readonly existing?: Existing;
}

/** Resources that exist already, and that this component does not manage. */
export interface Existing {
    readonly network?: pulumi.Input<string>;
    readonly subnets?: readonly pulumi.Input<string>[];
    /** Those that the internet reaches, for the front. */
    readonly publicSubnets?: readonly pulumi.Input<string>[];
    readonly key?: pulumi.Input<string>;
    readonly cluster?: pulumi.Input<string>;
    readonly certificate?: pulumi.Input<string>;
    /** What certifies the region's processes. */
    readonly authority?: pulumi.Input<string>;
}

/**
 * What a cell needs once per region and all components share: network, key, log store, process certificates. What is built on it is built
 * by its adapter: where that can't keep data (`store`) or watch regions (`watch`), the method is absent, and the component refuses the
 * landing zone before any resource exists.
 */
export interface LandingZone extends ServesModels, StoresData, WatchesRegions {
    readonly cell: Cell;
    readonly target: Target;
    readonly names: Names;
}
