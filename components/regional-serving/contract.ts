import type * as pulumi from "@pulumi/pulumi";

import type { Place, RegionRef } from "../plan/places/catalogue";
import type { ServingPlan } from "../plan/serving/serving";
import type { Store } from "../replicated-store/contract";
import type { Scope } from "../scope";

/** What makes a region reachable, and what a router needs to know of it. The places are plain, so that policy can prove them at preview. */
export interface Front {
    readonly cell: string;
    readonly region: RegionRef;
    readonly place: Place;
    /**
     * The name that its certificate has beside the cell's. Names lead it to the front: those of the front's landing zone, or, of a plain
     * front of another stack, those of that stack.
     */
    readonly hostname: string;
    /** Where it is reached: a name that a cloud gave it, or a numeric address. */
    readonly address: pulumi.Output<FrontAddress>;
    /**
     * Its fixed numeric addresses (IPv4), for names that route to nothing else. Without them `address` is a name where records lead to it.
     *
     * @default - it has none
     */
    readonly addresses?: pulumi.Output<readonly string[]>;
    /** Paths under which its gate tells its health; none of them spills. */
    readonly paths: { readonly live: string; readonly ready: string; readonly region: string };
}

/** A host, by name or numeric address, and a TCP port. */
export interface FrontAddress {
    readonly host: string;
    readonly port: number;
}

/** The models of one region, reachable. */
export interface Serving {
    readonly front: Front;
    /**
     * Who the servers are: the principal that a store grants reading to.
     *
     * @default - the cloud knows no principals, as this machine
     */
    readonly identity?: pulumi.Output<string>;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;
}

/** What a region's models are linked to. */
export interface ServingLinks {
    /**
     * The cell's tables; the adapter of the region grants its servers reading.
     *
     * @default - the cell has none
     */
    readonly store?: Store;
}

/** The part of a landing zone that serves models in its region. */
export interface ServesModels {
    /**
     * Makes what the plan says, in the order that the cloud needs, under `scope.parent`: the artifact of each release by its digest,
     * one service a release, the gate in front of them, and the front. Nothing async, nothing inside `apply`.
     */
    serve(name: string, plan: ServingPlan, links: ServingLinks, scope: Scope): Serving;
}
