import assert from "node:assert/strict";
import fc from "fast-check";

import { always } from "../support/always";

describe("a property of generated values", () => {
    it("sees the values that fast-check would generate for it, frozen and generated once", () => {
        let made = 0;
        const lists = fc.array(fc.nat()).map(numbers => {
            made += 1;
            return { numbers };
        });
        const seen: object[][] = [[], []];
        for (const values of seen) always(lists, value => values.push(value), 20);
        assert.equal(made, 20);
        assert.deepEqual(seen[0], seen[1]);
        assert.ok(seen[0]!.every(value => Object.values(value).every(Object.isFrozen)));
        const usual: object[] = [];
        fc.assert(
            fc.property(lists, value => void usual.push(value)),
            { seed: 1_848_201, numRuns: 20 },
        );
        assert.deepEqual(seen[0], usual);
    });

    it("fails with the smallest value that it does not hold for", () => {
        const failing = () => {
            always(fc.nat(), value => {
                assert.ok(value < 1000);
            });
        };
        assert.throws(failing, /Counterexample: \[1000\]/);
    });

    it("fails also where it holds for the same value recreated", () => {
        const known = new Set<object>();
        const numbers = fc.record({ a: fc.nat() });
        const first = (value: object) => {
            assert.ok(!known.has(value));
            known.add(value);
        };
        always(numbers, first);
        assert.throws(() => {
            always(numbers, first);
        }, /only for a value that other properties have seen/);
    });
});
