import { askedOf } from "../clouds/asked";
import { capabilityFaults } from "../clouds/capabilities";
import { type Cell, cellConfigOf } from "../cells/cell";
import { check, checked } from "../config/check";
import { type StoreInput, storeSchema } from "../config/store";
import { storeFaults } from "./store-faults";
import { refuse } from "../faults";
import { unknownFaults } from "../list-faults";
import { planStore, type StorePlan } from "./store-plan";

/** The store of a cell, or every fault in what was asked for (`ConfigFaults`). */
export function planReplicatedStore(cell: Cell, input: StoreInput, lookups: readonly string[] = []): StorePlan {
    const store = checked(
        check(storeSchema, input, store => {
            const faults = [
                ...storeFaults(store, [cellConfigOf(cell)]),
                ...capabilityFaults(askedOf([cell], { store }), cell.regions, undefined),
            ];
            return faults.map(fault => ({ ...fault, path: inOwnTerms(fault.path) }));
        }),
    );
    refuse(
        unknownFaults(
            lookups,
            store.tables.map(({ name }) => name),
            i => `lookups[${i}]`,
            { code: "store/unknown-lookup", remedy: "name a table of this store" },
        ),
    );
    return planStore(cell, store, lookups)!;
}

/** Paths as in the arguments, not as in a stack's config, where having a store means having tables. */
function inOwnTerms(path: string): string {
    return path
        .replace(/^store$/, "tables")
        .replace(/^store\./, "")
        .replace(/^cells\[0\]/, "cell");
}
