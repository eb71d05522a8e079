import assert from "node:assert/strict";

import { digestHex, distinctFiles } from "../../../../components/plan/serving/release-file";
import { digest } from "../screening";

describe("a release's file", () => {
    it("is called by the digits of its digest, or the first of them", () => {
        assert.equal(digestHex({ digest: digest("a") }), "a".repeat(64));
        assert.equal(digestHex({ digest: digest("a") }, 8), "a".repeat(8));
    });

    it("is one, however many releases have it", () => {
        const [one, two] = [
            { digest: digest("a"), version: "1" },
            { digest: digest("b"), version: "2" },
        ];
        const files = distinctFiles([one, two, { ...one, version: "3" }]).map(({ digest }) => digest);
        assert.deepEqual(files, [one.digest, two.digest]);
    });
});
