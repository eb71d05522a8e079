import { chainHeader, fateOf, type Predecessor, writeHeader } from "./chain";
import type { Connected } from "./connection";
import type { Majority } from "./majority";
import { type Message, publish } from "./outcome";
import { NoMajority, Heartbeat } from "./heartbeat";
import { MOST_MESSAGE_BYTES, NoCopy, type Part, type Reader, type Scan, type Snapshot, type Stored } from "./reader";
import { type Lane, NoRoom } from "./room";
import { alone, writtenAt } from "./item";
import { bucketOf, bucketSubjects, changesSubject, heartbeatSubject } from "./subjects";
import { unique } from "./unique";

/** For one attempt of a write or a read. */
const ATTEMPT_MS = 2_000;
/**
 * For the region's own copy to answer, which it doesn't while it catches up, and which the engine looks at every two seconds:
 * then another region may be asked, and of all that is asked later at once, until the copy answers.
 */
const COPY_MS = 3_000;
/** Between attempts: an election takes seconds, and a copy that lags a few milliseconds. */
const PAUSE_MS = { leader: 50, copy: 1 } as const;

/** The time until which something is tried, on the clock of `performance.now()`. */
export type Deadline = number;

export function deadlineIn(ms: number): Deadline {
    return performance.now() + ms;
}

/** No answer and no write within the time. */
export class Unavailable extends Error {
    constructor(
        /**
         * `untouched`: nothing of it is done or will be, and another region may do better. `undone`: nothing is, and no other is
         * likely to. `maybe`: it may have been done, or still will be.
         */
        readonly state: "untouched" | "undone" | "maybe",
        /**
         * What is missing: the region's server of the store, an answer of its copy, time of the request for one, room for the answer, a majority
         * of the cell's places, or the trace of a write among those that followed.
         */
        readonly missing: "server" | "copy" | "time" | "room" | "majority" | "trace" = "majority",
    ) {
        super(`unavailable: ${missing}`);
    }
}

/** What a write came to: done, at a revision; or not, since the item is what it is now. */
export type Written =
    | { readonly kind: "done"; readonly revision: number }
    | { readonly kind: "conflict"; readonly current: Stored | undefined };

/** What is written. */
export interface Write {
    readonly subject: string;
    readonly data: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly follows: Predecessor;
    /** What is kept of the change, or it isn't done. */
    readonly event?: { readonly data: string; readonly headers: Readonly<Record<string, string>> } | undefined;
}

/** A reading, with how old it may be. */
export interface Reading {
    readonly messages: readonly Stored[];
    /** Everything acknowledged so many milliseconds ago is in it; undefined where that isn't known. 0 where all is. */
    readonly lagMs: number | undefined;
    /** When the region's newest pulse in that copy was written: what others had written before is in it, as far as clocks agree. */
    readonly heartbeatAt?: number | undefined;
    /** Where to go on, where it is only a part. */
    readonly next?: number;
}

/** What is read of a shard, and for which caller. */
export interface Wanted {
    /**
     * A part of what there is of many items.
     *
     * @default - all of one item
     */
    readonly part?: Part;
    /**
     * Reads of different callers take turns.
     *
     * @default - the process itself
     */
    readonly caller?: string;
}

/** Of the time that a read may take, for it to find room. */
const ROOM_SHARE = 0.8;

interface ShardOf {
    readonly table: string;
    readonly shard: number;
    readonly region: string;
}

/** A shard of a table, as one region uses it. */
export class Shard {
    readonly bucket: string;
    readonly heartbeat: Heartbeat;
    private readonly heartbeatSubject: string;
    private readonly changesSubject: string;
    private readonly subjects: string;
    /** Since when the region's own copy has not answered, where it doesn't. */
    private copyAwaySince: number | undefined;
    private copyMissedAt = -Infinity;

    constructor(
        { table, shard, region }: ShardOf,
        private readonly connected: () => Connected | undefined,
        private readonly majority: Pick<Majority, "heard" | "isLost">,
    ) {
        this.bucket = bucketOf(table, shard);
        this.heartbeatSubject = heartbeatSubject(table, shard, region);
        this.changesSubject = changesSubject(table, shard);
        this.subjects = bucketSubjects(table, shard);
        this.heartbeat = new Heartbeat(this.heartbeatSubject, connected, majority);
    }

    /** What the nearest copy has of one item; or a part of what it has of many. Throws `Unavailable`. */
    async nearest(subjects: readonly string[], deadline: Deadline, wanted: Wanted = {}): Promise<Reading> {
        const { upTo, ...read } = await this.snapshot(subjects, deadline, wanted);
        return { ...read, lagMs: this.heartbeat.lagOf(upTo) };
    }

    /** What the nearest copy has of one subject, without how old that is. Throws `Unavailable`. */
    last(subject: string, deadline: Deadline, caller?: string): Promise<Stored | undefined> {
        const room = { lane: "one", bytes: MOST_MESSAGE_BYTES, caller } as const;
        return this.fromCopy(deadline, room, (reader, ms) => reader.last(this.bucket, subject, ms));
    }

    /** By how many milliseconds at most the nearest copy is behind what was acknowledged: Infinity where nothing bounds it. */
    async lagMs(deadline: Deadline): Promise<number> {
        try {
            return (await this.nearest([], deadline)).lagMs ?? Infinity;
        } catch (error) {
            if (!(error instanceof Unavailable)) throw error;
            return Infinity;
        }
    }

    /** The same of all that was acknowledged before the call, linearizably. Throws `Unavailable`. */
    async strong(subjects: readonly string[], deadline: Deadline, wanted: Wanted = {}): Promise<Reading> {
        const revision = await this.confirmed(deadline);
        for (;;) {
            const { upTo, ...read } = await this.snapshot(subjects, deadline, wanted);
            if (upTo >= revision) {
                return { ...read, lagMs: 0 };
            }
            await pauseFor(PAUSE_MS.copy, deadline);
        }
    }

    /** All that is in the nearest copy from a revision on, in order; some of it where that is much. Throws `Unavailable`. */
    scan(from: number, most: number, bytes: number, deadline: Deadline, caller?: string): Promise<Scan> {
        const { subjects, bucket } = this;
        const room = { lane: "many", bytes: bytes + MOST_MESSAGE_BYTES, caller } as const;
        return this.fromCopy(deadline, room, (reader, ms) => reader.scan(bucket, { subjects, from, most, bytes }, ms));
    }

    /**
     * Writes in place of what it is to follow, once: an attempt of unknown outcome is repeated with the same condition, which at
     * most one of them can meet. Throws `Unavailable`.
     */
    async write({ subject, data, headers, follows, event }: Write, deadline: Deadline): Promise<Written> {
        const write = unique();
        const message: Message = {
            subject,
            data,
            headers: { ...headers, ...alone, [writeHeader]: write, [chainHeader]: follows.chain },
            expected: follows.revision,
            ...(event && { together: { subject: this.changesSubject, ...event } }),
        };
        let begun = false;
        let unsure = false;
        for (;;) {
            const [since, setBy] = [performance.now(), this.heartbeat.setBy()];
            const left = deadline - since;
            const connected = this.connected();
            if ((connected === undefined && !begun) || (this.majority.isLost && !unsure)) {
                throw new Unavailable("untouched", connected === undefined ? "server" : "majority");
            }
            if (left <= 0) {
                throw new Unavailable(unsure ? "maybe" : "undone");
            }
            begun = true;
            const outcome = await publish(connected, message, Math.min(left, ATTEMPT_MS));
            if (outcome.kind === "stored") {
                this.heartbeat.record(outcome.revision, since, setBy);
                return { kind: "done", revision: outcome.revision };
            }
            unsure ||= outcome.kind !== "leaderless";
            if (outcome.kind === "conflict") {
                const current = await this.newest(subject, deadline);
                const fate = fateOf(write, follows.revision, current);
                if (typeof fate === "number") return { kind: "done", revision: fate };
                if (fate === "unknown") throw new Unavailable("maybe", "trace");
                // Where it is as expected, a leader of before has refused it: the same write is tried again, and no other.
                if ((current?.revision ?? 0) !== follows.revision) return { kind: "conflict", current };
            }
            await pauseFor(PAUSE_MS.leader, deadline, unsure ? "maybe" : "undone");
        }
    }

    /** What a majority has now. */
    private async newest(subject: string, deadline: Deadline): Promise<Stored | undefined> {
        try {
            return (await this.strong([subject], deadline)).messages[0];
        } catch (error) {
            throw error instanceof Unavailable ? new Unavailable("maybe", error.missing) : error;
        }
    }

    private async confirmed(deadline: Deadline): Promise<number> {
        for (;;) {
            const isCutOff = this.connected() === undefined;
            if (isCutOff || this.majority.isLost) {
                throw new Unavailable("untouched", isCutOff ? "server" : "majority");
            }
            try {
                return await within(this.heartbeat.confirm(), deadline);
            } catch (error) {
                if (!(error instanceof NoMajority)) throw error;
            }
            await pauseFor(PAUSE_MS.leader, deadline);
        }
    }

    private async snapshot(
        subjects: readonly string[],
        deadline: Deadline,
        { caller, part }: Wanted,
    ): Promise<Snapshot & Pick<Reading, "heartbeatAt">> {
        // With the pulse, so that a copy always reports its position.
        const asked = [...subjects, this.heartbeatSubject];
        const what = part ?? { bytes: MOST_MESSAGE_BYTES };
        // The message that a part ends with may reach beyond it.
        const bytes = part === undefined ? what.bytes : what.bytes + MOST_MESSAGE_BYTES;
        const room = { lane: part === undefined ? "one" : "many", bytes, caller } as const;
        const read = await this.fromCopy(deadline, room, (reader, ms) => reader.snapshot(this.bucket, asked, what, ms));
        const heartbeat = read.messages.find(({ subject }) => subject === this.heartbeatSubject);
        return {
            ...read,
            messages: read.messages.filter(message => message !== heartbeat),
            heartbeatAt: heartbeat && writtenAt(heartbeat),
        };
    }

    /** What the region's own copy answers, while it does, with so many bytes at most. */
    private async fromCopy<T>(
        deadline: Deadline,
        { bytes, caller, lane }: { readonly lane: Lane; readonly bytes: number; readonly caller: string | undefined },
        ask: (reader: Reader, timeoutMs: number) => Promise<T>,
    ): Promise<T> {
        for (;;) {
            const connected = this.connected();
            const left = deadline - performance.now();
            if (connected === undefined || left <= 0) {
                throw connected === undefined
                    ? new Unavailable("untouched", "server")
                    : new Unavailable("undone", "time");
            }
            const leave = await connected.room.enter(lane, bytes, left * ROOM_SHARE, caller).catch((error: unknown) => {
                throw error instanceof NoRoom ? new Unavailable("untouched", "room") : error;
            });
            try {
                const answer = await ask(connected.reader, Math.min(deadline - performance.now(), ATTEMPT_MS));
                this.copyAwaySince = undefined;
                return answer;
            } catch (error) {
                if (!(error instanceof NoCopy)) throw error;
            } finally {
                leave();
            }
            const now = performance.now();
            // It had no requests for long: whether it was away all the time isn't known.
            if (now - this.copyMissedAt > COPY_MS) this.copyAwaySince = now;
            this.copyAwaySince ??= now;
            this.copyMissedAt = now;
            if (performance.now() + PAUSE_MS.leader >= Math.min(deadline, this.copyAwaySince + COPY_MS)) {
                throw new Unavailable("untouched", "copy");
            }
            await pauseFor(PAUSE_MS.leader, deadline);
        }
    }
}

async function pauseFor(ms: number, deadline: Deadline, otherwise: Unavailable["state"] = "undone"): Promise<void> {
    if (performance.now() + ms >= deadline) {
        throw new Unavailable(otherwise);
    }
    await new Promise(resolve => setTimeout(resolve, ms));
}

async function within<T>(task: Promise<T>, deadline: Deadline): Promise<T> {
    let late: NodeJS.Timeout | undefined;
    const end = new Promise<never>((_, reject) => {
        late = setTimeout(
            () => {
                reject(new Unavailable("undone"));
            },
            Math.max(deadline - performance.now(), 0),
        );
    });
    try {
        return await Promise.race([task, end]);
    } finally {
        clearTimeout(late);
    }
}
