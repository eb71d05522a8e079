import assert from "node:assert/strict";
import fc from "fast-check";

import {
    added,
    apartIn,
    binOf,
    emptyHistogram,
    histogramOf,
    sumOfHistograms,
} from "../../../../components/watch/drift/histogram";
import { runs } from "../../../support/arbitraries";
import { development, screeningBaseline } from "../../../support/screening-rows";

const edges = [1, 2, 4];
const strictlyRising = fc
    .uniqueArray(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 12 })
    .map(all => [...all].sort((a, b) => a - b))
    .filter(all => all.every((edge, i) => i === 0 || edge > all[i - 1]!));

describe("a histogram", () => {
    it("has a value that is an edge in the bin below it", () => {
        assert.deepEqual(
            [0.5, 1, 1.5, 2, 4, 4.1].map(value => binOf(edges, value)),
            [0, 0, 1, 1, 2, 3],
        );
    });

    it("finds the one bin whose edges are around a value", () => {
        fc.assert(
            fc.property(strictlyRising, fc.double({ noNaN: true, noDefaultInfinity: true }), (some, value) => {
                const bin = binOf(some, value);
                assert.ok(bin === 0 || value > some[bin - 1]!);
                assert.ok(bin === some.length || value <= some[bin]!);
            }),
            runs(),
        );
    });

    it("counts apart what is no finite number", () => {
        const values = [1, 3, NaN, Infinity, -Infinity, null, undefined, undefined, 9];
        const found = histogramOf(edges, values);
        assert.deepEqual(found, { counts: [1, 0, 1, 1], nan: 1, infinite: 2, missing: 3 });
        assert.equal(apartIn(found), 6);
    });

    it("of the rows that a baseline was made from has the baseline's proportions", () => {
        const { features, dataset } = screeningBaseline("1.0.0");
        for (const [i, { edges, proportions, name }] of features.entries()) {
            const { counts } = histogramOf(
                edges,
                development.map(row => row.features[i]!),
            );
            assert.deepEqual(
                counts.map(count => Number((count / dataset.rows).toPrecision(6))),
                proportions,
                name,
            );
        }
    });

    it("is what a process has added since, and all where it has restarted", () => {
        const before = histogramOf(edges, [1, 3, 3, NaN]);
        const after = histogramOf(edges, [1, 3, 3, NaN, 3, 9, null]);
        assert.deepEqual(added(before, after), histogramOf(edges, [3, 9, null]));
        assert.deepEqual(added(undefined, after), after);
        const restarted = histogramOf(edges, [9, 9, 9, 9, 9, 9]);
        assert.deepEqual(added(before, restarted), restarted);
    });

    it("shows a new start by what is counted apart, too", () => {
        const before = histogramOf(edges, [null, 1]);
        const restarted = histogramOf(edges, [1, 1]);
        assert.deepEqual(added(before, restarted), restarted);
    });

    it("adds up with others of the same bins only", () => {
        const each = [1, NaN, Infinity, null];
        const sum = sumOfHistograms(histogramOf(edges, each), histogramOf(edges, [9, ...each]), emptyHistogram(edges));
        assert.deepEqual(sum, histogramOf(edges, [9, ...each, ...each]));
        assert.throws(
            () => sumOfHistograms(emptyHistogram(edges), emptyHistogram([1])),
            /^RangeError: counts of 2 bins can't be added to counts of 4; /,
        );
    });
});
