import { randomBytes } from "node:crypto";

import type { Msg, NatsConnection } from "@nats-io/transport-node";

import { ask } from "../operator/store-api";
import type { CopiedStream } from "./manifest";

/** Bytes of a message. */
const chunkBytes = 128 * 1024;
/** Bytes that the engine sends before it waits for an acknowledgement. */
const windowBytes = 4 * 1024 * 1024;
/** The engine gives up on a receiver that acknowledges nothing for 5 s (`snapshotAckTimeout` of nats-server). */
const keepAliveMs = 2_000;
/** A receiver that is slower than this for long has no memory left for it. */
const mostWaitingBytes = 48 * 1024 * 1024;
/** The engine reads a block of its files for a chunk at most. */
const silentMs = 20_000;
/** The engine first writes its memory to the disk. */
const beginMs = 60_000;

type Begun = Pick<CopiedStream, "config" | "state">;

/**
 * A stream as the engine backs it up (`$JS.API.STREAM.SNAPSHOT`; jetstream_api.go of nats-server), chunk by chunk. A chunk is acknowledged
 * once it was processed, so the engine sends no faster than it is stored. While none is processed, one at a time is acknowledged
 * nevertheless, or the engine would give up.
 */
export class Snapshot implements AsyncIterable<Uint8Array> {
    private readonly waiting: Msg[] = [];
    private acknowledged = 0;
    private bytes = 0;
    private isWhole = false;
    private failure: Error | undefined;
    private wake: () => void = () => undefined;
    private wasAcknowledged = false;

    private constructor(
        private readonly nats: NatsConnection,
        readonly stream: string,
    ) {
        void nats.closed().then(() => {
            this.fail("the connection to the store broke");
        });
    }

    static async begin(
        nats: NatsConnection,
        inbox: string,
        stream: string,
    ): Promise<{ snapshot: Snapshot; begun: Begun }> {
        const snapshot = new Snapshot(nats, stream);
        const subject = `${inbox}.${randomBytes(8).toString("hex")}.chunks`;
        nats.subscribe(subject, {
            callback: (error, message) => {
                if (error === null) snapshot.take(message);
                else snapshot.fail(error.message);
            },
        });
        const request = {
            deliver_subject: subject,
            no_consumers: true,
            chunk_size: chunkBytes,
            window_size: windowBytes,
        };
        const { config, state } = await ask<Begun>(nats, `STREAM.SNAPSHOT.${stream}`, request, beginMs);
        return { snapshot, begun: { config, state } };
    }

    async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
        const alive = setInterval(() => {
            if (!this.wasAcknowledged) this.acknowledge();
            this.wasAcknowledged = false;
        }, keepAliveMs);
        try {
            for (;;) {
                const message = this.waiting.shift();
                if (message !== undefined) {
                    this.bytes -= message.data.length;
                    if (this.acknowledged > 0) this.acknowledged--;
                    else this.respond(message);
                    yield message.data;
                } else if (this.isWhole) {
                    return;
                } else if (this.failure !== undefined) {
                    throw this.failure;
                } else {
                    await this.more();
                }
            }
        } finally {
            clearInterval(alive);
        }
    }

    private take(message: Msg): void {
        if (message.data.length > 0) {
            this.waiting.push(message);
            this.bytes += message.data.length;
            if (this.bytes > mostWaitingBytes) this.fail("the bucket is slower than the store for long");
        } else if ((message.headers?.code ?? 0) >= 400) {
            this.fail(`the store ended it: ${message.headers!.code} ${message.headers!.description}`);
        } else {
            this.isWhole = true;
        }
        this.wake();
    }

    /** Acknowledges the oldest that was not. */
    private acknowledge(): void {
        const message = this.waiting[this.acknowledged];
        if (message === undefined) return;
        this.acknowledged++;
        this.respond(message);
    }

    private respond(message: Msg): void {
        this.wasAcknowledged = true;
        // The last chunk has no address for that.
        if (message.reply !== undefined && message.reply !== "" && !this.nats.isClosed()) message.respond();
    }

    private more(): Promise<void> {
        return new Promise(resolve => {
            const late = setTimeout(() => {
                this.fail(`the store sent nothing for ${silentMs / 1000} s`);
            }, silentMs);
            this.wake = () => {
                clearTimeout(late);
                resolve();
            };
        });
    }

    private fail(why: string): void {
        this.failure ??= new Error(`the snapshot of ${this.stream} is not whole: ${why}`);
        this.wake();
    }
}
