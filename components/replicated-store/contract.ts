import type * as pulumi from "@pulumi/pulumi";

import type { RegionRef } from "../plan/places/catalogue";
import type { StorePlan } from "../plan/store/store-plan";
import type { Scope } from "../scope";

/** A table in one region, as programs name it in the cloud's own API. */
export interface TableAddress {
    /** As DynamoDB takes it; on this machine the path under the cell's host. */
    readonly name: pulumi.Output<string>;
    /**
     * What the table is in, by what the cloud calls it: an instance of Bigtable, an account and a database of Cosmos DB.
     *
     * @default - the name is enough
     */
    readonly within?: Readonly<Record<string, pulumi.Output<string>>>;
}

/** The addresses of tables, by their names in the config and by region. */
export type TableAddresses = Readonly<Record<string, Readonly<Record<RegionRef, TableAddress>>>>;

/** A cell's tables, as other resources reach them. */
export interface Store {
    /** The plan that they were made from: which regions have a copy is plain, so that policy can prove it at preview. */
    readonly plan: StorePlan;
    readonly tables: TableAddresses;
    /**
     * Change events of the tables on this cloud, for a cell that spans clouds: where they come from, and where others' go to.
     *
     * @default - the store keeps no events
     */
    readonly events?: { readonly source: pulumi.Output<string>; readonly sink: pulumi.Output<string> };
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;
}

/** The part of a landing zone that keeps its cell's data. */
export interface StoresData {
    /**
     * Makes the tables of the cell, of whose primary region the landing zone is, over that region and those of the other landing zones,
     * with their keys, copies and events. All are of one adapter. Data is kept when the stack goes, unless the plan says that it is
     * ephemeral.
     */
    store?(name: string, plan: StorePlan, others: readonly this[], scope: Scope): Store;
}
