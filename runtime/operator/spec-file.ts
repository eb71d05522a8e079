import { z } from "zod";
import { parse } from "../../components/plan/config/parse";
import type { TableSpec } from "./table-spec";

const name = z.string().min(1);

const spec = z.strictObject({
    tables: z.array(
        z.strictObject({
            cell: name,
            name,
            partitionKey: name,
            sortKey: name.optional(),
            shards: z.number().int().min(1),
            changes: z.strictObject({ retainHours: z.number().int().min(1) }).optional(),
            copies: z.array(name).min(1),
            primary: name,
        }),
    ),
    /** Servers of the store, of which others are taken off. Default: all that there are. */
    members: z.array(name).min(1).optional(),
    /** Servers that keep when the newest copy of the tables was whole, where copies are made. */
    copied: z.array(name).min(1).optional(),
});

/** The list of what an operator creates. Throws `SyntaxError` if the text is not JSON, and `ConfigFaults` if it has another form. */
export function parseSpec(text: string): {
    readonly tables: readonly TableSpec[];
    readonly members?: readonly string[] | undefined;
    readonly copied?: readonly string[] | undefined;
} {
    return parse(spec, JSON.parse(text), "spec");
}
