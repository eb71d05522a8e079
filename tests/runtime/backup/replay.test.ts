import assert from "node:assert/strict";

import type { MsgHdrs, NatsConnection } from "@nats-io/transport-node";

import { replay } from "../../../runtime/backup/replay";
import { shardsOf } from "../../../runtime/backup/shards";
import type { Written } from "../../../runtime/backup/written-since";
import { changesSubject, itemSubject } from "../../../runtime/store/subjects";
import { until } from "../../support/until";
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

    it("is over once the store has taken all of them, some at a time", async () => {
        const waiting: (() => void)[] = [];
        let most = 0;
        const request = (subject: string) => {
            if (subject.startsWith("$JS.")) return Promise.resolve({ json: () => refused(noMessage) });
            return new Promise(resolve => {
                waiting.push(() => {
                    resolve({ json: () => ({}) });
                });
                most = Math.max(most, waiting.length);
            });
        };
        async function* each() {
            for (let at = 1; at <= 150; at++) yield Promise.resolve(message(item, at));
        }
        let isOver = false;
        const replaying = replay({ request } as unknown as NatsConnection, shard!, each()).then(() => (isOver = true));
        let taken = 0;
        for (; taken < 150; taken++) {
            const take = await until("one is on its way", () => waiting.shift());
            assert.equal(isOver, false, `${taken} of 150`);
            take();
        }
        await replaying;
        assert.ok(most <= 64, `${most} at once`);
    });

    for (const [which, at] of [
        ["first", 1],
        ["64th", 64],
        ["last", 70],
    ] as const) {
        it(`fails where the store refuses the ${which} of them`, async () => {
            const request = (subject: string, data: Uint8Array) => {
                const isRefused = !subject.startsWith("$JS.") && Buffer.from(data).toString() === `${at}`;
                return Promise.resolve({ json: () => (isRefused ? refused(10_077) : { message: { seq: 0 } }) });
            };
            async function* each() {
                for (let at = 1; at <= 70; at++) yield Promise.resolve(message(item, at));
            }
            await assert.rejects(replay({ request } as unknown as NatsConnection, shard!, each()), { code: 10_077 });
        });
    }
});
