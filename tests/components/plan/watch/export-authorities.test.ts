import assert from "node:assert/strict";

import { exportAuthorityFaults } from "../../../../components/plan/watch/export-authorities";

describe("the file of authorities that an export names", () => {
    it("holds certificates in PEM", () => {
        assert.deepEqual(exportAuthorityFaults("ca.pem", 1, { text: "-----BEGIN CERTIFICATE-----\n…" }), []);
    });

    for (const [what, found, says] of [
        ["can't be read", { unreadable: "ENOENT" }, /can't be read.*ENOENT/],
        ["holds something else", { text: "no certificate" }, /no certificate/],
    ] as const) {
        it(`is refused where it ${what}`, () => {
            const [fault] = exportAuthorityFaults("ca.pem", 1, found);
            assert.equal(fault!.code, "observability/export-ca");
            assert.equal(fault!.path, "observability.exports[1].ca");
            assert.equal(fault!.value, "ca.pem");
            assert.match(fault!.problem, says);
        });
    }
});
