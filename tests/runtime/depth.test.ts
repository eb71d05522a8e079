import assert from "node:assert/strict";

import fc from "fast-check";

import { depthOf, isTooDeep, MOST_DEPTH } from "../../runtime/depth";

const depthOfText = (text: string) => depthOf(Buffer.from(text));

/** The same by recursion, of a value. */
function depthOfValue(value: unknown): number {
    if (typeof value !== "object" || value === null) return 0;
    return 1 + Math.max(0, ...Object.values(value).map(depthOfValue));
}

describe("the depth of JSON", () => {
    it("is that of what it says, whatever its texts have in them", () => {
        fc.assert(
            fc.property(fc.jsonValue({ maxDepth: 6, stringUnit: "binary" }), value => {
                assert.equal(depthOfText(JSON.stringify(value)), depthOfValue(value));
            }),
        );
    });

    it("does not count brackets in texts, nor take an escaped quote for a text's end", () => {
        assert.equal(depthOfText(String.raw`{"a[{":"]\"[[[\\","b":[1]}`), 2);
    });

    it("is found of any depth, and of JSON that is broken off", () => {
        assert.equal(depthOfText("[".repeat(1_000_000)), 1_000_000);
        assert.equal(depthOfText('["never ended \\'), 1);
    });
});

describe("a body that is nested too deeply", () => {
    const isTextTooDeep = (text: string) => isTooDeep(Buffer.from(text), text);

    it("is found by its depth, not by the number of its brackets", () => {
        assert.equal(isTextTooDeep("[".repeat(MOST_DEPTH) + "]".repeat(MOST_DEPTH)), false);
        assert.equal(isTextTooDeep('{"a":'.repeat(MOST_DEPTH / 2) + "[".repeat(MOST_DEPTH / 2)), false);
        assert.equal(isTextTooDeep('{"a":'.repeat(MOST_DEPTH / 2) + "[".repeat(MOST_DEPTH / 2 + 1)), true);
        assert.equal(isTextTooDeep(`[${"[],".repeat(MOST_DEPTH)}{}]`), false);
        assert.equal(isTextTooDeep(`["${"[".repeat(MOST_DEPTH + 1)}"]`), false);
    });
});
