import assert from "node:assert/strict";

import { findingsOf } from "../../../../components/watch/regions/findings";
import type { DriftState } from "../../../../components/watch/state";

const state = (name: string, psi: number | undefined, hasMoved = true): DriftState => ({
    model: "screening",
    version: "1.0.0",
    of: "feature",
    name,
    count: 1000,
    ...(psi !== undefined && { psi }),
    ks: 0.5,
    hasMoved,
});
const found = (drift: readonly DriftState[], psi?: number) => findingsOf({}, [], { digest: true, psi }, drift);

describe("what is over its limit in a region", () => {
    it("is the feature or score that has moved farthest, with how many others have moved too far", () => {
        const score: DriftState = { ...state("probability", 2.345), of: "score", version: "2.0.0" };
        assert.deepEqual(found([state("age", 0.6), score, state("bmi", 0.5)], 0.5), {
            drift: "score probability of screening 2.0.0 (and 1 more) has moved by a PSI of 2.35 over 1000 values; allowed: 0.5",
        });
        assert.deepEqual(found([state("age", 0.75)], 0.5), {
            drift: "feature age of screening 1.0.0 has moved by a PSI of 0.75 over 1000 values; allowed: 0.5",
        });
    });

    it("is nothing that has not moved, whose PSI is not known, or does not exceed the limit", () => {
        assert.deepEqual(found([state("a", 0.9, false), state("b", undefined), state("c", 0.5)], 0.5), {});
    });

    it("is no drift where a region is not withdrawn for it", () => {
        assert.deepEqual(found([state("age", 9)]), {});
    });
});
