import assert from "node:assert/strict";

import { Refusal } from "../../../runtime/refusal";
import { deadlineIn } from "../../../runtime/store/shard";
import type { Stored } from "../../../runtime/store/reader";
import type { Table } from "../../../runtime/store/table";
import { changesFor, unreadable } from "../../../runtime/table-server/changes";
import { operationHeader, deleted } from "../../../runtime/store/item";
import { storedAt } from "../store/stored";

const at = "2026-01-31T12:00:00.000Z";

/** The changes of a table of one shard that has these items, as a request gets them. */
function changesOf(messages: readonly Stored[], body: unknown = {}, { keepsChanges = true } = {}) {
    const spec = {
        name: "visits",
        partitionKey: "subject",
        sortKey: "day",
        shards: 1,
        ...(keepsChanges && { changes: { retainHours: 24 } }),
    };
    const scan = (from: number) =>
        Promise.resolve({ messages: messages.filter(({ revision }) => revision >= from), more: false });
    const asked = { deadline: deadlineIn(30_000), caller: "any", ids: { of: () => Promise.resolve("id") } };
    return changesFor(body, { spec, shards: [{ scan }] } as unknown as Table, asked);
}
const change = (revision: number, data: object, headers: Readonly<Record<string, string>> = {}): Stored => ({
    ...storedAt(revision, { "Nats-Time-Stamp": at, ...headers }, data),
    subject: "table.visits.0.change",
});
const key = { subject: "a", day: "1" };

describe("changes of a table, as they are answered,", () => {
    it("have what was written, and of a deletion the key alone", async () => {
        const found = await changesOf([
            change(1, { ...key, count: 1 }),
            change(3, key, { [operationHeader]: deleted }),
        ]);
        const { changes, more } = JSON.parse(JSON.stringify(found)) as { changes: object[]; more: boolean };
        const common = { key: "a", sort: "1", at };
        assert.deepEqual(changes, [
            { kind: "put", ...common, revision: "2", item: { ...key, count: 1 } },
            { kind: "delete", ...common, revision: "4" },
        ]);
        assert.equal(more, false);
    });

    it("say of an item that no answer may carry why it is left out", async () => {
        let deep: object = {};
        for (let i = 0; i < 1_000; i++) deep = { deep };
        const found = await changesOf([change(1, { ...key, deep })]);
        const { changes } = JSON.parse(JSON.stringify(found)) as { changes: object[] };
        assert.deepEqual(changes, [{ kind: "put", key: "a", sort: "1", revision: "2", at, ...unreadable }]);
    });

    for (const [title, body, status] of [
        ["none at a time", { most: 0 }, 400],
        ["more than 1000 at a time", { most: 1001 }, 400],
        ["half of one", { most: 1.5 }, 400],
        ["a number as a text", { most: "10" }, 400],
        ["something unknown", { limit: 10 }, 400],
        ["what comes after no cursor", { after: "x" }, 400],
    ] as const) {
        it(`are refused: ${title}`, async () => {
            await assert.rejects(
                changesOf([], body),
                (error: unknown) => error instanceof Refusal && error.status === status,
            );
        });
    }

    it("are given one to 1000 at a time, 100 by default", async () => {
        const many = Array.from({ length: 1_100 }, (_, i) => change(2 * i + 1, { subject: `${i}`, day: "1" }));
        for (const [body, count] of [
            [{ most: 1 }, 1],
            [{ most: 1000 }, 1000],
            [{}, 100],
        ] as const) {
            const { changes } = (await changesOf(many, body)) as { changes: object[] };
            assert.equal(changes.length, count);
        }
    });

    it("are none of a table that keeps none", async () => {
        await assert.rejects(
            changesOf([], {}, { keepsChanges: false }),
            (error: unknown) => error instanceof Refusal && error.status === 404,
        );
    });
});
