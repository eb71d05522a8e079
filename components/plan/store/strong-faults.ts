import type { StrongFacts } from "../clouds/cloud";
import { cloudTable } from "../clouds/table";
import type { CellConfig } from "../config/cell";
import type { StoreConfig } from "../config/store";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { cloudsOf } from "../places/catalogue";
import { membersOf } from "../places/multi-regions";
import { isOf } from "./store-plan";

/** Where not every region of a cell can see at once all that was acknowledged. One region always can. */
export function strongFaults(store: StoreConfig, cell: CellConfig, at: string): Fault[] {
    const { name, regions } = cell;
    if (store.consistency !== "strong" || regions.length < 2) {
        return [];
    }
    const [cloud, ...others] = cloudsOf(regions);
    if (others.length > 0) {
        return [
            {
                code: "store/strong-between-clouds",
                path: `${at}.consistency`,
                value: name,
                problem: `strong consistency is not supported in cell ${quoted(name)}, which is on ${andList(cloudsOf(regions))}, expected eventual`,
                remedy: "use eventual consistency, or split the cell",
            },
        ];
    }
    const strong = cloud === undefined ? undefined : cloudTable[cloud].strong;
    return strong === undefined
        ? []
        : [...setFaults(strong, cell, `${at}.consistency`), ...expiryFaults(store, name, at)];
}

function setFaults({ regions: count, sets }: StrongFacts, { name, regions }: CellConfig, path: string): Fault[] {
    const fits = regions.length === count && sets.some(set => regions.every(ref => membersOf(set).includes(ref)));
    return fits
        ? []
        : [
              {
                  code: "store/strong-regions",
                  path,
                  value: name,
                  problem: `strong consistency is not supported in the regions of cell ${quoted(name)} (${regions.join(", ")}), expected one region, or ${count} regions of one of the sets ${sets.map(set => membersOf(set).join(", ")).join("; ")}`,
                  remedy: `use eventual consistency, or give cell ${quoted(name)} such regions`,
              },
          ];
}

function expiryFaults({ tables }: StoreConfig, cell: string, at: string): Fault[] {
    return tables.flatMap((table, i): Fault[] =>
        table.ttl === undefined || !isOf(table, cell)
            ? []
            : [
                  {
                      code: "store/strong-ttl",
                      path: `${at}.tables[${i}].ttl`,
                      value: table.ttl,
                      problem: `ttl ${quoted(table.ttl)} of table ${quoted(table.name)} is not supported with strong consistency in cell ${quoted(cell)}`,
                      remedy: "remove ttl and delete expired items yourself, or use eventual consistency",
                  },
              ],
    );
}
