import assert from "node:assert/strict";
import fc from "fast-check";

import { chiSquaredQuantile } from "../../../../components/watch/drift/chi-squared";
import { criticalPsi, psi } from "../../../../components/watch/drift/psi";
import { runs } from "../../../support/arbitraries";

const tenths = { proportions: new Array<number>(10).fill(0.1), rows: 455 };
const close = (found: number, expected: number, tolerance: number) => {
    assert.ok(Math.abs(found - expected) <= tolerance * expected, `${found} instead of ${expected}`);
};

/** Counts of two samples in the same bins, neither of them empty. */
const samples = fc
    .array(fc.tuple(fc.nat(500), fc.nat(500)), { minLength: 2, maxLength: 12 })
    .map(pairs => [pairs.map(([one]) => one), pairs.map(([, other]) => other)] as const)
    .filter(both => both.every(counts => counts.some(count => count > 0)));
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const referenceOf = (counts: readonly number[]) => ({
    proportions: counts.map(count => count / sum(counts)),
    rows: sum(counts),
});

describe("the population stability index", () => {
    it("is what its definition says", () => {
        const found = psi([60, 40], { proportions: [0.5, 0.5], rows: 1000 });
        close(found, 0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 1e-12);
    });

    it("exceeds its limit by all bins that either side has values in", () => {
        const all = criticalPsi([10, 5, 5], { proportions: [0.5, 0.25, 0.25], rows: 100 }, 0.001);
        assert.equal(criticalPsi([10, 0, 10], { proportions: [0.5, 0.5, 0], rows: 100 }, 0.001), all);
        assert.ok(criticalPsi([10, 0, 10], { proportions: [0.5, 0, 0.5], rows: 100 }, 0.001) < all);
        // A feature with one value has nothing that could shift.
        assert.equal(criticalPsi([20, 0, 0], { proportions: [1, 0, 0], rows: 100 }, 0.001), 0);
    });

    it("takes an empty bin for half a value of its side's", () => {
        const [p, q] = [0.5 / 90, 0.1];
        const others = 9 * (1 / 9 - 0.1) * Math.log(10 / 9);
        close(psi([0, ...new Array<number>(9).fill(10)], tenths), (p - q) * Math.log(p / q) + others, 1e-12);
        const unseen = { proportions: [1, 0], rows: 50 };
        close(psi([90, 10], unseen), -0.1 * Math.log(0.9) + (0.1 - 0.01) * Math.log(10), 1e-12);
    });

    it("leaves out a bin that is empty on both sides", () => {
        const without = { proportions: [0.5, 0.5], rows: 100 };
        const withOne = { proportions: [0.5, 0, 0.5], rows: 100 };
        assert.equal(psi([60, 0, 40], withOne), psi([60, 40], without));
        assert.equal(criticalPsi([60, 0, 40], withOne, 0.01), criticalPsi([60, 40], without, 0.01));
    });

    it("is 0 where both are equal, whatever their sizes, and more where they are not", () => {
        fc.assert(
            fc.property(samples, fc.integer({ min: 1, max: 9 }), ([one, other], times) => {
                const same = psi(
                    one.map(count => count * times),
                    referenceOf(one),
                );
                assert.ok(same >= 0 && same < 1e-18, `${same}`);
                const isEqual = one.every((count, i) => count * sum(other) === other[i]! * sum(one));
                // Parts of so few values differ by 1 in 36 million or not at all; digits that are lost differ by far less.
                const found = psi(one, referenceOf(other));
                assert.ok(isEqual ? found < 1e-18 : found > 1e-18, `${found}`);
            }),
            runs(500),
        );
    });

    it("is the same in the other direction where no bin is empty", () => {
        fc.assert(
            fc.property(samples, both => {
                const [one, other] = both.map(counts => counts.map(count => count + 1)) as [number[], number[]];
                const [there, back] = [psi(one, referenceOf(other)), psi(other, referenceOf(one))];
                assert.ok(Math.abs(there - back) <= 1e-9);
            }),
            runs(),
        );
    });

    it("has nothing to say of no values, nor of other bins", () => {
        assert.throws(() => psi([0, 0], { proportions: [0.5, 0.5], rows: 9 }), /^RangeError: nothing was counted/);
        assert.throws(() => psi([1, 2], tenths), /^RangeError: counts of 2 bins can't be compared with 10 proportions/);
    });
});

describe("the index that chance exceeds", () => {
    // E. S. Pearson and H. O. Hartley, "Biometrika Tables for Statisticians", table 8.
    for (const [degrees, level, table, tolerance] of [
        [3, 0.05, 7.815, 0.01],
        [4, 0.05, 9.488, 0.005],
        [9, 0.05, 16.919, 0.002],
        [9, 0.01, 21.666, 0.002],
        [9, 0.001, 27.877, 0.01],
        [19, 0.05, 30.144, 0.001],
        [30, 0.01, 50.892, 0.001],
    ] as const) {
        it(`is by χ² of ${degrees} degrees at ${level} ${table}, within ${100 * tolerance} %`, () => {
            close(chiSquaredQuantile(level, degrees), table, tolerance);
        });
    }

    it("is too large rather than too small at levels far out", () => {
        // By SciPy 1.17: chi2.isf(1e-5, 9), chi2.isf(1e-5, 1).
        for (const [degrees, exact, most] of [
            [9, 39.3407, 1.03],
            [1, 19.5114, 1.12],
        ] as const) {
            const found = chiSquaredQuantile(1e-5, degrees);
            assert.ok(found >= exact && found <= exact * most, `${found}`);
        }
    });

    it("falls with either number of values, and rises as the level falls", () => {
        const of = (n: number, rows: number, level: number) =>
            criticalPsi(new Array<number>(10).fill(n / 10), { ...tenths, rows }, level);
        close(of(1000, 455, 0.05), (1 / 1000 + 1 / 455) * 16.919, 0.002);
        assert.ok(of(2000, 455, 0.05) < of(1000, 455, 0.05));
        assert.ok(of(1000, 900, 0.05) < of(1000, 455, 0.05));
        assert.ok(of(1000, 455, 0.01) > of(1000, 455, 0.05));
    });

    it("is reported at no level beyond a half", () => {
        assert.throws(() => chiSquaredQuantile(0.6, 3), /^RangeError: level 0.6 /);
        assert.throws(() => chiSquaredQuantile(0, 3), /^RangeError: level 0 /);
    });
});
