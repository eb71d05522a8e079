import type { Cell } from "../cells/cell";
import type { StoreConfig } from "../config/store";
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
    /** Where copies go and how often, where they are made. */
    readonly backup?: { readonly place: RegionRef; readonly everyHours: number; readonly retainDays: number };
    /** How clouds are kept alike, where the cell is on several. */
    readonly sync?: "events";
    /** The home region of each shard. */
    readonly homes: readonly RegionRef[];
    readonly ephemeral: boolean;
}

/** The store of a cell, of a config in which `storeFaults` found nothing; none where no table is the cell's. */
export function planStore(cell: Cell, store: StoreConfig): StorePlan | undefined {
    const tables = store.tables.filter(table => isOf(table, cell.name));
    const { backup, consistency, sync, shards, ephemeral } = store;
    const spans = cloudsOf(cell.regions).length > 1;
    return tables.length === 0
        ? undefined
        : {
              cell,
              tables: tables.sort((a, b) => (a.name < b.name ? -1 : 1)).map(table => planTable(table, cell)),
              consistency,
              ...(backup && { backup: { place: cell.backup!, ...backup } }),
              ...(sync && spans && { sync }),
              homes: homesOf(shards, cell.regions),
              ephemeral,
          };
}

function planTable({ cells: _, existing = {}, dataClass, ...table }: Table, cell: Cell): TablePlan {
    return {
        ...table,
        dataClass: dataClass ?? mostProtected(cell.dataClasses),
        existing: Object.fromEntries(
            Object.entries(existing).filter(([ref]) => cell.regions.includes(ref as RegionRef)),
        ),
    };
}

/** The last in order of protection. */
function mostProtected(classes: readonly DataClass[]): DataClass {
    return classes.reduce((a, b) => (dataClasses.indexOf(b) > dataClasses.indexOf(a) ? b : a));
}

/** Whether a cell has a table. */
export function isOf({ cells }: Pick<Table, "cells">, cell: string): boolean {
    return cells?.includes(cell) ?? true;
}
