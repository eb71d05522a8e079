import type { Msg, MsgHdrs } from "@nats-io/transport-node";
import { type Inbox, NoAnswer } from "./inbox";

/** A message of a bucket, as one of its copies has it. */
export interface Stored {
    readonly subject: string;
    readonly revision: number;
    readonly data: Uint8Array;
    /** Of the engine, or of the writer. */
    header(name: string): string | undefined;
}

/** The newest message of each subject, in one copy at one moment. */
export interface Snapshot {
    readonly messages: readonly Stored[];
    /** All up to this revision was in that copy. */
    readonly upTo: number;
    /** Where to go on, where it is only a part. */
    readonly next?: number;
}

/** What is read of a snapshot: messages from a revision on, until they have so many bytes. */
export interface Part {
    readonly from?: number;
    readonly bytes: number;
}

/** Of a message at most: an item, its headers, and its names on the way. */
export const MOST_MESSAGE_BYTES = 512 * 1024;

/** Messages of a copy in the order in which they were written. */
export interface Scan {
    readonly messages: readonly Stored[];
    /** Whether that copy has more after them. */
    readonly more: boolean;
}

interface ScanOf {
    /** May end in a wildcard. */
    readonly subjects: string;
    readonly from: number;
    readonly most: number;
    readonly bytes: number;
}

/** A key has more items than one answer carries. */
export class TooManyItems extends Error {}

/** No copy has answered now; one may in a moment. */
export class NoCopy extends Error {}

/** The messages for a request, and the engine's statement at its end. */
interface Answered {
    readonly messages: readonly Stored[];
    readonly end: MsgHdrs | undefined;
}

/** Reads buckets: each time the nearest copy, which is that of the server that we are connected to, unless it still catches up. */
export class Reader {
    constructor(private readonly inbox: Inbox) {}

    /**
     * The newest message of each of the subjects, which may end in a wildcard, in the order of revisions. A part is read from one copy at
     * one moment (ADR-31 of NATS: batched direct gets, `multi_last`); what is written between two parts is in the later one, or in both.
     * Rejects where no copy answers.
     */
    async snapshot(
        bucket: string,
        subjects: readonly string[],
        { from, bytes }: Part,
        timeoutMs: number,
    ): Promise<Snapshot> {
        const request = { multi_last: subjects, ...(from !== undefined && { seq: from }), max_bytes: bytes };
        const { messages, end } = await this.many(bucket, request, timeoutMs);
        // Where none of the subjects is there, nothing is said of how far the copy is.
        const upTo = Number(end?.get("Nats-UpTo-Sequence") ?? 0);
        const last = messages.at(-1)?.revision ?? 0;
        const isPart = hasMore(end) && last > 0;
        return { messages, upTo: Math.max(upTo, last), ...(isPart && { next: last + 1 }) };
    }

    /** The newest message of one subject: in one message, where a snapshot takes three. Rejects where no copy answers. */
    async last(bucket: string, subject: string, timeoutMs: number): Promise<Stored | undefined> {
        const answer = await this.ask(`${bucket}.${subject}`, "", timeoutMs, () => true);
        return storedIn(answer)[0];
    }

    /**
     * What there is from a revision on, of some subjects, in order: so many messages at most, and not many more bytes than said
     * (ADR-31 of NATS: batched direct gets). Rejects where no copy answers.
     */
    async scan(bucket: string, { subjects, from, most, bytes }: ScanOf, timeoutMs: number): Promise<Scan> {
        const request = { seq: from, next_by_subj: subjects, batch: most, max_bytes: bytes };
        const { messages, end } = await this.many(bucket, request, timeoutMs);
        return { messages, more: hasMore(end) };
    }

    private async many(bucket: string, request: object, timeoutMs: number): Promise<Answered> {
        const answer = await this.ask(bucket, JSON.stringify(request), timeoutMs, message => codeOf(message) !== 0);
        const end = answer.at(-1)!;
        return { messages: storedIn(answer), end: codeOf(end) === 204 ? end.headers : undefined };
    }

    private async ask(
        what: string,
        data: string,
        timeoutMs: number,
        isLast: (message: Msg) => boolean,
    ): Promise<readonly Msg[]> {
        const subject = `$JS.API.DIRECT.GET.${what}`;
        try {
            return await this.inbox.ask({ subject, data, timeoutMs, isLast });
        } catch (error) {
            throw error instanceof NoAnswer ? new NoCopy(error.message) : error;
        }
    }
}

/** What came before the end: 204, or 404 where there is nothing. */
function storedIn(answer: readonly Msg[]): Stored[] {
    const stored: Stored[] = [];
    for (const message of answer) {
        const code = codeOf(message);
        if (code === 413) throw new TooManyItems();
        if (code !== 0 && code !== 204 && code !== 404) throw new NoCopy(`no copy answers (${code})`);
        if (code === 0) stored.push(storedOf(message));
    }
    return stored;
}

function hasMore(end: MsgHdrs | undefined): boolean {
    return Number(end?.get("Nats-Num-Pending") ?? 0) > 0;
}

function codeOf({ headers }: Msg): number {
    return headers?.code ?? 0;
}

function storedOf({ headers, data }: Msg): Stored {
    return {
        subject: headers?.get("Nats-Subject") ?? "",
        revision: Number(headers?.get("Nats-Sequence") ?? 0),
        data: data.slice(),
        header: name => (headers?.has(name) === true ? headers.get(name) : undefined),
    };
}
