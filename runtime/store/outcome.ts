import type { Msg } from "@nats-io/transport-node";
import type { Connected } from "./connection";
import { type Headers, NoAnswer } from "./inbox";
import { unique } from "./unique";

/** What a write came to. */
export type Outcome =
    /** On a majority, at this place in the bucket. */
    | { readonly kind: "stored"; readonly revision: number }
    /** Refused, since the item is at another revision; which does not say that it was not taken elsewhere. */
    | { readonly kind: "conflict" }
    /** Not accepted, and never will be: the bucket has no leader. */
    | { readonly kind: "leaderless" }
    /** Perhaps taken, now or later. */
    | { readonly kind: "unknown"; readonly reason: string };

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
    connected: Connected | undefined,
    { subject, data, headers, expected, together }: Message,
    timeoutMs: number,
): Promise<Outcome> {
    if (connected === undefined) {
        return { kind: "leaderless" };
    }
    const said: Record<string, string> = { ...headers };
    if (expected !== undefined) said[expectedHeader] = String(expected);
    try {
        if (together !== undefined) {
            const batch = unique();
            const first = { ...together.headers, ...inBatch(batch, 1) };
            connected.inbox.tell(together.subject, together.data, first);
            Object.assign(said, inBatch(batch, 2), { "Nats-Batch-Commit": "1" });
        }
        const [answer] = await connected.inbox.ask({ subject, data, headers: said, timeoutMs });
        return outcomeOf(answer!);
    } catch (error) {
        const reason = error instanceof NoAnswer ? error.message : (error as Error).name;
        return { kind: "unknown", reason };
    }
}

/** Messages that are stored one after the other, or not at all (ADR-50 of NATS: atomic batch publishing). */
function inBatch(batch: string, place: number): Headers {
    return { "Nats-Batch-Id": batch, "Nats-Batch-Sequence": String(place) };
}

function outcomeOf(answer: Msg): Outcome {
    if (answer.headers?.code === 503) {
        return { kind: "leaderless" };
    }
    const { seq, error } = answer.json<Acknowledgement>();
    if (error === undefined && seq !== undefined && seq > 0) {
        return { kind: "stored", revision: seq };
    }
    // Others may come from a leader after the majority took it: of a full disk of its own, for one.
    return conflicts.includes(error?.err_code ?? 0)
        ? { kind: "conflict" }
        : { kind: "unknown", reason: error?.description ?? "acknowledged without a place" };
}
