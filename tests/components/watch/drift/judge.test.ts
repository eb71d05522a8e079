import assert from "node:assert/strict";

import type { Baseline } from "../../../../components/watch/drift/baseline";
import { emptyHistogram, type Histogram } from "../../../../components/watch/drift/histogram";
import { type DriftRule, judgeDrift } from "../../../../components/watch/drift/judge";

const edges = [1, 2, 3, 4, 5, 6, 7, 8, 9];
const tenths = new Array<number>(10).fill(0.1);
const baseline: Baseline = {
    release: { name: "screening", version: "1.0.0" },
    digest: `sha256:${"0".repeat(64)}`,
    dataset: { rows: 10_000 },
    features: [{ name: "age", edges, proportions: tenths }],
    scores: [{ name: "probability", edges, proportions: tenths }],
};

const counted = (counts: readonly number[], apart: Partial<Histogram> = {}): Histogram => ({
    ...emptyHistogram(edges),
    ...apart,
    counts,
});
/** So many values, in proportion to these weights of the bins. */
const spread = (total: number, weights: readonly number[]) => {
    const sum = weights.reduce((all, weight) => all + weight, 0);
    return weights.map(weight => Math.round((total * weight) / sum));
};

function judged(age: Histogram | undefined, rule?: DriftRule) {
    const features = new Map(age === undefined ? [] : [["age", age]]);
    return judgeDrift(baseline, { features, scores: new Map() }, rule)[0]!;
}

describe("what a release is asked", () => {
    it("has a state for each feature and score, in the baseline's order, also where nothing was counted", () => {
        const probability = counted(spread(1000, tenths));
        const states = judgeDrift(baseline, { features: new Map(), scores: new Map([["probability", probability]]) });
        assert.deepEqual(states, [
            { model: "screening", version: "1.0.0", of: "feature", name: "age", count: 0, hasMoved: false },
            {
                model: "screening",
                version: "1.0.0",
                of: "score",
                name: "probability",
                count: 1000,
                psi: 0,
                ks: states[1]!.ks,
                hasMoved: false,
            },
        ]);
        assert.ok(states[1]!.ks! < 1e-12);
    });

    it("has an index from 500 values on, where the bins are equal, and a distance from 100 on", () => {
        const known = (total: number) => {
            const { psi, ks } = judged(counted([total, ...new Array<number>(9).fill(0)]));
            return [psi !== undefined, ks !== undefined];
        };
        assert.deepEqual([99, 100, 499, 500].map(known), [
            [false, false],
            [false, true],
            [false, true],
            [true, true],
        ]);
    });

    it("has to be of more values before there is an index, where the baseline has a rare bin", () => {
        const rare: Baseline = {
            ...baseline,
            features: [{ name: "smokes", edges: [0, 1], proportions: [0.98, 0.02, 0] }],
            scores: [],
        };
        const known = (total: number) => {
            const smokes = { ...emptyHistogram([0, 1]), counts: [total, 0, 0] };
            const [state] = judgeDrift(rare, { features: new Map([["smokes", smokes]]), scores: new Map() });
            return state!.psi !== undefined;
        };
        assert.deepEqual([2499, 2500].map(known), [false, true]);
    });

    it("has moved where its index exceeds the limit and what chance gives", () => {
        const apart = [4, 4, 1, 1, 1, 1, 1, 1, 4, 4];
        const { psi, ks, hasMoved } = judged(counted(spread(5000, apart)));
        assert.ok(psi! > 0.2 && ks! < 0.2);
        assert.equal(hasMoved, true);
        assert.equal(judged(counted(spread(5000, apart)), { limit: 1 }).hasMoved, false);
    });

    it("has not moved where its index exceeds the limit by no more than chance gives", () => {
        // Of 600 values chance exceeds 0.055 in 1 of 4,000 samples: (1/600 + 1/10,000) 31.4.
        const uneven = [12, 8, 12, 8, 12, 8, 12, 8, 12, 8];
        const some = counted(spread(600, uneven));
        const { psi, hasMoved } = judged(some, { limit: 0.03 });
        assert.ok(psi! > 0.03 && psi! < 0.055, `${psi}`);
        assert.equal(hasMoved, false);
        assert.equal(judged(counted(spread(6000, uneven)), { limit: 0.03 }).hasMoved, true);
    });

    it("has moved where all values went one way, which the distance shows before the index does", () => {
        // A normal variable moved by 0.4 of its standard deviation, in the deciles that it had before.
        const moved = [0.189, 0.139, 0.122, 0.11, 0.1, 0.09, 0.081, 0.07, 0.058, 0.041];
        const { psi, ks, hasMoved } = judged(counted(spread(5000, moved)));
        assert.ok(psi! < 0.2 && psi! > 0.1, `${psi}`);
        assert.ok(ks! > 0.126, `${ks}`);
        assert.equal(hasMoved, true);
    });

    it("has not moved where the shift is real but small, however many values show it", () => {
        const { psi, hasMoved } = judged(counted(spread(10_000_000, [11, 11, 11, 10, 10, 10, 10, 9, 9, 9])));
        assert.ok(psi! > 0.005);
        assert.equal(hasMoved, false);
    });

    it("has moved where it stops being numbers", () => {
        const some = counted(spread(1000, tenths), { missing: 100, nan: 50, infinite: 10 });
        const { count, psi, hasMoved } = judged(some);
        assert.equal(count, 1160);
        assert.ok(psi! > 0.2);
        assert.equal(hasMoved, true);
        assert.equal(judged(counted(new Array<number>(10).fill(0), { missing: 100 })).hasMoved, true);
        assert.equal(judged(counted(spread(1000, tenths), { nan: 10 })).hasMoved, false);
    });

    it("is not compared with bins of another baseline", () => {
        assert.throws(() => judged(counted([50, 50])), /^RangeError: counts of 2 bins /);
        assert.throws(() => judged(counted([1, 1])), /^RangeError: counts of 2 bins /);
    });
});
