import assert from "node:assert/strict";

import { digestHex, distinctFiles, pathIn } from "../../../../components/plan/serving/release-file";
import { digest } from "../screening";

describe("a release's file", () => {
    it("is called by the digits of its digest, or the first of them", () => {
        assert.equal(digestHex({ digest: digest("a") }), digest("a").slice("sha256:".length));
        assert.equal(digestHex({ digest: digest("a") }, 8), digest("a").slice("sha256:".length, "sha256:".length + 8));
    });

    it("has its path in either form of a file's address, and in no other address", () => {
        for (const [artifact, path] of [
            ["file:models/1.onnx", "models/1.onnx"],
            ["file:///srv/models/1.onnx", "/srv/models/1.onnx"],
            ["file://models/1.onnx", "models/1.onnx"],
            ["file:/srv/1.onnx", "/srv/1.onnx"],
            ["s3://models/1.onnx", undefined],
            ["https://example.com/file:1.onnx", undefined],
        ] as const) {
            assert.equal(pathIn(artifact), path, artifact);
        }
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
