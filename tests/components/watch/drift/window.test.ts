import assert from "node:assert/strict";

import { emptyHistogram, type Histogram } from "../../../../components/watch/drift/histogram";
import type { Observed } from "../../../../components/watch/drift/judge";
import { moreThan, newWindow, windowAfter, windowMs } from "../../../../components/watch/drift/window";
import { evenBaseline, tenEdges } from "../../../support/baselines";

const baseline = evenBaseline(["age", "bmi"], ["probability"]);
const spread = (total: number): Histogram => ({
    ...emptyHistogram(tenEdges),
    counts: tenEdges.concat(0).map(() => total / 10),
});
const heaped = (total: number): Histogram => ({
    ...emptyHistogram(tenEdges),
    counts: [total, ...tenEdges.map(() => 0)],
});

function observed(age: Histogram, bmi = age, probability = spread(0)): Observed {
    return {
        features: new Map([
            ["age", age],
            ["bmi", bmi],
        ]),
        scores: new Map([["probability", probability]]),
    };
}

const start = 1_000_000;
const begun = newWindow(baseline, start);
const after = (more: Observed, now = start + 2_000, window = begun) => windowAfter(window, more, { baseline }, now);

describe("a window of values", () => {
    it("ends once there are 1,000 of each feature, and says how far each has moved", () => {
        const { window, states } = after(observed(spread(1000), heaped(1000), spread(500)));
        assert.deepEqual(
            states!.map(({ name, count, hasMoved }) => [name, count, hasMoved]),
            [
                ["age", 1000, false],
                ["bmi", 1000, true],
                ["probability", 500, false],
            ],
        );
        assert.deepEqual(window, newWindow(baseline, start + 2_000));
    });

    it("goes on while one feature has fewer, look after look, and forgets none", () => {
        const first = after(observed(spread(1000), spread(600)));
        assert.equal(first.states, undefined);
        const second = after(observed(spread(0), spread(390)), start + 4_000, first.window);
        assert.equal(second.states, undefined);
        const { states } = after(observed(spread(0), spread(10)), start + 6_000, second.window);
        assert.deepEqual(
            states!.map(({ count }) => count),
            [1000, 1000, 0],
        );
    });

    it("has each value in one window only", () => {
        const { window } = after(observed(heaped(1000)));
        const { states } = after(observed(spread(1000)), start + 4_000, window);
        assert.ok(states!.every(({ hasMoved }) => !hasMoved));
    });

    it("counts what is no finite number as values, too", () => {
        const apart = { ...spread(0), nan: 500, missing: 500 };
        assert.ok(after(observed(apart)).states!.every(({ of, hasMoved }) => of === "score" || hasMoved));
    });

    it("ends after an hour with fewer, where they are enough to tell something", () => {
        const { window } = after(observed(spread(100)));
        assert.equal(after(observed(spread(0)), start + windowMs - 1, window).states, undefined);
        const { states } = after(observed(spread(0)), start + windowMs, window);
        assert.deepEqual(
            states!.map(({ count, ks, psi }) => [count, ks !== undefined, psi !== undefined]),
            [
                [100, true, false],
                [100, true, false],
                [0, false, false],
            ],
        );
    });

    it("goes on after an hour until there are as many as that", () => {
        const { window, states } = after(observed(spread(90)), start + windowMs);
        assert.equal(states, undefined);
        assert.ok(after(observed(spread(10)), start + windowMs + 2_000, window).states !== undefined);
    });

    it("goes by scores where the baseline has no features, and never ends where it has nothing", () => {
        const scores = evenBaseline([], ["probability"]);
        const reported = (probability: Histogram) => {
            const more = { features: new Map(), scores: new Map([["probability", probability]]) };
            return windowAfter(newWindow(scores, 0), more, { baseline: scores }, 1).states?.length;
        };
        assert.equal(reported(spread(990)), undefined);
        assert.equal(reported(spread(1000)), 1);
        const nothing = { features: new Map(), scores: new Map() };
        const none = evenBaseline([], []);
        assert.equal(windowAfter(newWindow(none, 0), nothing, { baseline: none }, windowMs).states, undefined);
    });
});

describe("what was counted between two looks", () => {
    it("is what there is more of each, and all of it where the process has restarted", () => {
        const before = observed(spread(100), spread(500));
        assert.deepEqual(moreThan(before, observed(spread(150), spread(500))), observed(spread(50), spread(0)));
        assert.deepEqual(moreThan(before, observed(spread(10), spread(10))), observed(spread(10), spread(10)));
    });
});
