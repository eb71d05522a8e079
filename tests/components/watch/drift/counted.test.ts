import assert from "node:assert/strict";

import {
    baselineMetric,
    binNames,
    countedIn,
    countedSince,
    sinceMetric,
    valuesMetric,
} from "../../../../components/watch/drift/counted";
import { emptyHistogram } from "../../../../components/watch/drift/histogram";
import type { Sample } from "../../../../components/watch/metrics/samples";
import { evenBaseline, tenEdges } from "../../../support/baselines";

const digest = `sha256:${"b".repeat(64)}`;
const baseline = evenBaseline(["age"], ["probability"]);
const fits = (value: number, by = digest): Sample => ({ name: baselineMetric, labels: { digest: by }, value });
const counted = (of: string, name: string, bin: string, value: number): Sample => ({
    name: valuesMetric,
    labels: { of, name, bin, model: "screening" },
    value,
});

describe("what a server has counted", () => {
    it("is read by feature and score, bin by bin", () => {
        const samples = [
            fits(1),
            counted("feature", "age", "0", 3),
            counted("feature", "age", "9", 4),
            counted("feature", "age", "nan", 5),
            counted("feature", "age", "infinite", 6),
            counted("feature", "age", "missing", 7),
            counted("score", "age", "1", 100),
            counted("feature", "other", "1", 100),
        ];
        const { features, scores } = countedIn(samples, baseline, digest)!;
        assert.deepEqual(Object.fromEntries(features), {
            age: { counts: [3, 0, 0, 0, 0, 0, 0, 0, 0, 4], nan: 5, infinite: 6, missing: 7 },
        });
        assert.deepEqual(Object.fromEntries(scores), { probability: emptyHistogram(tenEdges) });
    });

    it("is nothing where it counts by another baseline, or by none", () => {
        for (const samples of [[], [fits(0)], [fits(1, `sha256:${"c".repeat(64)}`)]]) {
            assert.equal(countedIn(samples, baseline, digest), undefined);
        }
    });

    it("may be in one window since a time, where the server says it", () => {
        assert.equal(countedSince([fits(1), { name: sinceMetric, labels: {}, value: 1_790_000_000 }]), 1_790_000_000);
        assert.equal(countedSince([fits(1)]), undefined);
    });

    it("has names for a histogram's counts, in their order", () => {
        assert.deepEqual(binNames([1, 2]), ["0", "1", "2", "nan", "infinite", "missing"]);
    });
});
