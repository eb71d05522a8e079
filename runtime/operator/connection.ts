import { setTimeout as pause } from "node:timers/promises";

import type { NatsConnection } from "@nats-io/transport-node";

import { openStore } from "../store/connection";
import { inboxOf } from "../store/subjects";
import type { StoreAccess } from "./access";

export const operatorInbox = inboxOf("operator", "any");

/** Runs a task on the first server that answers. Throws if none does. */
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

async function connectAny({ servers, tls }: StoreAccess, inbox: string): Promise<NatsConnection> {
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

/** For a cluster that is starting, or is electing a leader. */
const PATIENCE_MS = 90_000;
const PAUSE_MS = 250;

/** Errors that a retry does not fix. */
export class Hopeless extends Error {}

/** Repeats a task until it succeeds: a cluster that is starting has no leader for some seconds. Throws the last error when its time is over. */
export async function withPatience<T>(
    access: StoreAccess,
    what: string,
    task: (nats: NatsConnection) => Promise<T>,
    inbox = operatorInbox,
): Promise<T> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
        try {
            return await withStore(access, inbox, task);
        } catch (error) {
            if (error instanceof Hopeless) throw error;
            if (Date.now() > deadline) {
                throw new Error(`${what}: the cell's store can't do it: ${(error as Error).message}`, { cause: error });
            }
        }
        await pause(PAUSE_MS);
    }
}
