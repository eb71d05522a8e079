import assert from "node:assert/strict";

import { headers as newHeaders, type Msg, type NatsConnection } from "@nats-io/transport-node";

import { shardsOf } from "../../../runtime/backup/shards";
import { asLines, fromLines, writtenSince, type Written } from "../../../runtime/backup/written-since";
import { changesSubject, itemSubject, heartbeatSubject } from "../../../runtime/store/subjects";

const messages: readonly Written[] = [
    {
        at: 7,
        subject: "table.a.0.item.x",
        headers: { "Nats-Rollup": "sub", place: "Málaga" },
        data: Buffer.from([0, 10, 255]),
    },
    { at: 9, subject: "table.a.0.change", headers: {}, data: Buffer.alloc(0) },
];

async function* each<T>(of: readonly T[]): AsyncGenerator<T> {
    for (const one of of) yield Promise.resolve(one);
}

async function all<T>(of: AsyncIterable<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const one of of) found.push(one);
    return found;
}

const ofAnswer = (subject: string, at: number) => ({
    "Nats-Stream": "s",
    "Nats-Subject": subject,
    "Nats-Sequence": String(at),
    "Nats-Time-Stamp": "2026-01-01T00:00:00Z",
    "Nats-Num-Pending": "0",
});

function answerOf(said: Readonly<Record<string, string>>, code = 0): Msg {
    const headers = code === 0 ? newHeaders() : newHeaders(code, "EOB");
    for (const [name, value] of Object.entries(said)) headers.set(name, value);
    return { headers, data: Buffer.from("{}") } as unknown as Msg;
}

const endOfAnswer = (last: number) => answerOf({ "Nats-Num-Pending": "0", "Nats-Last-Sequence": String(last) }, 204);

/** Stands for a connection to the engine: one answer to every request to read, and a stream whose last message is the third. */
function standIn(answer: readonly Msg[]): NatsConnection {
    let receive: (error: null, message: Msg) => void = () => undefined;
    return {
        info: { server_name: "own" },
        closed: () => new Promise(() => undefined),
        subscribe: (_: string, { callback }: { callback: typeof receive }) => {
            receive = callback;
        },
        publish: (_: string, __: string, { reply }: { reply: string }) => {
            for (const one of answer) receive(null, Object.assign(one, { subject: reply }));
        },
        request: () => Promise.resolve({ json: () => ({ state: { last_seq: 3 } }) }),
    } as unknown as NatsConnection;
}

describe("what was written while a shard was copied", () => {
    it("is read again as it was, wherever objects end in it", async () => {
        const text = Buffer.concat(await all(asLines(each(messages))));
        for (let size = 1; size <= text.length; size++) {
            const pieces = Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
                text.subarray(i * size, (i + 1) * size),
            );
            assert.deepEqual(await all(fromLines(each(pieces))), messages);
        }
    });

    it("has the headers that say how it is stored, and those of the table, and no others of the engine", async () => {
        const [shard] = shardsOf({ name: "items", shards: 1 });
        const own = { "Nats-Rollup": "sub", "Nats-TTL": "86400s", "KV-Operation": "DEL", "Meridian-Write": "w" };
        const stored = [
            itemSubject("items", 0, "a"),
            changesSubject("items", 0),
            heartbeatSubject("items", 0, "local:eu-west"),
        ].map((subject, i) => answerOf({ ...own, ...ofAnswer(subject, i + 1) }));
        const found = await all(writtenSince(standIn([...stored, endOfAnswer(3)]), "inbox", shard!, 0));
        assert.deepEqual(
            found.map(({ at, headers, subject }) => ({ at, headers, subject })),
            [
                { at: 1, headers: own, subject: itemSubject("items", 0, "a") },
                { at: 2, headers: own, subject: changesSubject("items", 0) },
            ],
        );
    });

    it("is nothing where nothing was", async () => {
        assert.deepEqual(await all(fromLines(each([]))), []);
    });
});

describe("reading on to the end of a shard", () => {
    const [shard] = shardsOf({ name: "items", shards: 1 });
    const item = (at: number) => answerOf(ofAnswer(itemSubject("items", 0, `i${at}`), at));
    const end = (pending: number, code = 204) => answerOf({ "Nats-Num-Pending": String(pending) }, code);
    const replica = (change: object = {}) => ({ replicas: [{ name: "own", current: true, lag: 0, ...change }] });

    /** Gives the answers in turn, and says of the stream what is next in `infos`, the last one for ever. */
    async function read(answers: readonly (readonly Msg[])[], infos: readonly object[] = [{}]) {
        const [left, said] = [[...answers], [...infos]];
        const positions: number[] = [];
        let receive: (error: null, message: Msg) => void = () => undefined;
        const nats = {
            info: { server_name: "own" },
            closed: () => new Promise(() => undefined),
            subscribe: (_: string, { callback }: { callback: typeof receive }) => {
                receive = callback;
            },
            publish: (_: string, data: string, { reply }: { reply: string }) => {
                positions.push((JSON.parse(data) as { seq: number }).seq);
                // After the last one it gives what ends a reading that goes on.
                for (const one of left.shift() ?? [end(0, 409)]) receive(null, Object.assign(one, { subject: reply }));
            },
            request: () => {
                const cluster = said.length > 1 ? said.shift() : said[0];
                return Promise.resolve({ json: () => ({ state: { last_seq: 3 }, cluster }) });
            },
        } as unknown as NatsConnection;
        const found = await all(writtenSince(nats, "inbox", shard!, 0));
        return { at: found.map(({ at }) => at), positions };
    }

    it("goes on after the last message of an answer that does not have all", async () => {
        const pages = [
            [item(1), item(2), end(1)],
            [item(3), end(0)],
        ];
        assert.deepEqual(await read(pages), { at: [1, 2, 3], positions: [1, 3] });
    });

    it("is tried again where no server answers yet", async () => {
        const pages = [[end(0, 503)], [item(3), end(0)]];
        assert.deepEqual(await read(pages), { at: [3], positions: [1, 1] });
    });

    it("waits for a copy that is behind, and has what comes then", async () => {
        const pages = [[item(2), end(0)], [end(0, 404)], [item(3), end(0)]];
        assert.deepEqual(await read(pages, [{}, replica({ lag: 1 })]), { at: [2, 3], positions: [1, 3, 3] });
    });

    for (const [title, info, isCurrent] of [
        ["the leader's", { leader: "own" }, true],
        ["one that has all that the leader has", replica(), true],
        ["one that says no lag", replica({ lag: undefined }), true],
        ["one that is behind", replica({ lag: 1 }), false],
        ["one that is not current", replica({ current: false }), false],
        ["one of which it is not known", replica({ current: undefined }), false],
        ["another server's, which is current", replica({ name: "other" }), false],
    ] as const) {
        it(`${isCurrent ? "ends" : "does not end"} before the last position, whose message may be gone, at a copy that is ${title}`, async () => {
            // The first time it only waits: what it asks for may be on its way.
            const reading = read([[item(2), end(0)], [end(0, 404)]], [{}, info]);
            if (isCurrent) assert.deepEqual(await reading, { at: [2], positions: [1, 3] });
            else await assert.rejects(reading, /does not answer \(409\)/);
        });
    }

    it("fails where the copy answers with anything else", async () => {
        await assert.rejects(read([[end(0, 408)]]), /the copy of .* does not answer \(408\)/);
    });
});
