import assert from "node:assert/strict";

import { agreesWithEnd, anchorOf, endOf } from "../../../../components/watch/audit/anchor";
import { startOf } from "../../../../components/watch/audit/chain";
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

describe("what the next entry of a log follows", () => {
    it("is its last entry, also where anchors lag behind it", () => {
        const log = [first, second, third];
        for (const anchors of [[], [anchorOf(third)], [anchorOf(second), anchorOf(first)]]) {
            assert.equal(endOf("eu", log, anchors), third);
        }
    });

    it("is the beginning of the cell's own log where nothing is recorded, also where another cell has anchors", () => {
        assert.deepEqual(endOf("eu", [], []), startOf("eu"));
        assert.deepEqual(endOf("us", [], [anchorOf(third)]), startOf("us"));
    });

    it("is the furthest of the anchors whose entries the log has lost, in whichever order they are read", () => {
        const lost = [anchorOf(second), anchorOf(third)];
        for (const anchors of [lost, [...lost].reverse(), [anchorOf(first), ...lost]]) {
            assert.deepEqual(endOf("eu", [first], anchors), anchorOf(third));
        }
    });
});
