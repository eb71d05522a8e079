import { z } from "zod";
import { parse } from "../../components/plan/config/parse";

const table = z.strictObject({
    name: z.string().min(1),
    partitionKey: z.string().min(1),
    sortKey: z.string().min(1).optional(),
    ttl: z.string().min(1).optional(),
    shards: z.number().int().min(1),
    /** Without an id it is looked up in the store. */
    changes: z.strictObject({ id: z.string().min(1).optional(), retainHours: z.number().int().min(1) }).optional(),
    keeps: z
        .strictObject({
            deletedSeconds: z.number().int().min(1).optional(),
            graceSeconds: z.number().int().min(1).optional(),
        })
        .optional(),
});

const tables = z.strictObject({
    /** The cell's regions, as their servers of the store are called. */
    regions: z.array(z.string()).min(1),
    /** The consistency of a read that states none. */
    consistency: z.enum(["eventual", "strong"]),
    tables: z.array(table),
    /** How often copies of the tables are made, where they are. */
    backup: z.strictObject({ everyHours: z.number().positive() }).optional(),
});

/** The tables of a table server, from its file. */
export type Tables = Readonly<z.output<typeof tables>>;

/** Throws where the text is not JSON (`SyntaxError`) or not tables (`ConfigFaults`). */
export function parseTables(text: string): Tables {
    return parse(tables, JSON.parse(text), "tables");
}
