import { setTimeout as pause } from "node:timers/promises";

import type { NatsConnection } from "@nats-io/transport-node";

import { handOver, removeServer } from "./store-api";

/** The request for the list of members. It goes to all servers; the leader answers. */
export const membersSubject = "$SYS.REQ.SERVER.PING.JSZ";

const ANSWER_MS = 5_000;
const PAUSE_MS = 250;

/**
 * How long to wait until the leader has heard every server that counts for the majority, and until a leader that leaves has handed over.
 */
const WITHIN_MS = 30_000;

/** The members whose majority decides, as listed by their leader (monitor.go of nats-server). */
interface List {
    readonly leader: string;
    readonly replicas?: readonly { readonly name: string; readonly current?: boolean }[];
    /** How many members there are. In a new store these are all that are configured; the list has those that the leader has heard (raft.go). */
    readonly cluster_size: number;
}

/** Start of the listed name of a server that the leader has not heard since it started (`clusterInfo` in jetstream_cluster.go). */
const UNHEARD = "Server name unknown";

interface Members {
    readonly leader: string;
    readonly followers: readonly { readonly name: string; readonly current?: boolean }[];
    readonly unheard: number;
}

/** The result of `removeOthers`. */
export interface Settled {
    /** Servers that were removed. */
    readonly removed: readonly string[];
    /** Number of members whose name the leader does not know. */
    readonly unheard: number;
}

/**
 * Removes each server from a store that is not among `members`, whether it runs or not: the majority no longer includes it. A server becomes a
 * member when it starts. Copies of data must have moved from leaving servers before. A server that the leader has not heard may be a leaving
 * one, so this function waits for it.
 *
 * A leader that leaves hands over first. If it is removed while it leads, it does not answer the request, and it may stop its part in the group
 * before it learns that it has left (`errNodeRemoved` in raft.go, `rqch` in `monitorCluster`). It then answers each later request to the store,
 * often before the others do, with the error that the store has no leader.
 */
export async function removeOthers(
    nats: NatsConnection,
    members: readonly string[],
    withinMs = WITHIN_MS,
): Promise<Settled> {
    const removed: string[] = [];
    const deadline = Date.now() + withinMs;
    for (;;) {
        const { leader, followers, unheard } = await membersOf(nats);
        const other = followers.find(({ name }) => !members.includes(name))?.name;
        if (!members.includes(leader)) {
            if (Date.now() >= deadline) throw new Error(`server ${leader} leaves and leads: it has not handed over`);
            await handOver(
                nats,
                followers.find(({ name, current }) => current === true && members.includes(name))?.name,
            );
        } else if (other !== undefined) {
            await removeServer(nats, other);
            if (!removed.includes(other)) removed.push(other);
        } else if (unheard === 0 || Date.now() >= deadline) {
            return { removed, unheard };
        }
        await pause(PAUSE_MS);
    }
}

/** Only the leader answers. */
async function membersOf(nats: NatsConnection): Promise<Members> {
    const answer = await nats.request(membersSubject, JSON.stringify({ leader_only: true }), { timeout: ANSWER_MS });
    const {
        cluster_size,
        leader,
        replicas = [],
    } = answer.json<{ readonly data: { readonly meta_cluster: List } }>().data.meta_cluster;
    const followers = replicas.filter(({ name }) => !name.startsWith(UNHEARD));
    return { leader, followers, unheard: Math.max(0, cluster_size - followers.length - 1) };
}
