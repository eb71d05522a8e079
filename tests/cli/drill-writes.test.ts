import assert from "node:assert/strict";

import type { Entry, Question } from "../../cli/drill/entry";
import { Recorder } from "../../cli/drill/recorder";
import { Writes } from "../../cli/drill/writes";
import type { RunningTable } from "../../components/watch/drills/operations";

/** A request as it came, at which point of presence, and whether over a connection of its own. */
interface Received extends Question {
    readonly city: string;
    readonly fresh: boolean;
}
interface Key {
    readonly key: string;
    readonly sort?: string;
}

describe("what a drill writes into a table", () => {
    const cities = ["Berlin", "Paris", "Rome"] as const;
    const prefix = "/v1/tables/items/meridian-drill-run-";
    /** Items by their path; the table answers as its API does. */
    let items: Map<string, { readonly value: number }>;
    let received: Received[];
    /** What is answered instead, by the number of the request from 0. */
    let instead: Map<number, { readonly status: number; readonly body: object } | Error>;
    const now = Date.now;

    beforeEach(() => {
        items = new Map();
        received = [];
        instead = new Map();
    });
    afterEach(() => {
        Date.now = now;
    });

    function writesInto(more: Partial<RunningTable> = {}): Writes {
        const entries = cities.map(city => ({
            cell: { name: "eu" },
            point: { city },
            ask: (question: Question, fresh = false) => {
                const other = instead.get(received.length);
                received.push({ ...question, city, fresh });
                if (other instanceof Error) return Promise.reject(other);
                const { status, body } = other ?? answerTo(question);
                return Promise.resolve({ status, body: JSON.stringify(body) });
            },
        }));
        const table = { name: "items", partitionKey: "id", ...more };
        return new Writes(table, entries as unknown as Entry[], new Recorder(), "run");
    }

    function answerTo({ body, method, path }: Question): { status: number; body: object } {
        const [place = ""] = path.split("?");
        if (method === "POST") {
            const { keys } = JSON.parse(body!) as { keys: readonly Key[] };
            const found = keys.map(({ key, sort }) => {
                const item = items.get(`/v1/tables/items/${key}${sort === undefined ? "" : `/${sort}`}`);
                return { key, ...(item && { item }) };
            });
            return { status: 200, body: { items: found } };
        }
        if (method === "PUT") items.set(place, JSON.parse(body!) as { value: number });
        if (method === "DELETE") items.delete(place);
        const item = items.get(place);
        return item === undefined && method === "GET" ? { status: 404, body: {} } : { status: 200, body: { item } };
    }
    const requests = () => received.map(({ city, method, path }) => `${city} ${method} ${path.replace(prefix, "")}`);

    it("is read at the next point at once, strongly", async () => {
        const writes = writesInto();
        for (const i of [0, 1, 2]) {
            const made = await writes.write(i);
            assert.deepEqual(
                made.map(({ kind, status, isRight, point }) => [kind, status, isRight, point]),
                [
                    ["write", 200, undefined, cities[i]],
                    ["read", 200, true, cities[(i + 1) % 3]],
                ],
            );
        }
        assert.deepEqual(requests().slice(-2), ["Rome PUT 2", "Berlin GET 2?consistency=strong"]);
    });

    for (const [title, answer, isRight] of [
        ["wrong where a point does not have it", { status: 404, body: {} }, false],
        ["wrong where a point has another value", { status: 200, body: { item: { value: 7 } } }, false],
        ["not evaluated without an answer", { status: 503, body: {} }, undefined],
    ] as const) {
        it(`is ${title}`, async () => {
            instead.set(1, answer);
            const [, read] = await writesInto().write(0);
            assert.deepEqual([read!.status, read!.isRight], [answer.status, isRight]);
        });
    }

    it("is not read where it was not acknowledged", async () => {
        instead.set(0, { status: 503, body: { done: "maybe" } });
        instead.set(1, new Error("socket hang up"));
        const writes = writesInto();
        assert.equal((await writes.write(0)).length, 1);
        assert.equal((await writes.write(1))[0]!.error, "socket hang up");
        assert.deepEqual(requests(), ["Berlin PUT 0", "Paris PUT 1"]);
        assert.deepEqual(await writes.readBack(), []);
    });

    it("has a sort key and a time to live of an hour where the table has them", async () => {
        const before = Math.floor(Date.now() / 1000);
        await writesInto({ sortKey: "at", ttl: "over" }).write(0);
        assert.deepEqual(requests(), ["Berlin PUT 0/0", "Paris GET 0/0?consistency=strong"]);
        const { over, value } = JSON.parse(received[0]!.body!) as { over: number; value: number };
        assert.equal(value, 0);
        assert.ok(over >= before + 3_600 && over <= before + 3_610, String(over - before));
        await writesInto().write(0);
        assert.deepEqual(JSON.parse(received[2]!.body!), { value: 0 });
    });

    it("is read back, strongly and over new connections, as much at once as a table returns", async () => {
        for (const more of [{}, { sortKey: "at" }]) {
            items.clear();
            const writes = writesInto(more);
            const acknowledged = new Map<number, number>();
            for (let i = 0; i < 205; i++) {
                const [write] = await writes.write(i);
                acknowledged.set(i, write!.at + write!.ms);
            }
            const path = (i: number) => `${prefix}${i}${"sortKey" in more ? "/0" : ""}`;
            items.delete(path(3));
            items.set(path(150), { value: 3 });
            received.length = 0;
            assert.deepEqual(
                await writes.readBack(),
                [...acknowledged].map(([i, at]) => ({ cell: "eu", at, isThere: ![3, 150].includes(i) })),
            );
            const sizes = received.map(({ body }) => (JSON.parse(body!) as { keys: unknown[] }).keys.length);
            assert.deepEqual(sizes, [100, 100, 5]);
            assert.ok(received.every(({ fresh }) => fresh));
            assert.equal(received[0]!.path, "/v1/tables/items/batch-get?consistency=strong");
        }
    });

    it("is read back at the next point where one does not answer", async () => {
        const writes = writesInto();
        await writes.write(0);
        received.length = 0;
        instead = new Map<number, Error | { status: number; body: object }>([
            [0, new Error("socket hang up")],
            [1, { status: 503, body: { error: "no majority" } }],
        ]);
        assert.deepEqual(
            (await writes.readBack()).map(({ isThere }) => isThere),
            [true],
        );
        assert.deepEqual(
            received.map(({ city }) => city),
            cities,
        );
    });

    for (const [title, answer, why] of [
        ["with the answer", { status: 503, body: { error: "no majority" } }, '503 {"error":"no majority"}'],
        ["with the error", new Error("socket hang up"), "socket hang up"],
    ] as const) {
        it(`fails after a minute in which it can't be read back, ${title}`, async () => {
            const writes = writesInto();
            await writes.write(0);
            received.length = 0;
            instead = new Map(Array.from({ length: 9 }, (_, i) => [i, answer]));
            let passed = 0;
            Date.now = () => now() + passed;
            const reading = writes.readBack();
            passed = 59_000;
            while (received.length < 2) await new Promise(resolve => setImmediate(resolve));
            passed = 61_000;
            await assert.rejects(reading, {
                message: `what was written can't be read back within 60 s: ${why}`,
            });
            assert.ok(received.length >= 2 && received.length <= 4, String(received.length));
        });
    }

    it("is deleted as a whole, also what was not acknowledged, and where a deletion fails", async () => {
        const writes = writesInto({ sortKey: "at" });
        instead.set(0, { status: 503, body: { done: "maybe" } });
        for (let i = 0; i < 120; i++) await writes.write(i);
        items.set("/v1/tables/items/of-a-client/0", { value: 0 });
        received.length = 0;
        instead = new Map([[1, new Error("socket hang up")]]);
        await writes.clear();
        assert.equal(received.length, 120);
        assert.deepEqual(requests().slice(0, 3), ["Berlin DELETE 0/0", "Paris DELETE 1/0", "Rome DELETE 2/0"]);
        assert.deepEqual([...items.keys()], [`${prefix}1/0`, "/v1/tables/items/of-a-client/0"]);
    });
});
