import { depthOf, MOST_DEPTH } from "../depth";
import type { Stored } from "./reader";

/** An item's attributes, its keys among them. */
export type Attributes = Readonly<Record<string, unknown>>;

/** An item as a copy has it. */
export interface Item {
    readonly attributes: Attributes;
    readonly revision: number;
    /** When it was written, by the clock of the bucket's leader: milliseconds since 1970. */
    readonly writtenAt: number;
    /** See `Content`. */
    readonly isSendable: boolean;
}

/** What is stored of an item. */
export interface Content {
    readonly attributes: Attributes;
    /**
     * Whether an answer may carry it. Not where it is nested deeper than bodies may be, as older releases stored items, or no JSON object: an
     * answer with one of them would fail with all others in it.
     */
    readonly isSendable: boolean;
}

export function contentOf({ data }: Stored): Content {
    const attributes = attributesIn(data);
    return attributes === undefined
        ? { attributes: {}, isSendable: false }
        : { attributes, isSendable: depthOf(data) <= MOST_DEPTH };
}

function attributesIn(data: Uint8Array): Attributes | undefined {
    try {
        const value: unknown = JSON.parse(decoder.decode(data));
        return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Attributes) : undefined;
    } catch {
        return undefined;
    }
}

/** The marker of a deleted item. It is retained for a while, so that an earlier revision is never taken for the newest. */
export const operationHeader = "KV-Operation";
export const deleted = "DEL";
/** Seconds after which a message goes by itself. */
export const ttlHeader = "Nats-TTL";
/** Takes away what was written to the same subject before, in a bucket that keeps more than one message of a subject. */
export const alone = { "Nats-Rollup": "sub" } as const;
/** What the engine itself left in place of a message that went by itself, in buckets that had it leave something. */
const markerHeader = "Nats-Marker-Reason";

/** The item of a message; undefined where the message says that there is none. `now` in milliseconds since 1970. */
export function itemOf(stored: Stored, ttl: string | undefined, now = Date.now()): Item | undefined {
    if (stored.header(operationHeader) !== undefined || isMarker(stored)) {
        return undefined;
    }
    const { attributes, isSendable } = contentOf(stored);
    const expires = ttl === undefined ? undefined : attributes[ttl];
    // The engine takes it away, too, and later.
    if (typeof expires === "number" && expires * 1000 <= now) {
        return undefined;
    }
    return { attributes, revision: stored.revision, writtenAt: writtenAt(stored), isSendable };
}

/** By the clock of the bucket's leader: milliseconds since 1970. */
export function writtenAt(stored: Stored): number {
    return Date.parse(stored.header("Nats-Time-Stamp") ?? "");
}

/** Whether the engine itself left it where an item expired: it has no data. */
export function isMarker(stored: Stored): boolean {
    return stored.header(markerHeader) !== undefined;
}

const decoder = new TextDecoder();
