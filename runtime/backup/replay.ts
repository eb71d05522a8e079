import { headers as newHeaders, type NatsConnection } from "@nats-io/transport-node";

import { ask, noMessage, StoreRefusal } from "../operator/store-api";
import { changesSubject } from "../store/subjects";
import type { Shard } from "./shards";
import type { Written } from "./written-since";

/** On their way at once. */
const most = 64;
const answerMs = 30_000;

/**
 * Writes messages again, in their order, to a shard that was made of a snapshot. Items may be in that as well: written once more they are the same. Changes
 * that are in it are left out.
 */
export async function replay(nats: NatsConnection, shard: Shard, messages: AsyncIterable<Written>): Promise<void> {
    const changes = changesSubject(shard.table, shard.shard);
    const lastChange = await lastOf(nats, shard.name, changes);
    let sent: Promise<void>[] = [];
    for await (const message of messages) {
        if (message.subject === changes && message.at <= lastChange) continue;
        const one = write(nats, message);
        // It is awaited below. Until then its failure is not unhandled.
        one.catch(() => undefined);
        sent.push(one);
        if (sent.length < most) continue;
        await Promise.all(sent);
        sent = [];
    }
    await Promise.all(sent);
}

async function write(nats: NatsConnection, { data, headers, subject }: Written): Promise<void> {
    const said = newHeaders();
    for (const [name, value] of Object.entries(headers)) said.set(name, value);
    const answer = await nats.request(subject, data, { timeout: answerMs, headers: said });
    const { error } = answer.json<{ readonly error?: { readonly err_code: number; readonly description: string } }>();
    if (error !== undefined) throw new StoreRefusal(error.err_code, error.description);
}

async function lastOf(nats: NatsConnection, stream: string, subject: string): Promise<number> {
    const found = ask<{ readonly message: { readonly seq: number } }>(nats, `STREAM.MSG.GET.${stream}`, {
        last_by_subj: subject,
    });
    return found.then(
        ({ message }) => message.seq,
        (error: unknown) => {
            if (error instanceof StoreRefusal && error.code === noMessage) return 0;
            throw error;
        },
    );
}
