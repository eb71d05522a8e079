import { setTimeout as pause } from "node:timers/promises";

import type { NatsConnection } from "@nats-io/transport-node";

import { membersSubject } from "./server-configuration";
import { removeServer } from "./store-api";

const ANSWER_MS = 5_000;
const PAUSE_MS = 250;

/** The list by which servers count their majority, as its leader has it (monitor.go of nats-server). */
interface Members {
    readonly leader: string;
    readonly replicas?: readonly { readonly name: string }[];
}

/**
 * Takes each server off a store that is not among its members: it counts for the majority no more, whether it runs or not. A server joins by
 * coming. Returns those that were taken off. What had copies at them has to have moved before.
 */
export async function removeOthers(nats: NatsConnection, members: readonly string[]): Promise<readonly string[]> {
    const removed: string[] = [];
    for (;;) {
        const other = (await membersOf(nats)).find(name => !members.includes(name));
        if (other === undefined) return removed;
        await removeServer(nats, other);
        if (!removed.includes(other)) removed.push(other);
        await pause(PAUSE_MS);
    }
}

/** Servers that follow answer nothing. */
async function membersOf(nats: NatsConnection): Promise<string[]> {
    const answer = await nats.request(membersSubject, JSON.stringify({ leader_only: true }), { timeout: ANSWER_MS });
    const { leader, replicas = [] } = answer.json<{ readonly data: { readonly meta_cluster: Members } }>().data
        .meta_cluster;
    return [leader, ...replicas.map(({ name }) => name)];
}
