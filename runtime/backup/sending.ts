import { setTimeout as pause } from "node:timers/promises";

import { errors, type NatsConnection } from "@nats-io/transport-node";

import { ask, StoreRefusal } from "../operator/store-api";
import type { CopiedStream } from "./manifest";

const chunkBytes = 512 * 1024;
/** The engine gives up where nothing comes for 5 s (`activityInterval` of nats-server). */
const keepAliveMs = 2_000;
/** Held back of each object, to be sent by little while the next is waited for. */
const heldBytes = 8 * 1024;
const aliveBytes = 32;
const answerMs = 60_000;
const beginMs = 30_000;
/** The server that this asks may hear of the engine's address a moment after the engine named it. */
const [heardMs, heardPauseMs] = [4_000, 50];
/** For the engine's parser of received data. */
const endMs = 10 * 60_000;

interface Chunked {
    readonly name: string;
    readonly config: object;
    readonly state: CopiedStream["state"];
}

/** Makes a stream of objects, each of which is read while the one before it is sent (`$JS.API.STREAM.RESTORE`). There is no stream of that name. */
export async function sendStream(
    nats: NatsConnection,
    { config, name, state }: Chunked,
    objects: readonly (() => Promise<Buffer>)[],
): Promise<void> {
    // Before the engine waits.
    let content = await objects[0]!();
    const { deliver_subject } = await ask<{ readonly deliver_subject: string }>(
        nats,
        `STREAM.RESTORE.${name}`,
        { config, state },
        beginMs,
    );
    const send = (piece: Uint8Array) => sendPiece(nats, deliver_subject, piece, answerMs);
    await onceHeard(() => send(content.subarray(0, 1)));
    content = content.subarray(1);
    for (let i = 1; ; i++) {
        const next = i < objects.length ? objects[i]!() : undefined;
        // It is awaited below. Until then its failure is not unhandled.
        next?.catch(() => undefined);
        let held = content.subarray(Math.max(0, content.length - heldBytes));
        const most = content.subarray(0, content.length - held.length);
        for (let at = 0; at < most.length; at += chunkBytes) await send(most.subarray(at, at + chunkBytes));
        if (next === undefined) {
            await send(held);
            break;
        }
        let waiting: Buffer | undefined;
        while ((waiting = await soon(next)) === undefined) {
            await send(held.subarray(0, Math.min(aliveBytes, held.length - 1)));
            held = held.subarray(Math.min(aliveBytes, held.length - 1));
        }
        await send(held);
        content = waiting;
    }
    await sendPiece(nats, deliver_subject, new Uint8Array(), endMs);
}

/**
 * Servers of a cluster have a connection for the system account beside those for others (opts.go of nats-server): the answer with the engine's address
 * comes by the one, and that something receives there by another. Nothing has a piece that had no responders, and so it is sent again.
 */
async function onceHeard(send: () => Promise<void>): Promise<void> {
    for (const end = performance.now() + heardMs; ;) {
        try {
            await send();
            return;
        } catch (error) {
            const isUnheard = error instanceof errors.RequestError && error.isNoResponders();
            if (!isUnheard || performance.now() > end) throw error;
        }
        await pause(heardPauseMs);
    }
}

/** The next object, or undefined where the engine has to hear something before. */
async function soon(next: Promise<Buffer>): Promise<Buffer | undefined> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>(resolve => {
        timer = setTimeout(() => {
            resolve(undefined);
        }, keepAliveMs);
    });
    try {
        return await Promise.race([next, late]);
    } finally {
        clearTimeout(timer);
    }
}

async function sendPiece(nats: NatsConnection, subject: string, piece: Uint8Array, timeout: number): Promise<void> {
    const answer = await nats.request(subject, piece, { timeout });
    if (answer.data.length === 0) return;
    const { error } = answer.json<{ readonly error?: { readonly err_code: number; readonly description: string } }>();
    if (error !== undefined) throw new StoreRefusal(error.err_code, error.description);
}
