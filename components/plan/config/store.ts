import { z } from "zod";

import { attribute, existingId, label, regionRef, whole } from "./form";
import { dataClasses } from "../residency";
import { claimsSchema } from "../serving/auth";

const table = z.strictObject({
    /** What it is called in requests. */
    name: label,
    /** Attribute whose value decides the shard. */
    partitionKey: attribute,
    /** Attribute that orders items of one partition key. */
    sortKey: attribute.optional(),
    /** Attribute with the time (seconds since 1970) after which an item is gone. */
    ttl: attribute.optional(),
    /** Has each change of an item be kept as an event, for consumers that come later. Without it changes are not kept. */
    changes: z
        .strictObject({
            /** Hours that an event is kept. */
            retainHours: whole(24, 720).default(24),
        })
        .optional(),
    /** Claims that a caller's token must have, each with one of its values. */
    requires: z
        .strictObject({
            /** Values by name of the claim. */
            claims: claimsSchema,
        })
        .optional(),
    /** Who may write: callers that also have these claims. Default: all readers. */
    writers: z
        .strictObject({
            /** Values by name of the claim. */
            claims: claimsSchema,
        })
        .optional(),
    /** What a change sets off. */
    onChange: z.enum(["invalidate-predictions"]).optional(),
    /** The class of what is in it. Default: the most protected of each cell. */
    dataClass: z.enum(dataClasses).optional(),
    /** The cells that have it. Default: all. */
    cells: z.array(label).min(1, "at least one cell").optional(),
    /** Tables that exist already, by region, instead of being made. */
    existing: z.record(regionRef, existingId).optional(),
});

/** `meridian:store`: what is replicated over the regions of each cell, and copied to its backup place. */
export const storeSchema = z.strictObject({
    /** Each is made in every region of its cells. */
    tables: z.array(table).min(1, "at least one table"),
    /** What a read sees: in every region all that was acknowledged (`strong`), or what has arrived (`eventual`). */
    consistency: z.enum(["eventual", "strong"]).default("eventual"),
    /** Copies in each cell's backup place. */
    backup: z
        .strictObject({
            /** Hours between copies. */
            everyHours: whole(1, 168).default(24),
            /** Days that a copy is kept. */
            retainDays: whole(1, 3650).default(35),
        })
        .optional(),
    /** How tables of a cell on several clouds are kept alike: by their change events. Without it that is refused. */
    sync: z.enum(["events"]).optional(),
    /** Parts that the keys of a table are dealt to; each has a home region. Another number moves keys. */
    shards: whole(1, 1024).default(64),
    /** Lets `pulumi destroy` delete data. For stacks of tests. */
    ephemeral: z.boolean().default(false),
});

export type StoreConfig = z.output<typeof storeSchema>;
/** `meridian:store` as it is written. */
export type StoreInput = z.input<typeof storeSchema>;
