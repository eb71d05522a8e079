import assert from "node:assert/strict";
import fc from "fast-check";

import {
    addedBuckets,
    type Buckets,
    countUpTo,
    quantileOf,
    sumOfBuckets,
} from "../../../../components/watch/objectives/latency";
import { runs } from "../../../support/arbitraries";

const edges = [10, 25, 50, 100];
const bucketsOf = (values: readonly number[]): Buckets => ({
    edges,
    counts: [...edges, Infinity].map(edge => values.filter(value => value <= edge).length),
});
const values = fc.array(fc.double({ min: 0.001, max: 200, noNaN: true }), { minLength: 1, maxLength: 100 });

describe("a quantile", () => {
    it("lies in its bucket in proportion, the first of which begins at 0", () => {
        const buckets = { edges: [10, 20], counts: [4, 8, 8] };
        assert.equal(quantileOf(buckets, 0.25), 5);
        assert.equal(quantileOf(buckets, 0.5), 10);
        assert.equal(quantileOf(buckets, 0.75), 15);
        assert.equal(quantileOf(buckets, 1), 20);
    });

    it("is the highest edge where it lies beyond, and nothing without values", () => {
        assert.equal(quantileOf(bucketsOf([150, 160]), 0.5), 100);
        assert.equal(quantileOf(bucketsOf([]), 0.5), undefined);
        assert.equal(quantileOf({ edges: [], counts: [3] }, 0.5), undefined);
    });

    it("passes over empty buckets", () => {
        const buckets = { edges: [1, 2, 3], counts: [0, 0, 10, 10] };
        assert.equal(quantileOf(buckets, 0), 2);
        assert.equal(quantileOf(buckets, 0.5), 2.5);
    });

    it("is in the bucket of the value that it stands for, or its highest edge, and rises with its part", () => {
        fc.assert(
            fc.property(
                values,
                fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2 }),
                (some, parts) => {
                    const sorted = [...some].sort((a, b) => a - b);
                    const rising = [...parts].sort((a, b) => a - b);
                    const found = rising.map(q => quantileOf(bucketsOf(some), q)!);
                    assert.ok(found.every((value, i) => i === 0 || value >= found[i - 1]!));
                    for (const [i, q] of rising.entries()) {
                        const exact = sorted[Math.max(Math.ceil(q * sorted.length) - 1, 0)]!;
                        const high = edges.find(edge => exact <= edge) ?? 100;
                        const low = exact > 100 ? 100 : (edges.findLast(edge => edge < exact) ?? 0);
                        assert.ok(found[i]! >= low && found[i]! <= high, `${found[i]} for ${exact}`);
                    }
                },
            ),
            runs(300),
        );
    });
});

describe("the count up to a threshold", () => {
    it("is exact at an edge, and between edges that of the lower one", () => {
        const buckets = bucketsOf([5, 20, 30, 60, 150]);
        assert.deepEqual(
            [9, 10, 24, 25, 99, 100, 1000].map(threshold => countUpTo(buckets, threshold)),
            [0, 1, 1, 2, 3, 4, 4],
        );
    });

    it("is never more than what is at or below it", () => {
        fc.assert(
            fc.property(values, fc.double({ min: 0, max: 300, noNaN: true }), (some, threshold) => {
                const exact = some.filter(value => value <= threshold).length;
                const found = countUpTo(bucketsOf(some), threshold);
                assert.ok(found <= exact);
                if (edges.includes(threshold)) assert.equal(found, exact);
            }),
            runs(),
        );
    });
});

describe("buckets of a process", () => {
    it("grow by what was counted since, and by all where it has restarted or has other edges", () => {
        const before = bucketsOf([5, 20]);
        assert.deepEqual(addedBuckets(before, bucketsOf([5, 20, 60])), bucketsOf([60]));
        assert.deepEqual(addedBuckets(before, bucketsOf([60])), bucketsOf([60]));
        assert.deepEqual(addedBuckets(undefined, before), before);
        const other = { edges: [1, 2, 3, 4], counts: [9, 9, 9, 9, 9] };
        assert.deepEqual(addedBuckets(before, other), other);
    });

    it("add up with those of others of the same edges only", () => {
        assert.deepEqual(sumOfBuckets(bucketsOf([5]), bucketsOf([60, 70]), bucketsOf([])), bucketsOf([5, 60, 70]));
        assert.throws(
            () => sumOfBuckets(bucketsOf([5]), { edges: [1], counts: [0, 1] }),
            /^RangeError: buckets up to 1 can't be added to buckets up to 10, 25, 50, 100; /,
        );
    });
});
