import type * as pulumi from "@pulumi/pulumi";

import type { Cloud } from "../plan/places/catalogue";
import type { Cell } from "../plan/cells/cell";
import type { RoutingPlan } from "../plan/routing/routing";
import type { Front } from "../regional-serving/contract";
import type { Scope } from "../scope";

/** The handle of a DNS zone: the only maker of records. It comes first, since certificates need it. */
export interface Names extends RoutesClients {
    /** The cloud whose DNS and routers these are: which fronts it can route to follows. */
    readonly cloud: Cloud;
    readonly domain: string;
    /**
     * What the domain's registrar is to name.
     *
     * @default - there is no zone, or it was brought
     */
    readonly nameServers?: pulumi.Output<readonly string[]>;
    /** File of the authority that vouches for a cell's names, relative to the project, where it is not a public one. */
    authorityFile?(cell: Cell): string;
}

/** A place that clients enter from, and the address to call there. */
export interface EntryPoint {
    readonly city: string;
    readonly host: string;
    readonly port: number;
}

/** What an adapter made to send clients to their cells. */
export interface Routed {
    readonly points: pulumi.Output<readonly EntryPoint[]>;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;
}

/** The contract of an adapter that sends clients to the nearest healthy region of the cell that they name. */
export interface RoutesClients {
    route(name: string, plan: RoutingPlan, fronts: readonly Front[], scope: Scope): Routed;
}
