import { headers as newHeaders, NoRespondersError, type NatsConnection } from "@nats-io/transport-node";

/** What a write came to. */
export type Outcome =
    /** On a majority, at this place in the bucket. */
    | { readonly kind: "stored"; readonly revision: number }
    /** Refused, since the item is at another revision; which does not say that it was not taken elsewhere. */
    | { readonly kind: "conflict" }
    /** Not taken, and never will be: nobody leads the bucket. */
    | { readonly kind: "leaderless" }
    /** Perhaps taken, now or later. */
    | { readonly kind: "unknown"; readonly reason: string };

/** A message for a bucket. */
export interface Message {
    readonly subject: string;
    readonly data: Uint8Array | string;
    readonly headers: Readonly<Record<string, string>>;
    /** Revision of the item that it takes the place of; 0 for none. Without one it takes the place of any. */
    readonly expected?: number;
}

/** Headers of the engine, https://docs.nats.io/nats-concepts/jetstream/headers. */
const expectedHeader = "Nats-Expected-Last-Subject-Sequence";

/** "wrong last sequence", with the real one in its text or without (errors.json of nats-server). */
const conflicts = [10071, 10164];

interface Acknowledgement {
    readonly seq?: number;
    readonly error?: { readonly err_code?: number; readonly description?: string };
}

/** Publishes and waits for the majority. Never throws: whatever goes wrong after sending is `unknown`. */
export async function publish(
    connection: NatsConnection | undefined,
    { subject, data, headers, expected }: Message,
    timeoutMs: number,
): Promise<Outcome> {
    if (connection === undefined) {
        return { kind: "leaderless" };
    }
    const said = newHeaders();
    for (const [name, value] of Object.entries(headers)) said.set(name, value);
    if (expected !== undefined) said.set(expectedHeader, String(expected));
    try {
        const answer = await connection.request(subject, data, { headers: said, timeout: timeoutMs });
        return outcomeOf(answer.json<Acknowledgement>());
    } catch (error) {
        return isWithoutResponders(error)
            ? { kind: "leaderless" }
            : { kind: "unknown", reason: error instanceof Error ? error.name : "error" };
    }
}

function outcomeOf({ seq, error }: Acknowledgement): Outcome {
    if (error === undefined && seq !== undefined && seq > 0) {
        return { kind: "stored", revision: seq };
    }
    // Others may come from a leader after the majority took it: of a full disk of its own, for one.
    return conflicts.includes(error?.err_code ?? 0)
        ? { kind: "conflict" }
        : { kind: "unknown", reason: error?.description ?? "acknowledged without a place" };
}

function isWithoutResponders(error: unknown): boolean {
    return error instanceof NoRespondersError || (error instanceof Error && error.cause instanceof NoRespondersError);
}
