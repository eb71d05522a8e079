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
    /** Members of the store; other servers are removed from it. Default: all servers that have joined. */
    members: z.array(name).min(1).optional(),
    /** Servers that record when the last backup was complete, if there are backups. */
    copied: z.array(name).min(1).optional(),
});

/** The list of what an operator creates. Throws `SyntaxError` if the text is not JSON, and `ConfigFaults` if it does not have this form. */
export function parseSpec(text: string): {
    readonly tables: readonly TableSpec[];
    readonly members?: readonly string[] | undefined;
    readonly copied?: readonly string[] | undefined;
} {
    return parse(spec, JSON.parse(text), "spec");
}
