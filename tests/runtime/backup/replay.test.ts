import assert from "node:assert/strict";

import type { MsgHdrs, NatsConnection } from "@nats-io/transport-node";

import { replay } from "../../../runtime/backup/replay";
import { shardsOf } from "../../../runtime/backup/shards";
import type { Written } from "../../../runtime/backup/written-since";
import { changesSubject, itemSubject } from "../../../runtime/store/subjects";
import { refused } from "../operator/engine";

/** In the engine's errors.json. */
const noMessage = 10_037;
const [shard] = shardsOf({ name: "items", shards: 1 });
const [changes, item] = [changesSubject("items", 0), itemSubject("items", 0, "a")];
const message = (subject: string, at: number): Written => ({ at, subject, headers: {}, data: Buffer.from(`${at}`) });

/**
 * The messages that are written to a shard whose snapshot has its last change at `lastChange`; without it, none. A connection to the engine
 * stands in, which takes everything.
 */
async function replayed(lastChange: number | undefined, messages: readonly Written[]): Promise<string[]> {
    const written: string[] = [];
    const last = lastChange === undefined ? refused(noMessage) : { message: { seq: lastChange } };
    const request = (subject: string, data: Uint8Array) => {
        const isQuestion = subject === `$JS.API.STREAM.MSG.GET.${shard!.name}`;
        if (!isQuestion) written.push(`${subject} ${Buffer.from(data).toString()}`);
        return Promise.resolve({ json: () => (isQuestion ? last : {}) });
    };
    async function* each() {
        for (const one of messages) yield Promise.resolve(one);
    }
    await replay({ request } as unknown as NatsConnection, shard!, each());
    return written;
}

describe("replaying what was written while a shard was copied", () => {
    it("leaves out the changes that are in the snapshot, up to its last one", async () => {
        const messages = [6, 7, 8].map(at => message(changes, at));
        assert.deepEqual(await replayed(7, messages), [`${changes} 8`]);
    });

    it("writes every change where the snapshot has none", async () => {
        assert.deepEqual(await replayed(undefined, [message(changes, 1)]), [`${changes} 1`]);
    });

    it("writes them with the headers that they were stored with", async () => {
        const headers = { "Nats-Rollup": "sub", "Nats-TTL": "86400s", "KV-Operation": "DEL" };
        const said: (readonly [string, string])[] = [];
        const request = (_: string, __: Uint8Array, options?: { headers?: MsgHdrs }) => {
            for (const name of options?.headers?.keys() ?? []) said.push([name, options!.headers!.get(name)]);
            return Promise.resolve({ json: () => ({ message: { seq: 0 } }) });
        };
        async function* one() {
            yield Promise.resolve({ ...message(item, 6), headers });
        }
        await replay({ request } as unknown as NatsConnection, shard!, one());
        assert.deepEqual(Object.fromEntries(said), headers);
    });

    it("writes items again, wherever they are", async () => {
        assert.deepEqual(await replayed(7, [message(item, 6), message(item, 7)]), [`${item} 6`, `${item} 7`]);
    });
});
