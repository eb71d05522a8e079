import type { NatsConnection } from "@nats-io/transport-node";

/** An error that the API of NATS JetStream returned. */
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
/** "no message found". */
export const noMessage = 10037;
/** "server is not a member of the cluster". */
export const notMember = 10044;

/** Sends a request to the API of NATS JetStream. Throws `StoreRefusal` for an error that it returns, or what went wrong without an answer. */
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

/** Removes a server from a store. It may be removed already: an update that was killed right afterwards has no record of it. */
export async function removeServer(nats: NatsConnection, peer: string): Promise<void> {
    await ask(nats, "SERVER.REMOVE", { peer }, 10_000).catch((error: unknown) => {
        if (!(error instanceof StoreRefusal && error.code === notMember)) throw error;
    });
}

/** Makes the leader of a store hand over to the preferred server, or to one that it selects. */
export async function handOver(nats: NatsConnection, preferred: string | undefined): Promise<void> {
    await ask(nats, "META.LEADER.STEPDOWN", preferred === undefined ? undefined : { placement: { preferred } });
}

/** Undefined for a missing stream; throws any other error. */
export function unlessGone(error: unknown): undefined {
    if (!(error instanceof StoreRefusal && error.code === notFound)) throw error;
    return undefined;
}
