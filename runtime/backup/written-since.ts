import { setTimeout as pause } from "node:timers/promises";

import { headers as newHeaders, type Msg, type NatsConnection } from "@nats-io/transport-node";

import { ask } from "../operator/store-api";
import { Inbox } from "../store/inbox";
import { bucketSubjects, changesSubject } from "../store/subjects";
import type { Shard } from "./shards";

/** Bytes of an answer, and messages in it. */
const batch = { batch: 1_000, max_bytes: 2 * 1024 * 1024 } as const;
const answerMs = 10_000;
/** For the copy of this place to have what the leader has. */
const mostWaits = 120;
const waitMs = 250;

/** Of a request that nothing subscribes to (docs.nats.io/nats-concepts/core-nats/reqreply). */
const noResponders = 503;

/** A message as it is written again. */
export interface Written {
    /** Its position in the stream that was copied. */
    readonly at: number;
    readonly subject: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly data: Buffer;
}

interface Info {
    readonly state: { readonly last_seq: number };
    readonly cluster?: {
        readonly leader?: string;
        readonly replicas?: readonly { readonly name: string; readonly current?: boolean; readonly lag?: number }[];
    };
}

/** Headers of the engine that say how a message is stored. Others of its own are of the write, or of the answer. */
const stored = ["Nats-Rollup", "Nats-TTL"];

/**
 * Items and changes of a shard that were written after a position, to the end. An item that is written while the engine takes a snapshot may be missing
 * there: what was before is removed, and what comes after is in a block that the snapshot does not have. Reading on from the beginning of the snapshot
 * to the end finds it: a message that is gone by then has another one after it.
 */
export async function* writtenSince(
    nats: NatsConnection,
    inbox: string,
    { name, shard, table }: Shard,
    position: number,
): AsyncGenerator<Written> {
    const answers = new Inbox(nats, inbox, newHeaders);
    const { state } = await ask<Info>(nats, `STREAM.INFO.${name}`, undefined);
    const [all, changes] = [bucketSubjects(table, shard), changesSubject(table, shard)];
    const items = all.replace(/>$/, "item.");
    let [read, waits] = [position, 0];
    for (;;) {
        const data = JSON.stringify({ seq: read + 1, next_by_subj: all, ...batch });
        const subject = `$JS.API.DIRECT.GET.${name}`;
        const found = await answers.ask({
            subject,
            data,
            timeoutMs: answerMs,
            isLast: message => codeOf(message) !== 0,
        });
        const [end] = found.slice(-1);
        const code = codeOf(end!);
        // Of a stream that was made a moment ago, no server answers yet.
        if (code === noResponders && ++waits <= mostWaits) {
            await pause(waitMs);
            continue;
        }
        if (![204, 404].includes(code)) throw new Error(`the copy of ${name} does not answer (${code})`);
        for (const message of found.slice(0, -1)) {
            const written = writtenIn(message);
            read = written.at;
            if (written.subject === changes || written.subject.startsWith(items)) yield written;
        }
        if (Number(end!.headers?.get("Nats-Num-Pending") ?? 0) > 0) continue;
        if (read >= state.last_seq || (waits > 0 && (await isCurrent(nats, name)))) return;
        if (++waits > mostWaits) throw new Error(`the copy of ${name} is behind; see how the store's server is`);
        await pause(waitMs);
    }
}

/** What was written last may be gone: then no message has the last position. */
async function isCurrent(nats: NatsConnection, name: string): Promise<boolean> {
    const { cluster: { leader, replicas = [] } = {} } = await ask<Info>(nats, `STREAM.INFO.${name}`, undefined);
    const own = nats.info!.server_name;
    return (
        leader === own || replicas.some(({ current, lag = 0, name }) => name === own && current === true && lag === 0)
    );
}

function writtenIn({ data, headers }: Msg): Written {
    const names = (headers?.keys() ?? []).filter(name => !name.startsWith("Nats-") || stored.includes(name));
    return {
        at: Number(headers?.get("Nats-Sequence")),
        subject: headers?.get("Nats-Subject") ?? "",
        headers: Object.fromEntries(names.map(name => [name, headers!.get(name)])),
        data: Buffer.from(data),
    };
}

const codeOf = ({ headers }: Msg) => headers?.code ?? 0;

/** As lines, of which objects of a copy are made. */
export async function* asLines(messages: AsyncIterable<Written>): AsyncGenerator<Buffer> {
    for await (const { data, ...message } of messages) {
        yield Buffer.from(`${JSON.stringify({ ...message, data: data.toString("base64") })}\n`);
    }
}

/** The messages in lines, which may be in any pieces. */
export async function* fromLines(pieces: AsyncIterable<Buffer>): AsyncGenerator<Written> {
    let rest = "";
    for await (const piece of pieces) {
        // Lines are ASCII, but for headers, whose letters may be in two pieces.
        const lines = (rest + piece.toString("latin1")).split("\n");
        rest = lines.pop()!;
        for (const line of lines) {
            const { data, ...message } = JSON.parse(Buffer.from(line, "latin1").toString()) as Omit<Written, "data"> & {
                readonly data: string;
            };
            yield { ...message, data: Buffer.from(data, "base64") };
        }
    }
}
