import assert from "node:assert/strict";

import { asLines, fromLines, type Written } from "../../../runtime/backup/written-since";

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

    it("is nothing where nothing was", async () => {
        assert.deepEqual(await all(fromLines(each([]))), []);
    });
});
