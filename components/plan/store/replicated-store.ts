import { requestedOf } from "../clouds/requested";
import { notBuiltFaults } from "../clouds/not-built-faults";
import { capabilityFaults } from "../clouds/capabilities";
import { type Cell, cellConfigOf } from "../cells/cell";
import { check, checked } from "../config/check";
import { lagSecondsSchema } from "../config/observability";
import { type StoreConfig, type StoreInput, storeSchema } from "../config/store";
import { storeFaults } from "./store-faults";
import type { Fault } from "../faults";
import { unknownFaults } from "../list-faults";
import { planStore, type StorePlan } from "./store-plan";

/** What `ReplicatedStore` takes, as far as it is plain: `meridian:store`, and what a stack's config says elsewhere. */
const ownSchema = storeSchema.extend({ staleAfterSeconds: lagSecondsSchema.optional() });

/** The store of a cell, or every fault in the arguments (`ConfigFaults`). */
export function planReplicatedStore(
    cell: Cell,
    input: StoreInput & { readonly staleAfterSeconds?: number },
    lookups: readonly string[] = [],
): StorePlan {
    const store = checked(
        check(ownSchema, input, store => {
            const faults = [
                ...storeFaults(store, [cellConfigOf(cell)]),
                ...capabilityFaults(requestedOf([cell], { store }), cell.regions, []),
                ...notBuiltFaults(requestedOf([cell], { store }), cell.regions, []),
            ];
            return [
                ...faults.map(fault => ({ ...fault, path: inOwnTerms(fault.path) })),
                ...lookupFaults(store, lookups),
            ];
        }),
    );
    return planStore(cell, store, lookups, store.staleAfterSeconds)!;
}

function lookupFaults({ tables }: StoreConfig, lookups: readonly string[]): Fault[] {
    const known = tables.map(({ name }) => name);
    return unknownFaults(lookups, known, i => `lookups[${i}]`, {
        code: "store/unknown-lookup",
        noun: "table",
        remedy: "name a table of this store",
    });
}

/** Paths as in the arguments, not as in a stack's config, where having a store means having tables. */
function inOwnTerms(path: string): string {
    return path
        .replace(/^store$/, "tables")
        .replace(/^store\./, "")
        .replace(/^cells\[0\]/, "cell");
}
