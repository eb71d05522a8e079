import { type Attributes, contentOf, deleted, isMarker, itemOf, operationHeader } from "./item";
import type { Stored } from "./reader";
import type { TableSpec } from "./table";

/** What became of an item. */
export interface Change {
    readonly kind: "put" | "delete";
    /** Of the item; null where it can't be read. */
    readonly key: string | null;
    /** In a table with a sort key; null likewise. */
    readonly sort?: string | null;
    /** Of the item. Of one item each is greater than the one before. */
    readonly revision: number;
    /** When, by the clock of the bucket's leader: milliseconds since 1970. */
    readonly at: number;
    /** What a `put` wrote; undefined where no answer may carry it (`Content`). */
    readonly attributes?: Attributes;
}

/** How far a consumer has read the changes of a shard. */
export interface Place {
    /** Everything up to it was reported. 0: nothing yet. */
    readonly revision: number;
    /** When that was written: milliseconds since 1970. Later writes may not have been reported. */
    readonly at: number;
}

export const beginning: Place = { revision: 0, at: 0 };

/** What a message tells, and how far it takes a reader. */
export interface ReportedChange {
    readonly change?: Change;
    readonly place: Place;
}

/**
 * What a message of a bucket means for a reader of all messages in order. A change is reported by its event, which stands right before the
 * item. An item whose event is no longer stored, or never was, is reported itself. So a reader that begins at the first message receives
 * every existing item, and then the changes.
 */
export function reportedBy(message: Stored, { revision }: Place, spec: TableSpec): ReportedChange {
    const at = Date.parse(message.header("Nats-Time-Stamp") ?? "");
    const place = { revision: message.revision, at };
    const [, , , kind] = message.subject.split(".");
    // A write that checks for a majority, what an event has reported, and what the engine has left.
    if (!["change", "item"].includes(kind!) || message.revision <= revision || isMarker(message)) {
        return { place };
    }
    if (kind === "change") {
        const own = message.revision + 1;
        return { change: changeOf(message, own, at, spec), place: { revision: own, at } };
    }
    // Of an item that was deleted before events of it were kept, only this tells.
    const isDeleted = message.header(operationHeader) === deleted && message.data.length > 0;
    return isDeleted || itemOf(message, spec.ttl) !== undefined
        ? { change: changeOf(message, message.revision, at, spec), place }
        : { place };
}

function changeOf(message: Stored, revision: number, at: number, { partitionKey, sortKey }: TableSpec): Change {
    const { attributes, isSendable } = contentOf(message);
    const named = (name: string) => (typeof attributes[name] === "string" ? attributes[name] : null);
    const key = { key: named(partitionKey), ...(sortKey !== undefined && { sort: named(sortKey) }) };
    return message.header(operationHeader) === deleted
        ? { kind: "delete", ...key, revision, at }
        : { kind: "put", ...key, revision, at, ...(isSendable && { attributes }) };
}
