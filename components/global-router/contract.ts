import type * as pulumi from "@pulumi/pulumi";

import type { Cloud } from "../plan/places/catalogue";
import type { Cell } from "../plan/cells/cell";
import type { RoutingPlan } from "../plan/routing/routing";
import type { Front } from "../regional-serving/contract";
import type { Scope } from "../scope";

/**
 * The handle of a DNS zone: the only maker of records, whichever cloud they lead to. It comes first, since certificates need it.
 * `MakesRecords` is absent on clouds without DNS zones: their names lead to their own regions only.
 */
export interface Names extends RoutesClients, Partial<MakesRecords> {
    /** The cloud whose DNS and routers these are: which fronts it can route to follows. */
    readonly cloud: Cloud;
    readonly domain: string;
    /**
     * Whether nothing checks regions for them, so that no interval of checks is theirs.
     *
     * @default - the cloud's product checks regions
     */
    readonly isUnchecked?: boolean;
    /**
     * What the domain's registrar is to name.
     *
     * @default - there is no zone, or it was brought
     */
    readonly nameServers?: pulumi.Output<readonly string[]>;
    /** File of the authority that vouches for a cell's names, relative to the project, where it is not a public one. */
    authorityFile?(cell: Cell): string;
}

/**
 * What landing zones need from names, whichever cloud either is on. Implementations always use the provider of the names, since that of a
 * landing zone is for another account, and perhaps for another cloud.
 */
export interface MakesRecords {
    /** Makes the host name of a region's front lead to it. Called once for each front, by the adapter that makes the front. */
    lead(front: Front, opts: RecordOptions): MadeRecord;
    /**
     * Makes a record by which a certificate authority validates a host. Several regions and stacks may make the same record.
     *
     * @param opts - by default the record is a child of the names
     */
    validate(name: string, record: ValidationRecord, opts?: RecordOptions): MadeRecord;
}

/** Options of a record: without the provider, since records are made by that of the names. */
export type RecordOptions = Omit<pulumi.CustomResourceOptions, "provider">;

/** A record that a certificate authority requires. */
export interface ValidationRecord {
    /** The whole name, with or without a full stop at its end. */
    readonly name: pulumi.Input<string>;
    readonly type: pulumi.Input<string>;
    readonly value: pulumi.Input<string>;
}

/** A record that was made. */
export interface MadeRecord {
    /** Its name. Resources that use it wait until the record exists. */
    readonly fqdn: pulumi.Output<string>;
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
