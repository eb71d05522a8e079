import { readFileSync } from "node:fs";
import type { ConnectionOptions } from "node:tls";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Log } from "../log";
import type { StoreAddress } from "./address";
import { Inbox } from "./inbox";
import { MOST_MESSAGE_BYTES, Reader } from "./reader";
import { Room } from "./room";

/** Between attempts to reach a server that is gone. */
const RECONNECT_MS = 250;
/** A server that is silent for two of these counts as lost: a paused process has its connections still open. */
const PING_MS = 2_000;
const CONNECT_MS = 5_000;
/** Between looks whether there is a connection. */
const REACHED_AGAIN_MS = 20;

/** A connection while it lasts. */
export interface Connected {
    readonly nats: NatsConnection;
    /** Where answers come to. */
    readonly inbox: Inbox;
    readonly reader: Reader;
    /** For answers on their way. Every read enters it first. */
    readonly room: Room;
}

/**
 * A quarter of what a server buffers for a connection before it drops it. A quarter of that is for reads of one item. A read without an
 * answer after two seconds releases its room, though the answer may still come: before four such rounds could fill the server's buffer,
 * the connection has ended, because its pings had no answer.
 */
const ROOM_BYTES = 32 * MOST_MESSAGE_BYTES;

/** One connection, that ends when it breaks. */
export async function openStore({ host, port, name, tls, inbox }: StoreAddress): Promise<Connected> {
    // Loaded only to connect: processes without a store do not need it.
    const { connect, headers } = await import("@nats-io/transport-node");
    const nats = await connect({
        servers: `${host}:${port}`,
        tls: {
            cert: readFileSync(tls.cert, "utf8"),
            key: readFileSync(tls.key, "utf8"),
            ca: readFileSync(tls.ca, "utf8"),
            // Nothing is sent in plain text, not even the server's metadata.
            handshakeFirst: true,
            // Passed on to Node, though the client's types don't say so: it would else look for a certificate of localhost.
            ...({ servername: name, minVersion: "TLSv1.2" } satisfies ConnectionOptions as object),
        },
        inboxPrefix: inbox,
        reconnect: false,
        ignoreClusterUpdates: true,
        pingInterval: PING_MS,
        maxPingOut: 1,
        timeout: CONNECT_MS,
    });
    const answers = new Inbox(nats, inbox, headers);
    return { nats, inbox: answers, reader: new Reader(answers), room: new Room(ROOM_BYTES, ROOM_BYTES * 0.75) };
}

/**
 * A connection that reconnects by itself, for as long as the process lives. While it is away, requests fail at once instead of waiting in
 * a buffer: the caller decides what to do with the time.
 */
export class StoreConnection {
    private connected: Connected | undefined;
    private closed = false;

    constructor(
        private readonly address: StoreAddress,
        private readonly log: Log,
    ) {
        void this.keep();
    }

    /** What there is now. */
    get now(): Connected | undefined {
        return this.connected;
    }

    /** Returns when there is one, or so many milliseconds are over. */
    async reached(ms: number): Promise<void> {
        for (const deadline = performance.now() + ms; this.connected === undefined && performance.now() < deadline;) {
            await new Promise(resolve => setTimeout(resolve, REACHED_AGAIN_MS));
        }
    }

    async close(): Promise<void> {
        this.closed = true;
        await this.connected?.nats.close();
    }

    /** Files are read again for each: certificates may be others by then. */
    private async keep(): Promise<void> {
        let failed: string | undefined;
        while (!this.isClosed()) {
            failed = await this.live().then(
                () => undefined,
                (error: unknown) => {
                    const reason = error instanceof Error ? error.message : String(error);
                    if (reason !== failed) this.log.error("store not reached", { reason });
                    return reason;
                },
            );
            this.connected = undefined;
            await new Promise(resolve => setTimeout(resolve, RECONNECT_MS));
        }
    }

    /** From its beginning to its end. */
    private async live(): Promise<void> {
        const connected = await openStore(this.address);
        this.connected = connected;
        this.log.info("store reached", { server: connected.nats.info?.server_name });
        if (this.isClosed()) await connected.nats.close();
        await connected.nats.closed();
        if (!this.isClosed()) this.log.error("store lost");
    }

    private isClosed(): boolean {
        return this.closed;
    }
}
