import { shardOf } from "../../components/plan/store/shards";
import { following } from "./chain";
import type { Connected } from "./connection";
import { type Attributes, deleted, type Item, itemOf, operationHeader, ttlHeader } from "./item";
import { FirstItems } from "./first-items";
import { MOST_MESSAGE_BYTES, type Stored } from "./reader";
import { type Majority, untracked } from "./majority";
import { type Deadline, type Reading, Shard, type Wanted, type Write } from "./shard";
import { itemsSubject, itemSubject } from "./subjects";

/** The configuration of a table for a process. */
export interface TableSpec {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey?: string;
    /** The attribute with the time, in seconds since 1970, after which an item is gone. */
    readonly ttl?: string;
    readonly shards: number;
    /** How long an event of each change is kept, where changes are. */
    readonly changes?: {
        /** Of the time through which they are kept without a gap. Default: as the store has it. */
        readonly id?: string | undefined;
        readonly retainHours: number;
    };
    /** How long what no reader sees any more is kept; a part that is left out is as long as said below. */
    readonly keeps?: { readonly deletedSeconds?: number; readonly graceSeconds?: number };
}

/** What names an item. */
export interface Key {
    readonly key: string;
    /** In a table with a sort key. */
    readonly sort?: string;
}

/** What a read sees: all that was acknowledged, or what the nearest copy has. */
export type Consistency = "strong" | "nearest";

export interface Found {
    readonly item: Item | undefined;
    /** Everything acknowledged so many milliseconds ago is seen; undefined where that isn't known. */
    readonly lagMs: number | undefined;
    /** See `Reading`. */
    readonly heartbeatAt?: number | undefined;
}

/**
 * When a write is done: always, where the item is at a revision, where there is an item, or where there is none.
 */
export type Condition =
    | { readonly kind: "always" }
    | { readonly kind: "revision"; readonly revision: number }
    | { readonly kind: "present" }
    | { readonly kind: "absent" };

export type Result =
    { readonly kind: "done"; readonly revision: number } | { readonly kind: "refused"; readonly revision: number };

/**
 * Seconds that a deletion is stored. A writer that was stopped for longer with a revision from before it could mistake later values for
 * its own: revisions only grow, so only a writer that expects no item at all. A location of the store that was away for longer learns of a
 * deletion nevertheless: it copies what the others have, and drops what they no longer have.
 */
const TOMBSTONE_SECONDS = 24 * 60 * 60;

/**
 * Seconds that are kept longer what has expired, and events that are no longer retained. A write that was begun when there was no item must
 * not find none again. And what the engine takes away is gone, by clocks that may be wrong: the writer's, from which the time is
 * counted, that of the bucket's leader, and each server's own. Where a reader's is wrong an item is only unseen until it is set right.
 * Two of them may be an hour off, each its own way, and nothing is lost.
 */
const GRACE_SECONDS = 2 * 60 * 60 + 600;

/** Bytes of an item's JSON at most, with its keys: DynamoDB's bound, so that a table can move there. */
export const MOST_ITEM_BYTES = 400 * 1024;

/** What would be stored of an item is longer than items may be. It may be longer than what was sent: keys are added, `9e15` is 16 digits. */
export class TooLargeItem extends Error {
    constructor(readonly bytes: number) {
        super(`an item of ${bytes} bytes`);
    }
}

/** Bytes of one request where many items are read. */
const PART_BYTES = 1024 * 1024;
/** Requests of a batch at a time, one to each shard. */
const SHARDS_AT_ONCE = 4;

/** A table, as one region uses it. */
export class Table {
    readonly shards: readonly Shard[];

    constructor(
        readonly spec: TableSpec,
        region: string,
        connected: () => Connected | undefined,
        /** What the pulses of a process have heard; a process without pulses leaves it out. */
        majority: Pick<Majority, "heard" | "isLost"> = untracked,
    ) {
        const { name, shards } = spec;
        this.shards = Array.from(
            { length: shards },
            (_, shard) => new Shard({ table: name, shard, region }, connected, majority),
        );
    }

    /** Throws `Unavailable`. */
    async get(key: Key, consistency: Consistency, deadline: Deadline, caller?: string): Promise<Found> {
        const wanted = caller === undefined ? {} : { caller };
        const { messages, lagMs, heartbeatAt } = await this.read(
            key,
            [this.subjectOf(key)],
            consistency,
            deadline,
            wanted,
        );
        return { item: messages[0] && itemOf(messages[0], this.spec.ttl), lagMs, heartbeatAt };
    }

    /**
     * Items of a partition key in order of their sort keys, until they have so many bytes; `next` is the sort key to go on after, where
     * there are more. Throws `Unavailable`, `TooManyItems`.
     */
    async list(
        key: string,
        consistency: Consistency,
        deadline: Deadline,
        {
            after,
            bytes,
            caller,
        }: { readonly after?: string | undefined; readonly bytes: number; readonly caller: string },
    ): Promise<{ items: readonly Item[]; next: string | undefined; lagMs: number | undefined }> {
        const subject = itemsSubject(this.spec.name, this.shardOf(key), key);
        const page = new FirstItems(after, bytes);
        let lagMs: number | undefined = 0;
        for (let from: number | undefined = 1; from !== undefined;) {
            const part = { from, bytes: PART_BYTES };
            const read: Reading = await this.read({ key }, [subject], consistency, deadline, { part, caller });
            for (const message of read.messages) {
                const item = itemOf(message, this.spec.ttl);
                // One that can't be read does not say its sort key.
                const sort = item?.attributes[this.spec.sortKey!];
                const place = typeof sort === "string" ? sort : message.subject;
                if (item !== undefined) page.take(place, item, message.data.length);
            }
            lagMs = greaterLag(lagMs, read.lagMs);
            from = read.next;
        }
        return { ...page.end(), lagMs };
    }

    /**
     * Items of several keys, until they have so many bytes: keys that are not in the answer were not read. Throws `Unavailable`.
     */
    async batch(
        keys: readonly Key[],
        consistency: Consistency,
        deadline: Deadline,
        { bytes, caller }: { readonly bytes: number; readonly caller: string },
    ): Promise<{ found: ReadonlyMap<Key, Item | undefined>; lagMs: number | undefined }> {
        const left = new Map(keys.map(key => [this.subjectOf(key), this.shard(key)]));
        const items = new Map<string, Item | undefined>();
        let lagMs: number | undefined = 0;
        for (let taken = 0; left.size > 0 && taken < bytes;) {
            const shards = [...new Set(left.values())].slice(0, SHARDS_AT_ONCE);
            // One item at least comes of each, after the pulse.
            const share = Math.ceil((bytes - taken) / shards.length);
            const part = { bytes: Math.min(Math.max(share, MOST_MESSAGE_BYTES), PART_BYTES) };
            const reads = await Promise.all(
                shards.map(async shard => {
                    const subjects = [...left].flatMap(([subject, of]) => (of === shard ? [subject] : []));
                    return { subjects, ...(await shard[consistency](subjects, deadline, { part, caller })) };
                }),
            );
            for (const { subjects, messages, next, lagMs: lag } of reads) {
                for (const message of messages) items.set(message.subject, itemOf(message, this.spec.ttl));
                const done = next === undefined ? subjects : messages.map(({ subject }) => subject);
                for (const subject of done) left.delete(subject);
                taken += messages.reduce((sum, { data }) => sum + data.length, 0);
                lagMs = greaterLag(lagMs, lag);
            }
        }
        const read = keys.map(key => [key, this.subjectOf(key)] as const).filter(([, subject]) => !left.has(subject));
        return { found: new Map(read.map(([key, subject]) => [key, items.get(subject)])), lagMs };
    }

    /** Writes an item in place of the one there is. Throws `Unavailable`, `TooLargeItem`. */
    put(key: Key, attributes: Attributes, condition: Condition, deadline: Deadline): Promise<Result> {
        const { partitionKey, sortKey, ttl } = this.spec;
        const whole = { [partitionKey]: key.key, ...(sortKey && { [sortKey]: key.sort }), ...attributes };
        const expires = ttl === undefined ? undefined : attributes[ttl];
        const headers: Record<string, string> =
            typeof expires === "number"
                ? { [ttlHeader]: `${Math.max(Math.ceil(expires - Date.now() / 1000), 0) + this.graceSeconds}s` }
                : {};
        const data = JSON.stringify(whole);
        const bytes = Buffer.byteLength(data);
        if (bytes > MOST_ITEM_BYTES) throw new TooLargeItem(bytes);
        return this.write(key, { data, headers, event: this.eventOf(data) }, condition, deadline);
    }

    /** Throws `Unavailable`. */
    delete(key: Key, condition: Condition, deadline: Deadline): Promise<Result> {
        const headers = {
            [operationHeader]: deleted,
            [ttlHeader]: `${this.spec.keeps?.deletedSeconds ?? TOMBSTONE_SECONDS}s`,
        };
        const { partitionKey, sortKey } = this.spec;
        const data = JSON.stringify({ [partitionKey]: key.key, ...(sortKey && { [sortKey]: key.sort }) });
        const event = this.eventOf(data, { [operationHeader]: deleted });
        return this.write(key, { data, headers, event }, condition, deadline);
    }

    private get graceSeconds(): number {
        return this.spec.keeps?.graceSeconds ?? GRACE_SECONDS;
    }

    /** What is stored with a change, where changes are kept. */
    private eventOf(data: string, headers: Readonly<Record<string, string>> = {}): Write["event"] {
        const { changes } = this.spec;
        return (
            changes && {
                data,
                headers: { ...headers, [ttlHeader]: `${changes.retainHours * 3600 + this.graceSeconds}s` },
            }
        );
    }

    private async write(
        key: Key,
        what: Pick<Write, "data" | "headers" | "event">,
        condition: Condition,
        deadline: Deadline,
    ): Promise<Result> {
        const subject = this.subjectOf(key);
        const shard = this.shard(key);
        // What the nearest copy has is mostly the newest; where it isn't, the write is refused, and what there is read.
        let current = await shard.last(subject, deadline);
        let isNewest = false;
        for (;;) {
            const met = this.meets(condition, current);
            if (met === "never" || (met === "not now" && isNewest)) {
                return { kind: "refused", revision: this.revisionOf(current) };
            }
            if (met === "not now") {
                [current] = (await shard.strong([subject], deadline)).messages;
            } else {
                const written = await shard.write({ ...what, subject, follows: following(current) }, deadline);
                if (written.kind === "done") return written;
                ({ current } = written);
            }
            isNewest = true;
        }
    }

    /** Whether a condition is met by what there is; `never`, where it can't be any more, since revisions only grow. */
    private meets(condition: Condition, current: Stored | undefined): "now" | "not now" | "never" {
        if (condition.kind === "always") return "now";
        const isPresent = this.revisionOf(current) > 0;
        switch (condition.kind) {
            case "present":
            case "absent":
                return (condition.kind === "present") === isPresent ? "now" : "not now";
            case "revision":
                // What was deleted, or has expired, has a revision as well.
                if (current?.revision === condition.revision) return isPresent ? "now" : "never";
                return (current?.revision ?? 0) > condition.revision ? "never" : "not now";
        }
    }

    /** 0 where there is no item. */
    private revisionOf(current: Stored | undefined): number {
        return current === undefined || itemOf(current, this.spec.ttl) === undefined ? 0 : current.revision;
    }

    private read(
        key: Key,
        subjects: readonly string[],
        consistency: Consistency,
        deadline: Deadline,
        wanted: Wanted,
    ): Promise<Reading> {
        return this.shard(key)[consistency](subjects, deadline, wanted);
    }

    private subjectOf({ key, sort }: Key): string {
        return itemSubject(this.spec.name, this.shardOf(key), key, sort);
    }

    private shard({ key }: Key): Shard {
        return this.shards[this.shardOf(key)]!;
    }

    private shardOf(key: string): number {
        return shardOf(key, this.spec.shards);
    }
}

/** Undefined where one of them isn't known. */
function greaterLag(a: number | undefined, b: number | undefined): number | undefined {
    return a === undefined || b === undefined ? undefined : Math.max(a, b);
}
