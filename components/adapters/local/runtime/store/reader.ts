import { randomBytes } from "node:crypto";
import type { Msg, MsgHdrs, NatsConnection } from "@nats-io/transport-node";

/** A message of a bucket, as one of its copies has it. */
export interface Stored {
    readonly subject: string;
    readonly revision: number;
    readonly data: Uint8Array;
    /** Of the engine, or of who wrote it. */
    header(name: string): string | undefined;
}

/** The newest message of each subject, in one copy at one moment. */
export interface Snapshot {
    readonly messages: readonly Stored[];
    /** All up to this revision was in that copy. */
    readonly upTo: number;
}

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

/** What came for a request, and what the engine says at its end. */
interface Answered {
    readonly messages: Stored[];
    readonly end: MsgHdrs | undefined;
}

interface Awaited {
    readonly messages: Stored[];
    readonly resolve: (answered: Answered) => void;
    readonly reject: (error: Error) => void;
}

/**
 * Reads buckets over one connection. Answers of all reads come to one subscription, which saves two messages for each.
 */
export class Reader {
    private readonly prefix: string;
    private readonly awaited = new Map<string, Awaited>();
    private count = 0;

    constructor(
        private readonly nats: NatsConnection,
        inbox: string,
    ) {
        this.prefix = `${inbox}.${randomBytes(8).toString("hex")}`;
        nats.subscribe(`${this.prefix}.*`, {
            callback: (error, message) => {
                if (error === null) this.take(message);
            },
        });
        void nats.closed().then(() => {
            for (const one of this.awaited.values()) one.reject(new NoCopy("the connection broke"));
        });
    }

    /**
     * The newest message of each of the subjects, which may end in a wildcard. Asks the nearest copy of the bucket: that of
     * the server that we are connected to, unless it still catches up. All is read from one copy at one moment (ADR-31 of
     * NATS: batched direct gets, `multi_last`). Rejects where no copy answers.
     */
    async snapshot(bucket: string, subjects: readonly string[], timeoutMs: number): Promise<Snapshot> {
        const { messages, end } = await this.ask(bucket, { multi_last: subjects }, timeoutMs);
        // Where none of the subjects is there, nothing is said of how far the copy is.
        const upTo = Number(end?.get("Nats-UpTo-Sequence") ?? 0);
        return { messages, upTo: Math.max(upTo, ...messages.map(({ revision }) => revision)) };
    }

    /**
     * What the nearest copy of the bucket has from a revision on, of some subjects, in order: so many messages at most, and
     * not many more bytes than said (ADR-31 of NATS: batched direct gets). Rejects where no copy answers.
     */
    async scan(bucket: string, { subjects, from, most, bytes }: ScanOf, timeoutMs: number): Promise<Scan> {
        const request = { seq: from, next_by_subj: subjects, batch: most, max_bytes: bytes };
        const { messages, end } = await this.ask(bucket, request, timeoutMs);
        return { messages, more: Number(end?.get("Nats-Num-Pending") ?? 0) > 0 };
    }

    private async ask(bucket: string, request: object, timeoutMs: number): Promise<Answered> {
        const reply = `${this.prefix}.${this.count++}`;
        let late: NodeJS.Timeout | undefined;
        try {
            return await new Promise<Answered>((resolve, reject) => {
                late = setTimeout(() => {
                    reject(new NoCopy("no copy answered in time"));
                }, timeoutMs);
                this.awaited.set(reply, { messages: [], resolve, reject });
                this.send(bucket, request, reply);
            });
        } finally {
            clearTimeout(late);
            this.awaited.delete(reply);
        }
    }

    private send(bucket: string, request: object, reply: string): void {
        try {
            this.nats.publish(`$JS.API.DIRECT.GET.${bucket}`, JSON.stringify(request), { reply });
        } catch (error) {
            throw new NoCopy("the connection broke", { cause: error });
        }
    }

    private take(message: Msg): void {
        const awaited = this.awaited.get(message.subject);
        if (awaited === undefined) {
            return;
        }
        const { messages } = awaited;
        const code = message.headers?.code ?? 0;
        switch (code) {
            case 0:
                messages.push(storedOf(message));
                break;
            case 204:
                awaited.resolve({ messages, end: message.headers });
                break;
            case 404:
                awaited.resolve({ messages: [], end: undefined });
                break;
            case 413:
                awaited.reject(new TooManyItems());
                break;
            default:
                awaited.reject(new NoCopy(`no copy answers (${code})`));
        }
    }
}

function storedOf({ headers, data }: Msg): Stored {
    return {
        subject: headers?.get("Nats-Subject") ?? "",
        revision: Number(headers?.get("Nats-Sequence") ?? 0),
        data: data.slice(),
        header: name => (headers?.has(name) === true ? headers.get(name) : undefined),
    };
}
