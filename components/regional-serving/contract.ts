import type * as pulumi from "@pulumi/pulumi";

import type { LandingZone } from "../landing-zone/contract";
import type { Place, RegionRef } from "../plan/catalogue";
import type { ServingPlan } from "../plan/serving";
import type { Scope } from "../scope";

/** What makes a region reachable, and what a router needs to know of it. The places are plain, so that policy can prove them at preview. */
export interface Front {
    readonly cell: string;
    readonly region: RegionRef;
    readonly place: Place;
    /** The name that its certificate has beside the cell's. */
    readonly hostname: string;
    readonly address: pulumi.Output<FrontAddress>;
    readonly paths: { readonly live: string; readonly ready: string; readonly region: string };
}

export interface FrontAddress {
    readonly host: string;
    readonly port: number;
}

/** The models of one region, reachable. */
export interface Serving {
    readonly front: Front;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;
}

/** The contract of an adapter that serves models in a region. */
export interface ServesModels {
    serve(name: string, plan: ServingPlan, links: { readonly landing: LandingZone }, scope: Scope): Serving;
}
