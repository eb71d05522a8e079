import assert from "node:assert/strict";

import { cursorOf, textOf } from "../../../runtime/table-server/cursor";

const table = { spec: { name: "items", partitionKey: "id", shards: 3 } };
const cursor = {
    places: [
        { revision: 7, at: 1_700_000_000_000 },
        { revision: 0, at: 0 },
        { revision: 9, at: 1_700_000_060_000 },
    ],
    turn: 2,
};

describe("a cursor of changes", () => {
    it("is read as it was written, in characters that need no escape", () => {
        const text = textOf(cursor, "id");
        assert.match(text, /^[\w-]+$/);
        assert.deepEqual(cursorOf(text, table, "id"), cursor);
    });

    it("is at the beginning of each shard where a request names none", () => {
        const beginning = { revision: 0, at: 0 };
        const first = { places: [beginning, beginning, beginning], turn: 0 };
        assert.deepEqual(cursorOf(undefined, table, "id"), first);
        assert.deepEqual(cursorOf(textOf(first, "id"), table, "id"), first);
    });

    it("is refused as gone where it is of other changes, or of another number of shards", () => {
        for (const [text, of] of [
            [textOf(cursor, "other"), table],
            [textOf(cursor, "id"), { spec: { ...table.spec, shards: 4 } }],
            [textOf({ ...cursor, places: cursor.places.slice(1) }, "id"), table],
            [textOf({ ...cursor, turn: 3 }, "id"), table],
        ] as const) {
            assert.throws(() => cursorOf(text, of, "id"), { status: 410 });
        }
    });

    it("is refused as wrong where it is none", () => {
        const json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
        for (const text of ["", "x", 1, null, json({}), json(["id", 0, -1, []]), json(["id", 0, 0, [[-1, 0]]])]) {
            assert.throws(() => cursorOf(text, table, "id"), { status: 400 }, String(text));
        }
    });
});
