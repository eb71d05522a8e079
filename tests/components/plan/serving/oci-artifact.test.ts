import assert from "node:assert/strict";

import { ociIn } from "../../../../components/plan/serving/oci-artifact";
import { digest } from "../screening";

describe("an artefact in a registry", () => {
    for (const [text, expected] of [
        ["oci://ghcr.io/acme/models:1.0.0", ["ghcr.io", "acme/models", "1.0.0"]],
        ["ghcr.io/acme/models:1.0.0", ["ghcr.io", "acme/models", "1.0.0"]],
        ["oci://registry.example.com:5000/a/b__c/d-e:_x", ["registry.example.com:5000", "a/b__c/d-e", "_x"]],
        [`oci://docker.io/acme/models@${digest("m")}`, ["docker.io", "acme/models", digest("m")]],
    ] as const) {
        it(`has parts: ${text}`, () => {
            const found = ociIn(text)!;
            assert.deepEqual([found.registry, found.repository, found.reference], expected);
        });
    }

    for (const text of [
        "oci://ghcr.io/acme/models",
        "oci://ghcr.io:1.0.0",
        "oci://user:password@ghcr.io/acme/models:1.0.0",
        "oci://ghcr.io/Acme/models:1.0.0",
        "oci://ghcr.io/acme/../models:1.0.0",
        "oci://ghcr.io/acme/models:1.0.0?x=1",
        `oci://ghcr.io/acme/models:1.0.0@${digest("m")}`,
        "oci://ghcr.io/acme/models@sha256:abc",
    ]) {
        it(`has none: ${text}`, () => {
            assert.equal(ociIn(text), undefined);
        });
    }
});
