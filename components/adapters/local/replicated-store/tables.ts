import * as pulumi from "@pulumi/pulumi";

import type { StorePlan } from "../../../plan/store/store-plan";
import type { LocalNames } from "../names";
import { StoreTable } from "../resources";
import type { Servers } from "./servers";

/** The tables of a cell, by name. */
export function createTables(
    name: string,
    { cell, tables, places, homes, ephemeral }: StorePlan,
    { root }: LocalNames,
    servers: Servers,
    opts: pulumi.CustomResourceOptions,
): Readonly<Record<string, StoreTable>> {
    return Object.fromEntries(
        tables.map(table => [
            table.name,
            new StoreTable(
                `${name}-${table.name}`,
                {
                    root,
                    servers: [...servers.addresses],
                    identity: servers.operator,
                    cell: cell.name,
                    name: table.name,
                    partitionKey: table.partitionKey,
                    ...(table.sortKey === undefined ? {} : { sortKey: table.sortKey }),
                    shards: homes.length,
                    copies: [...places],
                    primary: cell.primary,
                    ephemeral,
                },
                pulumi.mergeOptions(opts, { dependsOn: [...servers.processes, servers.operatorCertificate] }),
            ),
        ]),
    );
}
