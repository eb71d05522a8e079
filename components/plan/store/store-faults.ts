import { cloudTable } from "../clouds/table";
import type { CellConfig } from "../config/cell";
import type { Asked } from "../config/config";
import type { StoreConfig } from "../config/store";
import { unknownItemFaults } from "../config/unknown-items";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
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
            { code: "store/table-twice", noun: "table", remedy: "give each table a name of its own" },
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
    return (store?.tables ?? []).flatMap(({ name, onChange }, i): Fault[] =>
        onChange === undefined || serving.cache !== undefined
            ? []
            : [
                  {
                      code: "store/nothing-cached",
                      path: `store.tables[${i}].onChange`,
                      value: onChange,
                      problem: `onChange ${quoted(onChange)} of table ${quoted(name)} has no effect without serving.cache`,
                      remedy: "set serving.cache, or remove onChange",
                  },
              ],
    );
}

/** For each table, wherever it is, among the authentication methods of its cells. */
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
            { code: "store/unknown-cell", noun: "cell", remedy: "name a cell of the config" },
        ),
        ...classFaults(table, having, `${at}.dataClass`),
        ...unknownItemFaults(Object.keys(table.existing ?? {}), own, (_, ref) => pathOf(["existing", ref], at), {
            code: "store/existing-elsewhere",
            problemOf: ref => `no cell with table ${quoted(table.name)} has region ${quoted(ref)}`,
            remedy: "name a region of a cell that has the table",
        }),
        ...partlyFaults(table, having, `${at}.existing`),
        ...keyFaults(table, at),
        ...changesFaults(table, having, `${at}.changes.retainHours`),
    ];
}

function classFaults({ dataClass, name }: Table, having: readonly CellConfig[], path: string): Fault[] {
    const without = having.find(({ dataClasses }) => dataClass !== undefined && !dataClasses.includes(dataClass));
    return without === undefined
        ? []
        : [
              {
                  code: "store/class-of-no-cell",
                  path,
                  value: dataClass,
                  problem: `data class ${quoted(dataClass)} of table ${quoted(name)} is not a data class of cell ${quoted(without.name)}`,
                  allowed: without.dataClasses,
                  remedy: "add the class to the cell, or list under cells only cells that have it",
              },
          ];
}

/** An existing table is replicated by its owner: its cell's regions all have it, or it is created in all. */
function partlyFaults({ existing = {}, name: table }: Table, having: readonly CellConfig[], path: string): Fault[] {
    return having.flatMap(({ name, regions }): Fault[] => {
        const missing = regions.filter(region => existing[region] === undefined);
        return missing.length === 0 || missing.length === regions.length
            ? []
            : [
                  {
                      code: "store/existing-partly",
                      path,
                      value: name,
                      problem: `existing of table ${quoted(table)} does not include ${andList(missing)}, expected all regions of cell ${quoted(name)} or none`,
                      remedy: `add the table of ${andList(missing)}, or remove the other regions`,
                  },
              ];
    });
}

/** An attribute orders items, or is the time at which they expire, or names them. */
function keyFaults({ name, partitionKey, sortKey, ttl }: Table, at: string): Fault[] {
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
                      problem: `${key} ${quoted(value)} of table ${quoted(name)} is also one of its keys, expected another attribute`,
                      remedy,
                  },
              ];
    return [
        ...twice(
            "sortKey",
            sortKey,
            [partitionKey],
            "name the attribute that orders the items of one partition key, or remove sortKey",
        ),
        ...twice(
            "ttl",
            ttl,
            [partitionKey, sortKey],
            "name the attribute with the time at which an item expires, or remove ttl",
        ),
    ];
}

function changesFaults({ changes, name }: Table, having: readonly CellConfig[], path: string): Fault[] {
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
                      problem: `changes of table ${quoted(name)} are retained for ${retainHours} hours, expected at most ${mostHours} hours on ${cloud}`,
                      remedy: "reduce retainHours, and let a consumer store events that are needed longer",
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
                  problem: `cell ${quoted(cell.name)} has tables and no backup, which store.backup needs`,
                  remedy: `set backup of cell ${quoted(cell.name)} to a location far from its regions, or remove store.backup`,
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
                problem: `backups every ${backup.everyHours} hours are not supported on ${cloud}, expected an interval ${copies.allowedBy}`,
                allowed: copies.everyHours.map(String),
                remedy: "use one of these intervals",
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
            problem: `tables of cell ${quoted(cell.name)} have copies in ${places.length} ${places.length === 1 ? "location" : "locations"} (${places.join(", ")}), expected ${quorum.least} to ${quorum.most}: regions and the backup`,
            remedy: few
                ? `give cell ${quoted(cell.name)} ${missingPlaces(cell, quorum.least)}, so that a majority remains after the loss of one location`
                : `split cell ${quoted(cell.name)}, or list under tables[].cells only cells that need the tables`,
        },
    ];
}

/** The backup first, because it need not serve traffic. */
function missingPlaces({ regions, backup }: CellConfig, least: number): string {
    return [
        ...(backup === undefined ? ["a backup"] : []),
        ...(regions.length + 1 < least ? ["another region"] : []),
    ].join(" and ");
}

/** No cloud replicates a table to another: their change events can, and within one cloud they would do nothing. */
function syncFaults({ sync }: StoreConfig, cells: readonly CellConfig[], at: string): Fault[] {
    const spanning = cells.filter(({ regions }) => cloudsOf(regions).length > 1);
    if (sync !== undefined) {
        const [path, value] = [`${at}.sync`, sync];
        const problem = `sync ${quoted(sync)} has no effect, because no cell with tables is on several clouds`;
        return spanning.length > 0
            ? []
            : [{ code: "store/sync-unneeded", path, value, problem, remedy: "remove sync" }];
    }
    return spanning.map(({ name, regions }) => ({
        code: "store/between-clouds",
        path: `${at}.tables`,
        value: name,
        problem: `cell ${quoted(name)} has tables on ${andList(cloudsOf(regions))}, which do not replicate tables to each other`,
        remedy: "set store.sync to events, or split the cell",
    }));
}
