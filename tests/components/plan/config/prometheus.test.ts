import assert from "node:assert/strict";

import { prometheusIn } from "../../../../components/plan/config/kubernetes";

describe("the Prometheus that reads a hub", () => {
    const elsewhere = { namespace: "observability", labels: {} };
    const usual = { namespace: "monitoring", labels: { release: "a" }, regions: { "kubernetes:lis": elsewhere } };

    it("is that of the region where one is named, else the usual one, or none", () => {
        assert.equal(prometheusIn({ prometheus: usual }, "kubernetes:lis"), elsewhere);
        assert.equal(prometheusIn({ prometheus: usual }, "kubernetes:fra"), usual);
        assert.equal(prometheusIn({}, "kubernetes:fra"), undefined);
    });
});
