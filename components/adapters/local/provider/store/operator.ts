import { setTimeout as pause } from "node:timers/promises";

import type { NatsConnection } from "@nats-io/transport-node";

import { openStore } from "../../../../../runtime/store/connection";
import { inboxOf } from "../../../../../runtime/store/subjects";
import { resolveIn } from "../files";
import type { StoreAccess } from "./access";

/** Asks the first server that answers. Throws where none does. */
export async function withStore<T>(
    access: StoreAccess,
    inbox: string,
    task: (nats: NatsConnection) => Promise<T>,
): Promise<T> {
    const nats = await connectAny(access, inbox);
    try {
        return await task(nats);
    } finally {
        await nats.close();
    }
}

async function connectAny({ root, servers, identity }: StoreAccess, inbox: string): Promise<NatsConnection> {
    const file = (name: string) => resolveIn(root, `${identity}/${name}`);
    const tls = { cert: file("tls.crt"), key: file("tls.key"), ca: file("ca.crt") };
    let last: unknown;
    for (const server of servers) {
        try {
            return (await openStore({ ...server, tls, inbox })).nats;
        } catch (error) {
            last = error;
        }
    }
    throw new Error(`no server of the store answers: ${last instanceof Error ? last.message : String(last)}`);
}

/** An answer of the engine's own API that is a refusal. */
export class StoreRefusal extends Error {
    constructor(
        readonly code: number,
        description: string,
    ) {
        super(description);
    }
}

/** "stream not found" (errors.json of nats-server). */
export const notFound = 10059;
/** "server is not a member of the cluster". */
export const notMember = 10044;

/** Asks the engine's API. Throws `StoreRefusal`, or what happened where there was no answer. */
export async function ask<T>(
    nats: NatsConnection,
    subject: string,
    body: object | undefined,
    timeout = 5_000,
): Promise<T> {
    const answer = await nats.request(`$JS.API.${subject}`, body === undefined ? "" : JSON.stringify(body), {
        timeout,
    });
    const { error, ...rest } = answer.json<{
        readonly error?: { readonly err_code: number; readonly description: string };
    }>();
    if (error !== undefined) {
        throw new StoreRefusal(error.err_code, error.description);
    }
    return rest as T;
}

export const operatorInbox = inboxOf("operator", "any");

/** For a cluster that is just coming up, or is electing. */
const PATIENCE_MS = 90_000;
const PAUSE_MS = 250;

/** What no repetition mends. */
export class Hopeless extends Error {}

/** Tries until it is done: a cluster that comes up has no leader for some seconds. Throws what went wrong last, by then. */
export async function withPatience<T>(
    access: StoreAccess,
    what: string,
    task: (nats: NatsConnection) => Promise<T>,
): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        try {
            return await withStore(access, operatorInbox, task);
        } catch (error) {
            if (error instanceof Hopeless) throw error;
            if (Date.now() > deadline) {
                throw new Error(`${what}: the cell's store can't do it: ${(error as Error).message}`, { cause: error });
            }
        }
        await pause(PAUSE_MS);
    }
}

/** Takes a server off a store. Once more is as well: an update that was killed right after it knows nothing of it. */
export async function removeServer(nats: NatsConnection, peer: string): Promise<void> {
    await ask(nats, "SERVER.REMOVE", { peer }, 10_000).catch((error: unknown) => {
        if (!(error instanceof StoreRefusal && error.code === notMember)) throw error;
    });
}
