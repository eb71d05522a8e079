import type * as pulumi from "@pulumi/pulumi";

import type { Routed } from "../global-router/contract";
import type { LandingZone } from "../landing-zone/contract";
import type { WatchPlan } from "../plan/watch/watch-plan";
import type { Front } from "../regional-serving/contract";
import type { Store } from "../replicated-store/contract";
import type { Scope } from "../scope";

/** What is watched. */
export interface WatchLinks {
    /** The landing zones of all regions, the one where the view over all regions is kept first: raw logs stay in each. */
    readonly landings: readonly [LandingZone, ...LandingZone[]];
    readonly fronts: readonly Front[];
    readonly routed: readonly Routed[];
    readonly stores: readonly Store[];
}

/** What tells how the regions do. */
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

/** The contract of an adapter that watches regions. */
export interface WatchesRegions {
    /** Makes one view over all regions, objectives with their alarms, logs in each cell, the audit trail and the budget, as the plan says. */
    watch(name: string, plan: WatchPlan, links: WatchLinks, scope: Scope): Watch;
}
