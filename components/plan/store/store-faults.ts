import { cloudTable } from "../clouds/table";
import type { CellConfig } from "../config/cell";
import type { Asked } from "../config/config";
import type { StoreConfig } from "../config/store";
import type { Fault } from "../faults";
import { repeatedFaults, unknownFaults } from "../list-faults";
import { pathOf } from "../config/paths";
import { cloudsOf } from "../places/catalogue";
import { isOf, placesOf } from "./store-plan";
import { type AuthPlan, claimFaults } from "../serving/auth";
import type { LookedUp } from "../serving/features";
import { strongFaults } from "./strong-faults";

type Table = StoreConfig["tables"][number];

/** What is wrong with the tables, among the cells. */
export function storeFaults(store: StoreConfig, cells: readonly CellConfig[], at = "store"): Fault[] {
    const having = cells.filter(cell => store.tables.some(table => isOf(table, cell.name)));
    return [
        ...store.tables.flatMap((table, i) => tableFaults(table, cells, `${at}.tables[${i}]`)),
        ...repeatedFaults(
            store.tables.map(({ name }) => name),
            i => `${at}.tables[${i}].name`,
            { code: "store/table-twice", allowed: "each name once", remedy: "give each table a name of its own" },
        ),
        ...having.flatMap(cell => [
            ...backupFaults(store, cell, at),
            ...strongFaults(store, cell, at),
            ...quorumFaults(cell, at),
        ]),
        ...copiesFaults(store, having, at),
        ...syncFaults(store, having, at),
    ];
}

/** Without a cache there are no predictions to take back. */
export function changeFaults({ store, serving }: Pick<Asked, "store" | "serving">): Fault[] {
    return (store?.tables ?? []).flatMap(({ onChange }, i): Fault[] =>
        onChange === undefined || serving.cache !== undefined
            ? []
            : [
                  {
                      code: "store/nothing-cached",
                      path: `store.tables[${i}].onChange`,
                      value: onChange,
                      allowed: "with serving.cache",
                      remedy: "set serving.cache, or remove onChange",
                  },
              ],
    );
}

/** Of each table, wherever it is, among the ways in which its cells ask who calls. */
export function tableClaimFaults(
    tables: readonly Pick<Table, "requires" | "writers">[],
    auths: readonly AuthPlan[],
    at: string,
): Fault[] {
    return tables.flatMap(({ requires, writers }, i) => [
        ...claimFaults(requires, auths, `${at}[${i}].requires`),
        ...claimFaults(writers, auths, `${at}[${i}].writers`),
    ]);
}

/** The tables, as what looks features up in them needs to know them. */
export function lookedUpIn(store: StoreConfig | undefined, cells: readonly CellConfig[]): LookedUp[] {
    return (store?.tables ?? []).map(table => ({
        name: table.name,
        ...(table.sortKey === undefined ? {} : { sortKey: table.sortKey }),
        missingIn: cells.map(({ name }) => name).filter(name => !isOf(table, name)),
    }));
}

function tableFaults(table: Table, cells: readonly CellConfig[], at: string): Fault[] {
    const having = cells.filter(cell => isOf(table, cell.name));
    const own = having.flatMap(cell => cell.regions);
    return [
        ...unknownFaults(
            table.cells ?? [],
            cells.map(({ name }) => name),
            i => `${at}.cells[${i}]`,
            { code: "store/unknown-cell", remedy: "name a cell" },
        ),
        ...classFaults(table, having, `${at}.dataClass`),
        ...unknownFaults(Object.keys(table.existing ?? {}), own, (_, ref) => pathOf(["existing", ref], at), {
            code: "store/existing-elsewhere",
            remedy: "name a region of a cell that has the table",
        }),
        ...partlyFaults(table, having, `${at}.existing`),
        ...keyFaults(table, at),
        ...changesFaults(table, having, `${at}.changes.retainHours`),
    ];
}

function classFaults({ dataClass }: Table, having: readonly CellConfig[], path: string): Fault[] {
    const without = having.find(({ dataClasses }) => dataClass !== undefined && !dataClasses.includes(dataClass));
    return without === undefined
        ? []
        : [
              {
                  code: "store/class-of-no-cell",
                  path,
                  value: dataClass,
                  allowed: `${without.dataClasses.join(", ")} in cell ${without.name}`,
                  remedy: "add the class to the cell, or name under cells the cells that have it",
              },
          ];
}

/** A table that is brought is replicated by whoever made it: its cell's regions all have it, or it is made in all. */
function partlyFaults({ existing = {} }: Table, having: readonly CellConfig[], path: string): Fault[] {
    return having.flatMap(({ name, regions }): Fault[] => {
        const missing = regions.filter(region => existing[region] === undefined);
        return missing.length === 0 || missing.length === regions.length
            ? []
            : [
                  {
                      code: "store/existing-partly",
                      path,
                      value: name,
                      allowed: `a table in each region of cell ${name}, or in none`,
                      remedy: `name the table of ${missing.join(" and ")}, too`,
                  },
              ];
    });
}

/** An attribute orders items, or says when they are gone, or names them. */
function keyFaults({ partitionKey, sortKey, ttl }: Table, at: string): Fault[] {
    const twice = (
        key: string,
        value: string | undefined,
        others: readonly (string | undefined)[],
        remedy: string,
    ): Fault[] =>
        value === undefined || !others.includes(value)
            ? []
            : [
                  {
                      code: "store/one-attribute-twice",
                      path: `${at}.${key}`,
                      value,
                      allowed: "another attribute than the table's keys",
                      remedy,
                  },
              ];
    return [
        ...twice(
            "sortKey",
            sortKey,
            [partitionKey],
            "name the attribute that orders the items of one partition key, or leave it out",
        ),
        ...twice(
            "ttl",
            ttl,
            [partitionKey, sortKey],
            "name the attribute with the time after which an item is gone, or leave it out",
        ),
    ];
}

function changesFaults({ changes }: Table, having: readonly CellConfig[], path: string): Fault[] {
    const { retainHours = 0 } = changes ?? {};
    const clouds = cloudsOf(having.flatMap(({ regions }) => regions));
    return clouds.flatMap((cloud): Fault[] => {
        const { mostHours = Infinity } = cloudTable[cloud].changes ?? {};
        return retainHours <= mostHours
            ? []
            : [
                  {
                      code: "store/changes-too-long",
                      path,
                      value: retainHours,
                      allowed: `at most ${mostHours} on ${cloud}`,
                      remedy: "keep events for less long, and have a consumer store what is needed later",
                  },
              ];
    });
}

function backupFaults({ backup }: StoreConfig, cell: CellConfig, at: string): Fault[] {
    return backup === undefined || cell.backup !== undefined
        ? []
        : [
              {
                  code: "store/backup-place-missing",
                  path: `${at}.backup`,
                  value: cell.name,
                  allowed: "where every cell that has a table has a backup place",
                  remedy: `give cell ${cell.name} a backup, far from its regions`,
              },
          ];
}

function copiesFaults({ backup }: StoreConfig, having: readonly CellConfig[], at: string): Fault[] {
    return cloudsOf(having.flatMap(({ regions }) => regions)).flatMap((cloud): Fault[] => {
        const { copies } = cloudTable[cloud];
        if (backup === undefined || copies === undefined || copies.everyHours.includes(backup.everyHours)) return [];
        return [
            {
                code: "store/backup-hours",
                path: `${at}.backup.everyHours`,
                value: backup.everyHours,
                allowed: `${copies.everyHours.join(", ")} on ${cloud}`,
                remedy: `choose one of them, ${copies.allowedBy}`,
            },
        ];
    });
}

/** A majority of two is both of them, so that two places stand still with either: worse than one alone. */
function quorumFaults(cell: CellConfig, at: string): Fault[] {
    const [quorum] = cloudsOf(cell.regions).flatMap(cloud => cloudTable[cloud].quorum ?? []);
    const places = placesOf(cell);
    if (quorum === undefined || (places.length >= quorum.least && places.length <= quorum.most)) {
        return [];
    }
    const few = places.length < quorum.least;
    return [
        {
            code: few ? "store/no-quorum" : "store/too-many-places",
            path: `${at}.tables`,
            value: `${cell.name}: ${places.join(", ")}`,
            allowed: `${quorum.least} to ${quorum.most} places that keep a copy: a cell's regions and its backup`,
            remedy: few
                ? `give cell ${cell.name} ${lackingPlaces(cell, quorum.least)}, so that a majority is left when one place is lost`
                : `split cell ${cell.name}, or name under tables[].cells those that have tables`,
        },
    ];
}

/** The backup first, since it need serve nobody. */
function lackingPlaces({ regions, backup }: CellConfig, least: number): string {
    return [
        ...(backup === undefined ? ["a backup place"] : []),
        ...(regions.length + 1 < least ? ["another region"] : []),
    ].join(" and ");
}

/** No cloud replicates a table to another: their change events can, and within one cloud they would do nothing. */
function syncFaults({ sync }: StoreConfig, cells: readonly CellConfig[], at: string): Fault[] {
    const spanning = cells.filter(({ regions }) => cloudsOf(regions).length > 1);
    if (sync !== undefined) {
        const [path, value] = [`${at}.sync`, sync];
        const allowed = "where a cell with tables is on several clouds";
        return spanning.length > 0
            ? []
            : [{ code: "store/sync-unneeded", path, value, allowed, remedy: "remove it: the cloud replicates" }];
    }
    return spanning.map(({ name, regions }) => ({
        code: "store/between-clouds",
        path: `${at}.tables`,
        value: name,
        allowed: "cells on one cloud, or sync: events",
        remedy: `no table is replicated between ${cloudsOf(regions).join(" and ")}: set store.sync to events, or split the cell`,
    }));
}
