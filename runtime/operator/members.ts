import { setTimeout as pause } from "node:timers/promises";

import type { NatsConnection } from "@nats-io/transport-node";

import { membersSubject } from "./server-configuration";
import { removeServer } from "./store-api";

const ANSWER_MS = 5_000;
const PAUSE_MS = 250;

/** How long the leader gets to hear servers that count for the majority, and that it has not heard since the store was made. */
const HEARD_WITHIN_MS = 30_000;

/** The list by which servers count their majority, as its leader has it (monitor.go of nats-server). */
interface Members {
    readonly leader: string;
    readonly replicas?: readonly { readonly name: string }[];
    /** How many count. Of a store that has just been made that are all that were to come; the leader's list has those that it has heard (raft.go). */
    readonly cluster_size: number;
}

/** What became of the list. */
export interface Settled {
    /** Those that were taken off. */
    readonly removed: readonly string[];
    /** How many servers count that no name is known of yet. */
    readonly unheard: number;
}

/**
 * Takes each server off a store that is not among its members: it counts for the majority no more, whether it runs or not. A server joins by
 * coming. What had copies at them has to have moved before. One that the leader has not heard yet may be one to take off, so it waits for it.
 */
export async function removeOthers(
    nats: NatsConnection,
    members: readonly string[],
    heardWithinMs = HEARD_WITHIN_MS,
): Promise<Settled> {
    const removed: string[] = [];
    const deadline = Date.now() + heardWithinMs;
    for (;;) {
        const { names, size } = await membersOf(nats);
        const other = names.find(name => !members.includes(name));
        const unheard = Math.max(0, size - names.length);
        if (other === undefined && (unheard === 0 || Date.now() >= deadline)) return { removed, unheard };
        if (other !== undefined) {
            await removeServer(nats, other);
            if (!removed.includes(other)) removed.push(other);
        }
        await pause(PAUSE_MS);
    }
}

/** Servers that follow answer nothing. */
async function membersOf(nats: NatsConnection): Promise<{ readonly names: string[]; readonly size: number }> {
    const answer = await nats.request(membersSubject, JSON.stringify({ leader_only: true }), { timeout: ANSWER_MS });
    const {
        cluster_size,
        leader,
        replicas = [],
    } = answer.json<{ readonly data: { readonly meta_cluster: Members } }>().data.meta_cluster;
    return { names: [leader, ...replicas.map(({ name }) => name)], size: cluster_size };
}
