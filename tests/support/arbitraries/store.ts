import fc from "fast-check";

import { cloudTable } from "../../../components/plan/clouds/table";
import type { StoreInput } from "../../../components/plan/config/store";
import type { RegionRef } from "../../../components/plan/places/catalogue";
import type { DataClass } from "../../../components/plan/residency";
import type { CellInput } from "./cells";
import { labels } from "./forms";
import { cloudsOf, haveAll } from "./stack";

type TableInput = StoreInput["tables"][number];

/** The tables of some cells, or nothing where a cloud has none or no cell can have them. */
export function storeOf(cells: readonly CellInput[], caches: boolean): fc.Arbitrary<StoreInput | undefined> {
    const clouds = cloudsOf(cells.flatMap(({ regions }) => regions));
    return haveAll(clouds, "store/tables") && cells.some(canHaveTables)
        ? fc
              .uniqueArray(anyTableOf(cells, caches), { minLength: 1, maxLength: 3, selector: ({ name }) => name })
              .chain(withMore)
        : fc.constant(undefined);

    function withMore(tables: TableInput[]): fc.Arbitrary<StoreInput> {
        const own = cells.filter(({ name }) => tables.some(table => table.cells?.includes(name) ?? true));
        const spans = own.some(({ regions }) => cloudsOf(regions).length > 1);
        const keepsCopies = haveAll(clouds, "store/backup") && own.every(({ backup }) => backup !== undefined);
        const everyHours = clouds.flatMap(cloud => cloudTable[cloud].copies?.everyHours ?? []);
        return fc.record(
            {
                tables: fc.constant(tables),
                consistency: fc.constantFrom(
                    "eventual" as const,
                    ...(own.every(canBeStrong) && haveAll(clouds, "store/strong") ? (["strong"] as const) : []),
                ),
                ...(keepsCopies
                    ? {
                          backup: fc.record(
                              {
                                  everyHours:
                                      everyHours.length > 0
                                          ? fc.constantFrom(...everyHours)
                                          : fc.integer({ min: 1, max: 168 }),
                                  retainDays: fc.integer({ min: 1, max: 3650 }),
                              },
                              { requiredKeys: [] },
                          ),
                      }
                    : {}),
                ...(spans ? { sync: fc.constant("events" as const) } : {}),
                shards: fc.integer({ min: 1, max: 256 }),
                ephemeral: fc.boolean(),
            },
            { requiredKeys: ["tables", ...(spans ? (["sync"] as const) : [])] },
        );
    }
}

/** Where copies agree by majority, not every number of places can be one. */
export function canHaveTables({ regions, backup }: Pick<CellInput, "regions" | "backup">): boolean {
    const places = regions.length + (backup === undefined ? 0 : 1);
    return cloudsOf(regions).every(cloud => {
        const { least, most } = cloudTable[cloud].quorum ?? { least: 1, most: Infinity };
        return places >= least && places <= most;
    });
}

/** Where there are sets of regions for that, no cell is likely to be one. */
function canBeStrong({ regions }: CellInput): boolean {
    const [cloud, ...others] = cloudsOf(regions);
    return regions.length === 1 || (others.length === 0 && cloudTable[cloud!].strong === undefined);
}

/** Often as plain as can be, in every cell where that is possible: what models look up is such a table. */
function anyTableOf(cells: readonly CellInput[], caches: boolean): fc.Arbitrary<TableInput> {
    const plain = fc.record({ name: labels, partitionKey: fc.constant("subject") });
    return cells.every(canHaveTables) ? fc.oneof(tableOf(cells, caches), plain) : tableOf(cells, caches);
}

function tableOf(cells: readonly CellInput[], caches: boolean): fc.Arbitrary<TableInput> {
    const clouds = cloudsOf(cells.flatMap(({ regions }) => regions));
    const able = cells.filter(canHaveTables);
    const some = fc.shuffledSubarray(able, { minLength: 1 });
    const said = able.length < cells.length ? fc.constant(true) : fc.boolean();
    return fc.record({ own: some, said }).chain(({ own, said }) => {
        const where = said ? own : cells;
        const classes = where
            .map(({ dataClasses }) => dataClasses)
            .reduce<DataClass[]>((common, of) => common.filter(one => of.includes(one)), [...where[0]!.dataClasses]);
        return fc.record(
            {
                name: labels,
                partitionKey: fc.constantFrom("subject", "constructor"),
                ...(haveAll(clouds, "store/sort-key") ? { sortKey: fc.constant("at") } : {}),
                ...(haveAll(clouds, "store/ttl") ? { ttl: fc.constant("expires") } : {}),
                ...(haveAll(clouds, "store/kept-changes") ? { changes: fc.constantFrom({}, { retainHours: 24 }) } : {}),
                ...(caches && haveAll(clouds, "store/change-events")
                    ? { onChange: fc.constant("invalidate-predictions" as const) }
                    : {}),
                ...(classes.length === 0 ? {} : { dataClass: fc.constantFrom(...classes) }),
                ...(said ? { cells: fc.constant(own.map(({ name }) => name)) } : {}),
                ...(haveAll(clouds, "existing/table")
                    ? {
                          // All regions of a cell have it, or none.
                          existing: fc
                              .shuffledSubarray([...where])
                              .map(some => some.flatMap(cell => cell.regions as RegionRef[]))
                              .map(refs => Object.fromEntries(refs.map(ref => [ref, "table-1"]))),
                      }
                    : {}),
            },
            { requiredKeys: ["name", "partitionKey", ...(said ? (["cells"] as const) : [])] },
        );
    });
}
