import assert from "node:assert/strict";

import { otherFormat } from "../../../../components/plan/serving/archives";

describe("what is no archive of tar, by its name,", () => {
    for (const [format, names] of [
        ["compressed with bzip2", ["m.tar.bz2", "m.tbz", "m.tbz2"]],
        ["compressed with xz", ["m.tar.xz", "m.txz"]],
        ["compressed with Zstandard", ["m.tar.zst", "m.tzst"]],
        ["a ZIP archive", ["m.zip", "m.mar"]],
        ["a 7-Zip archive", ["m.7z"]],
        ["a model of one file", ["m.gguf", "m.safetensors", "m.onnx", "m.tflite", "m.joblib", "m.pkl"]],
        // Files that may be one: the programs that unpack it check the content.
        [undefined, ["m.tar", "m.tar.gz", "m.tgz", "m", "m.7z.tar", "xz", "onnx", "m.zip/1.0.0", "m.tar?file=m.zip"]],
    ] as const) {
        it(`is ${format ?? "not known of other names"}`, () => {
            for (const name of names) {
                for (const artifact of [`s3://models/${name}`, `https://models.example/${name}`]) {
                    assert.equal(otherFormat(artifact), format, artifact);
                }
                assert.equal(otherFormat(`https://models.example/${name.toUpperCase()}`), format);
                if (name.includes("?")) continue;
                assert.equal(otherFormat(`https://models.example/${name}?version=1.tar`), format);
                assert.equal(otherFormat(`https://models.example/${name}#part`), format);
            }
        });
    }
});
