import assert from "node:assert/strict";

import { hidden } from "../../../../../components/adapters/local/launcher/output";

describe("what a server writes", () => {
    it("has no part of a secret that another one begins with", () => {
        const secrets = { A: "abcdefgh", B: "abcdefgh-ijklmnop" };
        assert.equal(hidden("key=abcdefgh-ijklmnop, not abcdefgh", secrets), "key=…, not …");
    });

    it("has no line of a secret of several lines, and short ones as they are", () => {
        assert.equal(hidden("MIIEvQIBADAN on on", { KEY: "-----BEGIN\nMIIEvQIBADAN\r\n", MODE: "on" }), "… on on");
    });
});
