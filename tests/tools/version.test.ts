import assert from "node:assert/strict";
import { isAtLeast, versionIn } from "../../tools/version";

describe("a version", () => {
    it("is found in what programs print about themselves", () => {
        assert.equal(versionIn("v3.248.0\n"), "3.248.0");
        assert.equal(versionIn("envoy  version: 9e5580933739775e8b/1.40.0/Clean/RELEASE/BoringSSL"), "1.40.0");
        assert.equal(versionIn("go version go1.26 linux/amd64"), "1.26");
        assert.equal(versionIn("command not found"), undefined);
    });

    it("is compared by number, part by part", () => {
        assert.ok(isAtLeast("3.248.0", "3.248.0"));
        assert.ok(isAtLeast("1.30", "1.4.7"));
        assert.ok(isAtLeast("1.26", "1.25.11"));
        assert.ok(!isAtLeast("4.1.9", "4.2.0"));
        assert.ok(!isAtLeast("1.25", "1.25.11"));
    });
});
