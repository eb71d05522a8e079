import type { NatsConnection } from "@nats-io/transport-node";

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
/** "no message found". */
export const noMessage = 10037;
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

/** Takes a server off a store. Once more is as well: an update that was killed right after it knows nothing of it. */
export async function removeServer(nats: NatsConnection, peer: string): Promise<void> {
    await ask(nats, "SERVER.REMOVE", { peer }, 10_000).catch((error: unknown) => {
        if (!(error instanceof StoreRefusal && error.code === notMember)) throw error;
    });
}

/** Undefined for a missing stream; throws any other error. */
export function unlessGone(error: unknown): undefined {
    if (!(error instanceof StoreRefusal && error.code === notFound)) throw error;
    return undefined;
}
