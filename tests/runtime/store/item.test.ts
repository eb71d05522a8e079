import assert from "node:assert/strict";

import { contentOf, itemOf } from "../../../runtime/store/item";
import { storedAt } from "./stored";

describe("a stored item", () => {
    const item = (data: object, now: number) => itemOf(storedAt(7, {}, data), "expires", now)?.attributes;

    it("is there until the second at which it expires", () => {
        const data = { value: 1, expires: 1_000 };
        assert.deepEqual(item(data, 999_999), data);
        assert.equal(item(data, 1_000_000), undefined);
    });

    it("stays where its expiry is no number, or the table has none", () => {
        assert.deepEqual(item({ expires: "1" }, 2_000), { expires: "1" });
        assert.deepEqual(itemOf(storedAt(7, {}, { expires: 1 }), undefined, 2_000)?.attributes, { expires: 1 });
    });

    for (const [title, text] of [
        ["null", "null"],
        ["a list", "[1]"],
        ["a text", '"a"'],
        ["no JSON", "{"],
        ["nested too deeply", `{"a":${"[".repeat(64)}${"]".repeat(64)}}`],
    ] as const) {
        it(`can't be sent where it is ${title}`, () => {
            const { attributes, isSendable } = contentOf({ ...storedAt(7), data: Buffer.from(text) });
            assert.deepEqual([isSendable, typeof attributes], [false, "object"]);
            assert.notEqual(attributes, null);
        });
    }

    it("can be sent at the deepest nesting that there may be", () => {
        const data = Buffer.from(`{"a":${"[".repeat(63)}${"]".repeat(63)}}`);
        assert.equal(contentOf({ ...storedAt(7), data }).isSendable, true);
    });
});
