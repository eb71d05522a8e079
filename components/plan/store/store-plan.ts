import type { Cell } from "../cells/cell";
import type { StoreConfig } from "../config/store";
import { cloudTable } from "../clouds/table";
import { cloudsOf, type RegionRef } from "../places/catalogue";
import { type DataClass, dataClasses } from "../residency";
import { homesOf } from "./shards";

type Table = StoreConfig["tables"][number];

/** A table of a cell. */
export interface TablePlan extends Omit<Table, "cells" | "dataClass" | "existing"> {
    readonly dataClass: DataClass;
    /** Tables of the cell's regions that exist already. */
    readonly existing: Readonly<Record<RegionRef, string>>;
}

/** Everything about the tables of a cell that is known before a resource exists. */
export interface StorePlan {
    readonly cell: Cell;
    /** In order of name. */
    readonly tables: readonly TablePlan[];
    readonly consistency: StoreConfig["consistency"];
    /** Where a whole copy is, in order of name: the cell's regions, and its backup location where that counts for the majority. */
    readonly places: readonly RegionRef[];
    /** Where copies go and how often, where they are made. */
    readonly backup?: { readonly place: RegionRef; readonly everyHours: number; readonly retainDays: number };
    /** How clouds are kept alike, where the cell is on several. */
    readonly sync?: "events";
    /** The home region of each shard. */
    readonly homes: readonly RegionRef[];
    readonly ephemeral: boolean;
    /** Tables that servers of models look features up in, and may read therefore, in order of name. */
    readonly lookups: readonly string[];
    /** Answers of a copy that may be more seconds behind are marked, where that is said. */
    readonly staleAfterSeconds?: number;
}

/** The store of a cell, of a config in which `storeFaults` found nothing; none where no table is the cell's. */
export function planStore(
    cell: Cell,
    store: StoreConfig,
    lookups: readonly string[] = [],
    staleAfterSeconds?: number,
): StorePlan | undefined {
    const own = storeOfCell(store, cell);
    if (own === undefined) {
        return undefined;
    }
    const { backup, consistency, sync, shards, ephemeral } = own;
    const tables = [...own.tables].sort((a, b) => (a.name < b.name ? -1 : 1));
    return {
        cell,
        tables: tables.map(table => planTable(table, cell)),
        consistency,
        places: placesOf(cell),
        ...(backup && { backup: { place: cell.backup!, ...backup } }),
        ...(sync && { sync }),
        homes: homesOf(shards, cell.regions),
        ephemeral,
        lookups: tables.map(({ name }) => name).filter(name => lookups.includes(name)),
        ...(staleAfterSeconds === undefined ? {} : { staleAfterSeconds }),
    };
}

/** What a config says of a cell's own tables, as who makes that cell's store alone says it; none where no table is the cell's. */
export function storeOfCell(
    { sync, ...store }: StoreConfig,
    { name, regions }: Pick<Cell, "name" | "regions">,
): StoreConfig | undefined {
    const own = ([ref]: [string, string]) => regions.includes(ref as RegionRef);
    const tables = store.tables
        .filter(table => isOf(table, name))
        .map(({ cells: _, existing, ...table }) => ({
            ...table,
            ...(existing && { existing: Object.fromEntries(Object.entries(existing).filter(own)) }),
        }));
    const spans = cloudsOf(regions).length > 1;
    return tables.length === 0 ? undefined : { ...store, ...(sync && spans && { sync }), tables };
}

/** Where a cell has landing zones: its regions, and its backup location where that has a server of the cell's store. */
export function landedPlaces(
    cell: Pick<Cell, "name" | "regions" | "backup">,
    store: Pick<StoreConfig, "tables"> | undefined,
): readonly RegionRef[] {
    const hasTables = store?.tables.some(table => isOf(table, cell.name)) ?? false;
    return hasTables ? placesOf(cell) : cell.regions;
}

/** Where a cell's cloud keeps whole copies of its tables. */
export function placesOf({ regions, backup }: Pick<Cell, "regions" | "backup">): RegionRef[] {
    const counts = cloudsOf(regions).some(cloud => cloudTable[cloud].quorum !== undefined);
    return [...regions, ...(counts && backup !== undefined ? [backup] : [])].sort();
}

function planTable({ cells: _, existing = {}, dataClass, ...table }: Table, cell: Cell): TablePlan {
    return { ...table, dataClass: dataClass ?? mostProtected(cell.dataClasses), existing };
}

/** The last in order of protection. */
function mostProtected(classes: readonly DataClass[]): DataClass {
    return classes.reduce((a, b) => (dataClasses.indexOf(b) > dataClasses.indexOf(a) ? b : a));
}

/** Whether a cell has a table. */
export function isOf({ cells }: Pick<Table, "cells">, cell: string): boolean {
    return cells?.includes(cell) ?? true;
}
