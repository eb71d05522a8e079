import * as pulumi from "@pulumi/pulumi";

import type { EnvironmentOf } from "../../../plan/serving/programs";
import { splitRef } from "../../../plan/places/catalogue";
import type { StorePlan } from "../../../plan/store/store-plan";
import { directories } from "../directories";
import type { LocalLandingZone } from "../landing-zone";
import type { LocalNames } from "../names";
import { File, StoreTable } from "../resources";
import { recordsTable } from "../../../../runtime/store/region-records";
import type { Servers } from "./servers";

/** The tables of a cell, by name. */
export function makeTables(
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
                    ...(table.changes === undefined ? {} : { changes: table.changes }),
                    copies: [...places],
                    primary: cell.primary,
                    ephemeral,
                },
                pulumi.mergeOptions(opts, { dependsOn: [...servers.processes, servers.operatorCertificate] }),
            ),
        ]),
    );
}

/** The table in which the cell's regions say how they do (`runtime/store/region-records.ts`). Its one item is never of use later. */
export function makeRecords(
    name: string,
    { cell, places }: StorePlan,
    { root }: LocalNames,
    servers: Servers,
    opts: pulumi.CustomResourceOptions,
): StoreTable {
    return new StoreTable(
        `${name}-${recordsTable.name}`,
        {
            root,
            servers: [...servers.addresses],
            identity: servers.operator,
            cell: cell.name,
            ...recordsTable,
            copies: [...places],
            primary: cell.primary,
            ephemeral: true,
        },
        pulumi.mergeOptions(opts, { dependsOn: [...servers.processes, servers.operatorCertificate] }),
    );
}

/** The file that tells a region's table server which tables there are. */
export function tablesFileOf({ cell }: StorePlan, { target }: LocalLandingZone): string {
    return `${directories.store(cell, target.region)}/tables/tables.json`;
}

/** Beyond which lag what reads a copy marks its answers. */
export function staleEnvironment({
    staleAfterSeconds,
}: StorePlan): Pick<EnvironmentOf<"table-server">, "STALE_AFTER_SECONDS"> {
    return staleAfterSeconds === undefined ? {} : { STALE_AFTER_SECONDS: String(staleAfterSeconds) };
}

/**
 * The configuration of a region's table server, as a file that it watches: another table restarts nothing. It is written once the tables
 * are ready: the server never receives a change that was refused.
 */
export function makeTablesFile(
    name: string,
    plan: StorePlan,
    landing: LocalLandingZone,
    made: Readonly<Record<string, StoreTable>>,
    opts: pulumi.CustomResourceOptions,
): File {
    const { cell, consistency, tables, homes } = plan;
    const content = pulumi.all(tables.map(({ name }) => made[name]!.changesId)).apply(ids => {
        const specs = tables.map(({ name, partitionKey, sortKey, ttl, changes }, i) => ({
            name,
            partitionKey,
            sortKey,
            ttl,
            shards: homes.length,
            ...(changes && { changes: { id: ids[i], ...changes } }),
        }));
        return `${JSON.stringify({ regions: cell.regions, consistency, tables: specs }, null, 1)}\n`;
    });
    const { root } = landing.names;
    const own = `${name}-${splitRef(landing.target.region).name}-tables-list`;
    return new File(
        own,
        { root, file: tablesFileOf(plan, landing), content },
        pulumi.mergeOptions(opts, { dependsOn: Object.values(made) }),
    );
}
