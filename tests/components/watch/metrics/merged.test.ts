import assert from "node:assert/strict";

import { certificateMetric } from "../../../../components/watch/certificates";
import { mergedGauges } from "../../../../components/watch/metrics/merged";

describe("gauges of processes that count as one", () => {
    const of = (name: string, value: number, labels = {}) => ({ name, labels, value });
    const merged = (name: string, ...values: number[]) =>
        mergedGauges(values.map(value => [of(name, value)])).map(({ value }) => value);

    it("are the most of all, and of certificates the first end", () => {
        assert.deepEqual(merged("meridian_store_lag_seconds", 1, 7, 3), [7]);
        assert.deepEqual(merged(certificateMetric, 30, 10, 20), [10]);
    });

    it("are not known only where no process knows", () => {
        assert.deepEqual(merged("meridian_store_lag_seconds", Infinity, 3, NaN), [3]);
        assert.deepEqual(merged("meridian_store_lag_seconds", 3, Infinity), [3]);
        assert.deepEqual(merged("meridian_store_lag_seconds", Infinity, Infinity), [Infinity]);
    });

    it("are apart where their labels are, in whatever order these come", () => {
        const loaded = "meridian_release_loaded";
        const [one, other] = [
            { model: "m", digest: "sha256:a" },
            { digest: "sha256:a", model: "m" },
        ];
        const all = mergedGauges([[of(loaded, 1, one)], [of(loaded, 0, other), of(loaded, 1, { digest: "sha256:b" })]]);
        assert.deepEqual(all, [of(loaded, 1, one), of(loaded, 1, { digest: "sha256:b" })]);
    });
});
