import assert from "node:assert/strict";
import fc from "fast-check";

import { histogramOf } from "../../../../components/watch/drift/histogram";
import { criticalKs, ksDistance } from "../../../../components/watch/drift/ks";
import { runs } from "../../../support/arbitraries";

const values = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 60 });
const edges = [10, 20, 30, 40];

const binned = (some: readonly number[]) => {
    const { counts } = histogramOf(edges, some);
    return { counts, reference: { proportions: counts.map(count => count / some.length), rows: some.length } };
};

/** Of the values themselves. */
function exactDistance(some: readonly number[], others: readonly number[]): number {
    const part = (of: readonly number[], upTo: number) => of.filter(value => value <= upTo).length / of.length;
    return Math.max(...[...some, ...others].map(at => Math.abs(part(some, at) - part(others, at))));
}

describe("Kolmogorov and Smirnov's distance", () => {
    it("is the largest difference of the cumulative distributions", () => {
        const reference = { proportions: [0.25, 0.25, 0.25, 0.25], rows: 100 };
        assert.equal(ksDistance([10, 10, 0, 0], reference), 0.5);
        assert.equal(ksDistance([0, 0, 0, 7], reference), 0.75);
    });

    it("lies between 0 and 1, and never above the distance of the values themselves", () => {
        fc.assert(
            fc.property(values, values, (some, others) => {
                const found = ksDistance(binned(some).counts, binned(others).reference);
                assert.ok(found >= 0 && found <= 1);
                assert.ok(found <= exactDistance(some, others) + 1e-12);
            }),
            runs(300),
        );
    });

    it("is 0 for the same distribution, and 1 where no value is on the same side of an edge", () => {
        fc.assert(
            fc.property(values, some => {
                assert.ok(ksDistance(binned(some).counts, binned(some).reference) < 1e-12);
            }),
            runs(),
        );
        assert.equal(ksDistance(binned([1, 2]).counts, binned([50, 60]).reference), 1);
    });

    it("has nothing to say of no values, nor of other bins", () => {
        const { reference } = binned([1]);
        assert.throws(() => ksDistance([0, 0, 0, 0, 0], reference), /^RangeError: nothing was counted/);
        assert.throws(() => ksDistance([1], reference), /^RangeError: counts of 1 bins /);
    });
});

describe("the distance that chance exceeds", () => {
    // Smirnov's table of the limiting distribution, for two samples of equal size: √(2/n) of it.
    for (const [level, table] of [
        [0.1, 1.224],
        [0.05, 1.358],
        [0.01, 1.628],
        [0.001, 1.949],
    ] as const) {
        it(`is at ${level} ${table} √(1/n + 1/m)`, () => {
            const found = criticalKs(800, 200, level) / Math.sqrt(1 / 800 + 1 / 200);
            assert.ok(Math.abs(found - table) < 0.001, `${found}`);
        });
    }
});
