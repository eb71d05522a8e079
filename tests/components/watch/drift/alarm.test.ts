import assert from "node:assert/strict";

import { movedReleases } from "../../../../components/watch/drift/alarm";
import type { DriftState } from "../../../../components/watch/state";

const state = (name: string, psi: number | undefined, more: Partial<DriftState> = {}): DriftState => ({
    model: "screening",
    version: "1.0.0",
    of: "feature",
    name,
    count: 1000,
    ...(psi !== undefined && { psi }),
    hasMoved: (psi ?? 0) > 0.2,
    ...more,
});

describe("what is said of releases that have moved", () => {
    it("is one message for each, with all that has moved in it, the furthest first", () => {
        const others = { version: "2.0.0" };
        const found = movedReleases([
            state("age", 0.3),
            state("bmi", 0.1),
            // Of which no index is known: behind all of which one is, wherever it comes.
            state("pulse", undefined, { ks: 0.412, hasMoved: true }),
            state("probability", 0.9, { of: "score" }),
            state("age", 0.25, others),
            state("bmi", 0.01, others),
        ]);
        assert.deepEqual(found, [
            {
                model: "screening",
                version: "1.0.0",
                message:
                    "3 of 4 features and scores of screening 1.0.0 have moved, furthest score probability: PSI 0.90 over 1000 values",
                parts: [
                    "score probability: PSI 0.90 over 1000 values",
                    "feature age: PSI 0.30 over 1000 values",
                    "feature pulse: KS 0.41 over 1000 values",
                ],
            },
            {
                model: "screening",
                version: "2.0.0",
                message: "feature age of screening 2.0.0 has moved: PSI 0.25 over 1000 values",
                parts: ["feature age: PSI 0.25 over 1000 values"],
            },
        ]);
    });

    it("is nothing where nothing has", () => {
        assert.deepEqual(movedReleases([state("age", 0.1), state("bmi", undefined)]), []);
        assert.deepEqual(movedReleases([]), []);
    });
});
