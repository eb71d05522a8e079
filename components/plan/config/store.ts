import { z } from "zod";

import { attribute, existingId, label, regionRef, whole } from "./form";
import { dataClasses } from "../residency";
import { claimsSchema } from "../serving/auth";

const table = z.strictObject({
    /** The name of the table in requests. */
    name: label,
    /** The attribute that decides the shard (partition key). */
    partitionKey: attribute,
    /** The attribute that orders items of one partition key (sort key). */
    sortKey: attribute.optional(),
    /** The attribute with the time (seconds since 1970) after which an item is deleted. */
    ttl: attribute.optional(),
    /** Stores each change of an item as an event, for consumers that read it later. Default: changes are not stored. */
    changes: z
        .strictObject({
            /** Hours that an event is stored. */
            retainHours: whole(24, 720).default(24),
        })
        .optional(),
    /** Claims that a caller's token must contain, each with one of its values. */
    requires: z
        .strictObject({
            /** Accepted values by name of the claim. */
            claims: claimsSchema,
        })
        .optional(),
    /** Who may write: callers that also have these claims. Default: all readers. */
    writers: z
        .strictObject({
            /** Accepted values by name of the claim. */
            claims: claimsSchema,
        })
        .optional(),
    /** What a change triggers. */
    onChange: z.enum(["invalidate-predictions"]).optional(),
    /** The class of its data. Default: the most protected class of each cell. */
    dataClass: z.enum(dataClasses).optional(),
    /** The cells that have it. Default: all cells. */
    cells: z.array(label).min(1, "at least one cell").optional(),
    /** Existing tables by region. They are used instead of creating them. */
    existing: z.record(regionRef, existingId).optional(),
});

/** `meridian:store`: tables that are replicated between the regions of each cell, and copied to its backup location. */
export const storeSchema = z.strictObject({
    /** Each is created in every region of its cells. */
    tables: z.array(table).min(1, "at least one table"),
    /** What a read returns: all acknowledged writes in every region (`strong`), or those that have arrived (`eventual`). */
    consistency: z.enum(["eventual", "strong"]).default("eventual"),
    /** Copies in each cell's backup location. */
    backup: z
        .strictObject({
            /** Hours between copies. */
            everyHours: whole(1, 168).default(24),
            /** Days that a copy is stored. */
            retainDays: whole(1, 3650).default(35),
        })
        .optional(),
    /** How tables of a cell on several clouds are synchronised: by their change events. Required in such a cell. */
    sync: z.enum(["events"]).optional(),
    /** Number of shards that the keys of a table are distributed over. Each shard has a home region. A change moves keys. */
    shards: whole(1, 1024).default(64),
    /** Lets `pulumi destroy` delete data. For test stacks. */
    ephemeral: z.boolean().default(false),
});

export type StoreConfig = z.output<typeof storeSchema>;
/** `meridian:store` as written. */
export type StoreInput = z.input<typeof storeSchema>;
