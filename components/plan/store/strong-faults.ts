import type { StrongFacts } from "../clouds/cloud";
import { cloudTable } from "../clouds/table";
import type { CellConfig } from "../config/cell";
import type { StoreConfig } from "../config/store";
import type { Fault } from "../faults";
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
                allowed: "eventual, for a cell on several clouds",
                remedy: "use eventual consistency, or split the cell: events between clouds arrive later",
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
                  allowed: `cells of one region, or of ${count} of one set: ${sets.map(set => membersOf(set).join(", ")).join("; ")}`,
                  remedy: `use eventual consistency, or give cell ${name} such regions`,
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
                      allowed: "no ttl, with strong consistency",
                      remedy: "delete items when they are done with, or use eventual consistency",
                  },
              ],
    );
}
