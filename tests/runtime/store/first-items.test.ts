import assert from "node:assert/strict";

import fc from "fast-check";

import { FirstItems } from "../../../runtime/store/first-items";
import type { Item } from "../../../runtime/store/item";

const itemOf = (sort: string, revision: number): Item => ({
    attributes: { sort },
    revision,
    writtenAt: 0,
    isSendable: true,
});

describe("pages of a key's items", () => {
    it("contain each item once, in order, whatever the order and size of what is read", () => {
        const all = fc.uniqueArray(
            fc.record({ sort: fc.string({ maxLength: 3 }), bytes: fc.integer({ min: 1, max: 50 }) }),
            {
                selector: ({ sort }) => sort,
                maxLength: 60,
            },
        );
        fc.assert(
            fc.property(all, fc.integer({ min: 1, max: 200 }), (found, mostBytes) => {
                const sizes = new Map(found.map(({ sort, bytes }) => [sort, bytes]));
                const got: string[] = [];
                for (let after: string | undefined, more = true; more;) {
                    const page = new FirstItems(after, mostBytes);
                    for (const { sort, bytes } of found) page.take(sort, itemOf(sort, 1), bytes);
                    const { items, next } = page.end();
                    const sorts = items.map(({ attributes }) => attributes.sort as string);
                    const bytes = sorts.reduce((sum, sort) => sum + sizes.get(sort)!, 0);
                    assert.ok(sorts.length === 1 || bytes <= mostBytes);
                    got.push(...sorts);
                    more = next !== undefined;
                    if (more) assert.equal(next, sorts.at(-1));
                    after = next;
                }
                assert.deepEqual(
                    got,
                    [...sizes.keys()].sort((a, b) => (a < b ? -1 : 1)),
                );
            }),
        );
    });

    it("contain the newest revision of an item that is written during the read", () => {
        const page = new FirstItems(undefined, 100);
        page.take("a", itemOf("a", 1), 10);
        page.take("b", itemOf("b", 2), 10);
        page.take("a", itemOf("a", 3), 10);
        assert.deepEqual(
            page.end().items.map(({ revision }) => revision),
            [3, 2],
        );
    });
});
