import { createHash } from "node:crypto";

import { canonicalJson, type Json } from "./canonical";
import { type AuditEvent, checkEvent, type Entry, EntryRefused, entrySchema, faultIn, mostEntryBytes } from "./entry";

/** An entry as far as the next one needs it. */
export interface Link {
    readonly seq: number;
    readonly hash: string;
}

/** What the first entry of a cell follows: no log begins as another cell's does. */
export function startOf(cell: string): Link {
    return { seq: 0, hash: sha256(`meridian audit trail of cell ${cell}`) };
}

/** The entry that records an event after another entry. Throws `EntryRefused`, also for one over `mostEntryBytes`. */
export function seal(cell: string, event: AuditEvent, time: Date, after: Link): Entry {
    checkEvent(event);
    const entry = { ...event, cell, time: time.toISOString(), seq: after.seq + 1, previous: after.hash };
    const line = lineOf({ ...entry, hash: hashOf(entry) });
    const bytes = Buffer.byteLength(line);
    if (bytes > mostEntryBytes) {
        throw new EntryRefused(
            `audit entry refused: ${bytes} bytes, at most ${mostEntryBytes}; leave things out of detail, or record their digest; nothing was written`,
        );
    }
    return JSON.parse(line) as Entry;
}

/** An entry as a line of the log, without the line's end. */
export function lineOf(entry: Entry): string {
    return canonicalJson(entry as unknown as Json);
}

/** What a line holds: an entry that is as it was written, or why it is none. */
export type ReadLine =
    { readonly entry: Entry } | { readonly kind: "changed" | "not-an-entry" | "foreign"; readonly why: string };

/**
 * A line of a cell's log. It must be what `lineOf` writes, byte for byte: JSON leaves room for the same name twice, which
 * other readers could read otherwise than this one.
 */
export function readLine(line: string, cell: string): ReadLine {
    if (Buffer.byteLength(line) > mostEntryBytes) {
        return { kind: "not-an-entry", why: `no entry: longer than ${mostEntryBytes} bytes` };
    }
    let value: unknown;
    try {
        value = JSON.parse(line);
    } catch {
        return { kind: "not-an-entry", why: "no entry: not JSON" };
    }
    const { error } = entrySchema.safeParse(value);
    if (error !== undefined) {
        return { kind: "not-an-entry", why: `no entry: ${faultIn(error)}` };
    }
    const entry = value as Entry;
    if (hashOf(entry) !== entry.hash) {
        return { kind: "changed", why: "changed: its hash is not that of what it says" };
    }
    if (lineOf(entry) !== line) {
        return { kind: "changed", why: "changed: it says the same, but not in the form that entries are written in" };
    }
    return entry.cell === cell
        ? { entry }
        : { kind: "foreign", why: `of another cell: ${entry.cell}, in the log of ${cell}` };
}

function hashOf(entry: Omit<Entry, "hash">): string {
    return sha256(canonicalJson({ ...entry, hash: undefined }));
}

function sha256(text: string): string {
    return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
