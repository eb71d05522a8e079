import assert from "node:assert/strict";

import { agreesWithEnd, anchorOf } from "../../../../components/watch/audit/anchor";
import type { Entry } from "../../../../components/watch/audit/entry";
import { entriesOf, someEvent } from "./logs";

const [first, second, third] = entriesOf(
    "eu",
    [1, 2, 3].map(i => ({ ...someEvent, what: `change ${i}` })),
) as [Entry, Entry, Entry];

describe("an anchor, by the last entry of a log", () => {
    it("agrees where it is of that entry, or of the one before", () => {
        assert.ok(agreesWithEnd(anchorOf(third), third));
        assert.ok(agreesWithEnd(anchorOf(second), third));
    });

    it("disagrees where it is of an entry elsewhere, or of another one in that place", () => {
        assert.ok(!agreesWithEnd(anchorOf(first), third));
        assert.ok(!agreesWithEnd(anchorOf(third), second));
        for (const own of [second, third]) {
            const anchor = anchorOf(own);
            assert.ok(!agreesWithEnd({ ...anchor, hash: first.hash }, third), `${own.seq}: another hash`);
            assert.ok(!agreesWithEnd({ ...anchor, seq: anchor.seq + 7 }, third), `${own.seq}: another number`);
        }
    });
});
