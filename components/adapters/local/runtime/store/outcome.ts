import { randomBytes } from "node:crypto";
import { headers as newHeaders, type MsgHdrs, NoRespondersError, type NatsConnection } from "@nats-io/transport-node";

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

type Headers = Readonly<Record<string, string>>;

/** A message for a bucket. */
export interface Message {
    readonly subject: string;
    readonly data: Uint8Array | string;
    readonly headers: Headers;
    /** Revision of the item that it takes the place of; 0 for none. Without one it takes the place of any. */
    readonly expected?: number;
    /** What is stored in the place before it, or neither of them is. */
    readonly together?: Omit<Message, "expected" | "together">;
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
    { subject, data, headers, expected, together }: Message,
    timeoutMs: number,
): Promise<Outcome> {
    if (connection === undefined) {
        return { kind: "leaderless" };
    }
    const condition: Headers = expected === undefined ? {} : { [expectedHeader]: String(expected) };
    const batch = together === undefined ? undefined : randomBytes(9).toString("base64url");
    try {
        if (batch !== undefined) {
            const said = headersOf({ ...together!.headers, ...inBatch(batch, 1) });
            connection.publish(together!.subject, together!.data, { headers: said });
        }
        const last: Headers = batch === undefined ? {} : { ...inBatch(batch, 2), "Nats-Batch-Commit": "1" };
        const said = headersOf({ ...headers, ...condition, ...last });
        const answer = await connection.request(subject, data, { headers: said, timeout: timeoutMs });
        return outcomeOf(answer.json<Acknowledgement>());
    } catch (error) {
        return isWithoutResponders(error)
            ? { kind: "leaderless" }
            : { kind: "unknown", reason: error instanceof Error ? error.name : "error" };
    }
}

/** Messages that are stored one after the other, or not at all (ADR-50 of NATS: atomic batch publishing). */
function inBatch(batch: string, place: number): Headers {
    return { "Nats-Batch-Id": batch, "Nats-Batch-Sequence": String(place) };
}

function headersOf(entries: Headers): MsgHdrs {
    const said = newHeaders();
    for (const [name, value] of Object.entries(entries)) said.set(name, value);
    return said;
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
