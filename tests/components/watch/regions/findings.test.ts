import assert from "node:assert/strict";

import { findingsOf } from "../../../../components/watch/regions/findings";
import type { Sample } from "../../../../components/watch/metrics/samples";
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
const found = (drift: readonly DriftState[], psi?: number) => findingsOf({}, [], { digest: true, psi }, { drift });

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

    const digest = `sha256:${"1".repeat(64)}`;
    const expected = [{ model: "screening", version: "1.0.0", digest, instance: "screening-1.0.0" }];
    const loaded = (other: string) => ({
        "screening-1.0.0": [{ name: "meridian_release_loaded", labels: { digest: other }, value: 1 }],
    });

    it("is another artifact than the release's, where a server has it loaded and the region is withdrawn for it", () => {
        const other = `sha256:${"2".repeat(64)}`;
        assert.deepEqual(findingsOf(loaded(other), expected, { digest: true }), {
            "digest screening 1.0.0": "screening 1.0.0 has sha256:222222222222 loaded; allowed: sha256:111111111111",
        });
        assert.deepEqual(findingsOf(loaded(digest), expected, { digest: true }), {});
        assert.deepEqual(findingsOf(loaded(other), expected, { digest: false }), {});
    });

    it("is another artifact also where its digest begins as the release's does", () => {
        for (const other of [
            `${digest.slice(0, -1)}2`,
            `${digest.slice(0, 40)}${"2".repeat(31)}`,
            digest.slice(0, -1),
        ]) {
            const found = Object.keys(findingsOf(loaded(other), expected, { digest: true }));
            assert.deepEqual(found, ["digest screening 1.0.0"], other);
        }
    });

    it("reports an artifact that was corrupted in transit while no server has loaded the release's", () => {
        const matches = (value: number) => ({ name: "meridian_release_artifact_matches", labels: {}, value });
        const corrupt = { "digest screening 1.0.0": "the artifact of screening 1.0.0 is not sha256:111111111111" };
        const foundIn = (...samples: Sample[]) =>
            findingsOf({ "screening-1.0.0": samples }, expected, { digest: true });
        assert.deepEqual(foundIn(matches(0)), corrupt);
        assert.deepEqual(foundIn(matches(1)), {});
        assert.deepEqual(foundIn(matches(0), ...loaded(digest)["screening-1.0.0"]), {});
        assert.deepEqual(foundIn({ ...matches(0), name: "meridian_release_loaded" }), {});
    });

    it("is no artifact that a server had loaded before, and reports as not loaded", () => {
        const at = (name: string, value: number) => ({
            name: "meridian_release_loaded",
            labels: { digest: name },
            value,
        });
        const reported = { "screening-1.0.0": [at(`sha256:${"2".repeat(64)}`, 0), at(digest, 1)] };
        assert.deepEqual(findingsOf(reported, expected, { digest: true }), {});
    });

    it("is a copy of the store that is behind by more than the limit", () => {
        const found = (...lags: number[]) => findingsOf({}, [], { digest: true, lagSeconds: 6 }, { lags });
        assert.deepEqual(found(), {});
        assert.deepEqual(found(1, 6), {});
        assert.deepEqual(found(1, 6.25), { lag: "the copy of the store is up to 6.3 s behind; allowed: 6 s" });
    });
});
