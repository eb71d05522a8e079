import { randomBytes } from "node:crypto";
import type { Msg, NatsConnection } from "@nats-io/transport-node";

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

/** A key has more items than one answer carries. */
export class TooManyItems extends Error {}

/** No copy has answered now; one may in a moment. */
export class NoCopy extends Error {}

interface Awaited {
    readonly messages: Stored[];
    readonly resolve: (snapshot: Snapshot) => void;
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
        const reply = `${this.prefix}.${this.count++}`;
        let late: NodeJS.Timeout | undefined;
        try {
            return await new Promise<Snapshot>((resolve, reject) => {
                late = setTimeout(() => {
                    reject(new NoCopy("no copy answered in time"));
                }, timeoutMs);
                this.awaited.set(reply, { messages: [], resolve, reject });
                this.ask(bucket, subjects, reply);
            });
        } finally {
            clearTimeout(late);
            this.awaited.delete(reply);
        }
    }

    private ask(bucket: string, subjects: readonly string[], reply: string): void {
        try {
            this.nats.publish(`$JS.API.DIRECT.GET.${bucket}`, JSON.stringify({ multi_last: subjects }), { reply });
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
            case 204: {
                const upTo = Number(message.headers?.get("Nats-UpTo-Sequence") ?? 0);
                awaited.resolve({ messages, upTo: Math.max(upTo, ...messages.map(({ revision }) => revision)) });
                break;
            }
            case 404:
                // None of the subjects is there; of how far the copy is nothing is said.
                awaited.resolve({ messages: [], upTo: 0 });
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
