import { randomBytes } from "node:crypto";
import type { Msg, MsgHdrs, NatsConnection } from "@nats-io/transport-node";

/** No answer has come, in time or at all. */
export class NoAnswer extends Error {}

export type Headers = Readonly<Record<string, string>>;

export interface Asked {
    readonly subject: string;
    readonly data: Uint8Array | string;
    readonly headers?: Headers;
    readonly timeoutMs: number;
    /** Whether the answer ends with a message. Default: the first is all. */
    readonly isLast?: (message: Msg) => boolean;
}

interface Awaited {
    readonly isLast: (message: Msg) => boolean;
    readonly messages: Msg[];
    readonly resolve: (messages: readonly Msg[]) => void;
    readonly reject: (error: Error) => void;
}

/**
 * Where answers come to over one connection: one subscription for all of them. The client's own requests make an error with
 * its stack for each, in case it is needed, which takes a server of tables a sixth of its time.
 */
export class Inbox {
    private readonly prefix: string;
    private readonly awaited = new Map<string, Awaited>();
    private count = 0;

    constructor(
        private readonly nats: NatsConnection,
        inbox: string,
        /** The client's, which only processes with a connection load. */
        private readonly newHeaders: () => MsgHdrs,
    ) {
        this.prefix = `${inbox}.${randomBytes(8).toString("hex")}`;
        nats.subscribe(`${this.prefix}.*`, {
            callback: (error, message) => {
                if (error === null) this.take(message);
            },
        });
        void nats.closed().then(() => {
            for (const one of this.awaited.values()) one.reject(new NoAnswer("the connection broke"));
        });
    }

    /** The messages of an answer; for a request without a receiver, one with the code 503. Rejects with `NoAnswer`. */
    async ask({ subject, data, headers, timeoutMs, isLast = () => true }: Asked): Promise<readonly Msg[]> {
        const reply = `${this.prefix}.${this.count++}`;
        let late: NodeJS.Timeout | undefined;
        try {
            return await new Promise<readonly Msg[]>((resolve, reject) => {
                late = setTimeout(() => {
                    reject(new NoAnswer("no answer came in time"));
                }, timeoutMs);
                this.awaited.set(reply, { isLast, messages: [], resolve, reject });
                this.tell(subject, data, headers, reply);
            });
        } finally {
            clearTimeout(late);
            this.awaited.delete(reply);
        }
    }

    /** Sends messages that have no answer, or are answered elsewhere. Throws `NoAnswer` if the connection is broken. */
    tell(subject: string, data: Uint8Array | string, headers: Headers = {}, reply?: string): void {
        try {
            this.nats.publish(subject, data, { ...(reply !== undefined && { reply }), ...this.said(headers) });
        } catch (error) {
            throw new NoAnswer("the connection broke", { cause: error });
        }
    }

    private said(headers: Headers): { headers?: MsgHdrs } {
        const entries = Object.entries(headers);
        if (entries.length === 0) return {};
        const said = this.newHeaders();
        for (const [name, value] of entries) said.set(name, value);
        return { headers: said };
    }

    private take(message: Msg): void {
        const awaited = this.awaited.get(message.subject);
        if (awaited === undefined) {
            return;
        }
        awaited.messages.push(message);
        if (awaited.isLast(message)) awaited.resolve(awaited.messages);
    }
}
