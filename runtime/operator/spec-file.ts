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
});

/** The tables that an operator makes, as its file lists them. Throws where the text is not JSON (`SyntaxError`) or says something else (`ConfigFaults`). */
export function parseSpec(text: string): { readonly tables: readonly TableSpec[] } {
    return parse(spec, JSON.parse(text), "spec");
}
