import fc from "fast-check";

import type { StoreInput } from "../../../components/plan/config/store";
import type { CellInput } from "./cells";
import type { ModelInput } from "./model-input";
import { haveAll, type Stack } from "./stack";

/** Tables that models can look features up in: of one item a subject, where every cell has them and its cloud looks up. */
export function lookableIn(store: StoreInput | undefined, cells: readonly CellInput[], { clouds }: Stack): string[] {
    const tables = haveAll(clouds, "store/lookups") ? (store?.tables ?? []) : [];
    return tables
        .filter(({ sortKey }) => sortKey === undefined)
        .filter(table => cells.every(({ name }) => table.cells?.includes(name) ?? true))
        .map(({ name }) => name);
}

/** Mostly with features, where there is a table for them. */
export function withFeatures(model: ModelInput, tables: readonly string[]): fc.Arbitrary<ModelInput> {
    return tables.length === 0
        ? fc.constant(model)
        : fc
              .option(featuresOf(model, tables), { freq: 3 })
              .map(features => ({ ...model, ...(features && { features }) }));
}

/** As many attributes as a release has columns that says what it takes. */
function featuresOf({ releases }: ModelInput, tables: readonly string[]) {
    const inputs = Object.values(releases).flatMap(({ signature }) => signature?.inputs ?? []);
    const columns = inputs.flatMap(({ shape }) => shape.at(-1) ?? []);
    const length = columns[0] ?? 3;
    return fc.uniqueArray(attributes, { minLength: length, maxLength: length }).chain(attributes => {
        const some = fc.subarray(attributes).map(defaultsOf);
        const all = fc.constant(defaultsOf(attributes));
        return fc.constantFrom("refuse" as const, "default" as const).chain(otherwise =>
            fc.record(
                {
                    table: fc.constantFrom(...tables),
                    input: fc.constant(inputs[0]?.name ?? "features"),
                    attributes: fc.constant(attributes),
                    otherwise: fc.constant(otherwise),
                    defaults: otherwise === "default" ? all : some,
                    maxAgeSeconds: fc.integer({ min: 1, max: 315_360_000 }),
                },
                {
                    requiredKeys: [
                        "table",
                        "input",
                        "attributes",
                        ...(otherwise === "default" ? (["otherwise", "defaults"] as const) : []),
                    ],
                },
            ),
        );
    });
}

/** `constructor` is an attribute like another. */
const attributes = fc.oneof(
    { weight: 1, arbitrary: fc.constant("constructor") },
    { weight: 20, arbitrary: fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,9}$/) },
);

function defaultsOf(attributes: readonly string[]): Record<string, number> {
    return Object.fromEntries(attributes.map((name, i) => [name, i / 2]));
}
