import assert from "node:assert/strict";

import { changesAfter, cursorAtBeginning, Forgotten } from "../../../runtime/store/changes";
import { deadlineIn } from "../../../runtime/store/shard";
import type { Stored } from "../../../runtime/store/reader";
import type { Table } from "../../../runtime/store/table";
import { storedAt } from "./stored";

/** Items of a shard in the order in which they were written, from a revision on. */
function shardOf(shard: number, count: number) {
    const messages = Array.from({ length: count }, (_, i): Stored => {
        const stored = storedAt(i + 1, { "Nats-Time-Stamp": new Date().toISOString() });
        const data = new TextEncoder().encode(JSON.stringify({ id: `${shard}-${i + 1}` }));
        return { ...stored, subject: `table.t.${shard}.item.${i + 1}`, data };
    });
    return { scan: (from: number) => Promise.resolve({ messages: messages.slice(from - 1), more: false }) };
}

/** What pages of so many changes tell, from the beginning on: keys of a page each. */
async function pagesOf(counts: readonly number[], most: number, pages: number): Promise<string[][]> {
    const shards = counts.map((count, shard) => shardOf(shard, count));
    const spec = { name: "t", partitionKey: "id", shards: counts.length, changes: { retainHours: 24 } };
    const table = { spec, shards } as unknown as Table;
    const reported: string[][] = [];
    let cursor = cursorAtBeginning(table);
    for (let i = 0; i < pages; i++) {
        const { changes, next } = await changesAfter(cursor, table, most, deadlineIn(30_000));
        reported.push(changes.map(({ key }) => key!));
        cursor = next;
    }
    return reported;
}

describe("pages of changes of several shards", () => {
    it("begin with a shard that found the page before full, before any that it has had changes of", async () => {
        // The first page is full of the first shard; then the second one has its turn, and not the third.
        assert.deepEqual(await pagesOf([2, 2, 2], 2, 3), [
            ["0-1", "0-2"],
            ["1-1", "1-2"],
            ["2-1", "2-2"],
        ]);
    });

    it("say that there are more changes where any shard has more, in whatever order shards are read", async () => {
        for (const shardWithMore of [0, 1, 2]) {
            const shards = [1, 1, 1].map((count, shard) => ({
                scan: async (from: number) => ({
                    ...(await shardOf(shard, count).scan(from)),
                    more: shard === shardWithMore,
                }),
            }));
            const spec = { name: "t", partitionKey: "id", shards: 3, changes: { retainHours: 24 } };
            const table = { spec, shards } as unknown as Table;
            const { more } = await changesAfter(cursorAtBeginning(table), table, 10, deadlineIn(30_000));
            assert.equal(more, true, `shard ${shardWithMore}`);
        }
    });

    it("go on with the next shard after one that a page ends in, so that each has its turn", async () => {
        assert.deepEqual(await pagesOf([5, 1, 1], 2, 4), [["0-1", "0-2"], ["1-1", "2-1"], ["0-3", "0-4"], ["0-5"]]);
    });
});

describe("changes after a cursor", () => {
    const hour = 3_600_000;
    const now = Date.UTC(2026, 0, 31);
    const spec = { name: "t", partitionKey: "id", shards: 3, changes: { retainHours: 24 } };
    const shards = [1, 1, 1].map((count, shard) => shardOf(shard, count));
    const table = { spec, shards } as unknown as Table;
    const after = (...hours: readonly (number | undefined)[]) =>
        changesAfter(
            {
                ...cursorAtBeginning(table),
                places: cursorAtBeginning(table).places.map((place, i) =>
                    hours[i] === undefined ? place : { ...place, revision: 1, at: now - hours[i] * hour },
                ),
            },
            table,
            10,
            deadlineIn(30_000),
            { now },
        );

    it("are refused where those of any shard may be gone", async () => {
        for (const hours of [
            [24.001, 1, 1],
            [1, 1, 25],
            [undefined, 25, undefined],
        ]) {
            await assert.rejects(after(...hours), Forgotten, hours.join());
        }
    });

    it("are given up to the time that changes are retained, and from the beginning at any time", async () => {
        assert.equal((await after(24, 24, 24)).changes.length, 0);
        assert.equal((await after(undefined, 1, undefined)).changes.length, 2);
        assert.equal((await after()).changes.length, 3);
    });
});
