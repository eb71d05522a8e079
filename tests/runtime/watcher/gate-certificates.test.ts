import assert from "node:assert/strict";

import { certificateMetric } from "../../../components/watch/certificates";
import { certificateSamples } from "../../../runtime/watcher/gate-certificates";

const ending = (...times: readonly string[]) => ({
    cert_chain: times.map(expiration_time => ({ expiration_time })),
});

describe("when the certificates of a gate end", () => {
    it("is the earliest end of those that it presents, and of their issuers", () => {
        const certificates = [
            ending("2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            ending("2026-02-01T00:00:00Z"),
            // An authority that it trusts alone.
            { ca_cert: [{ expiration_time: "2025-01-01T00:00:00Z" }] },
        ];
        assert.deepEqual(certificateSamples(JSON.stringify({ certificates })), [
            { name: certificateMetric, labels: {}, value: Date.UTC(2026, 1, 1) / 1000 },
        ]);
    });

    it("is not known where it presents none", () => {
        assert.deepEqual(certificateSamples('{"certificates":[]}'), []);
    });
});
