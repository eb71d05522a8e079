import type * as pulumi from "@pulumi/pulumi";

import type { RegionRef } from "../plan/catalogue";
import type { Cell } from "../plan/cell";
import type { Names } from "../global-router/contract";
import type { ServesModels } from "../regional-serving/contract";

/** A region ref bound to the adapter that builds there. */
export interface Target extends ServesModels {
    readonly region: RegionRef;
    /** Makes what a cell needs once in this region. */
    landingZone(args: LandingZoneArgs, opts?: pulumi.ComponentResourceOptions): LandingZone;
}

export interface LandingZoneArgs {
    readonly cell: Cell;
    readonly names: Names;
}

/** What a cell needs once per region and all components share: network, key, log store, process certificates. */
export interface LandingZone {
    readonly cell: Cell;
    readonly target: Target;
    readonly names: Names;
}
