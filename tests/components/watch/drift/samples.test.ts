import assert from "node:assert/strict";

import { driftSamples } from "../../../../components/watch/drift/samples";
import type { DriftState } from "../../../../components/watch/state";

describe("how far values have moved, as metrics", () => {
    const labels = { model: "screening", version: "1.0.0", of: "feature", name: "age" } as const;

    it("has each figure that is known, and whether the limit is exceeded", () => {
        const state: DriftState = { ...labels, count: 150, ks: 0.25, hasMoved: true };
        assert.deepEqual(driftSamples([state, { ...state, psi: 0.5, hasMoved: false }]), [
            { name: "meridian_drift_ks", labels, value: 0.25 },
            { name: "meridian_drift_values", labels, value: 150 },
            { name: "meridian_drift_moved", labels, value: 1 },
            { name: "meridian_drift_psi", labels, value: 0.5 },
            { name: "meridian_drift_ks", labels, value: 0.25 },
            { name: "meridian_drift_values", labels, value: 150 },
            { name: "meridian_drift_moved", labels, value: 0 },
        ]);
    });
});
