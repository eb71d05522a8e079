import type * as pulumi from "@pulumi/pulumi";

import type { Routed } from "../global-router/contract";
import type { Cloud, RegionRef } from "../plan/places/catalogue";
import type { WatchPlan } from "../plan/watch/watch-plan";
import type { Front } from "../regional-serving/contract";
import type { Store } from "../replicated-store/contract";
import type { Scope } from "../scope";

/** What is watched, of one cloud. */
export interface WatchLinks<L> {
    /** The landing zones of the cloud's other regions: raw logs stay in each. */
    readonly others: readonly L[];
    readonly fronts: readonly Front[];
    readonly routed: readonly Routed[];
    readonly stores: readonly Store[];
    /** Views of other clouds, where this one is the view over all: it leads to them, since no figure crosses. */
    readonly elsewhere: readonly Elsewhere[];
}

/** A view that another cloud keeps of its own regions. */
export interface Elsewhere {
    readonly cloud: Cloud;
    readonly regions: readonly { readonly cell: string; readonly region: RegionRef }[];
    /**
     * Where people look at it.
     *
     * @default - the cloud's own console
     */
    readonly url?: pulumi.Output<string>;
}

/** What watches the regions of one cloud. */
export interface Watch {
    /**
     * Where people look at it.
     *
     * @default - the cloud's own console
     */
    readonly url?: pulumi.Output<string>;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;
}

/** The part of a landing zone that watches regions. */
export interface WatchesRegions {
    /**
     * Makes one view, kept in this region, over all regions of its cloud, objectives with their alarms, logs in each cell, the audit trail
     * and the budget, as the plan says.
     */
    watch?(name: string, plan: WatchPlan, links: WatchLinks<this>, scope: Scope): Watch;
}
