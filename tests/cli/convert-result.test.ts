import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { mock } from "node:test";

import { parse } from "yaml";

import { artifactOf } from "../../cli/convert/artifact";
import { writeModel } from "../../cli/convert/output";
import { report } from "../../cli/convert/report";
import { ProjectError } from "../../cli/exit";
import { sha256 } from "./command";

describe("a model that was converted", () => {
    let folder = "";
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "meridian-converted-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    const model = Buffer.from("a model");

    it("is written to its file, with the folder, and found unchanged the second time", () => {
        const file = path.join(folder, "models", "1.onnx");
        const digest = sha256(model);
        assert.deepEqual(writeModel(file, model), { file, digest, unchanged: false });
        assert.deepEqual(writeModel(file, model), { file, digest, unchanged: true });
        assert.deepEqual(readFileSync(file), model);
        assert.deepEqual(readdirSync(path.dirname(file)), ["1.onnx"]);
    });

    it("never replaces a file with another content, of which a release may be", () => {
        const file = path.join(folder, "1.onnx");
        writeFileSync(file, "another model");
        assert.throws(() => writeModel(file, model), ProjectError);
        assert.equal(readFileSync(file, "utf8"), "another model");
        assert.deepEqual(readdirSync(folder), ["1.onnx"]);
    });

    it("is named by its path in the project that it lies in, from wherever it is converted, and elsewhere by its whole path", () => {
        const file = path.join(folder, "models", "1.onnx");
        mkdirSync(path.dirname(file));
        assert.equal(artifactOf(file), `file:${file}`);
        writeFileSync(path.join(folder, "Pulumi.yaml"), "name: scratch\nruntime: nodejs\n");
        assert.equal(artifactOf(file), "file:models/1.onnx");
    });

    it("is reported with the lines of its release as a stack's config has them", () => {
        const inputs = [{ name: "features", datatype: "FP32", shape: [-1, 5] }];
        const outputs = [
            { name: "label", datatype: "INT64", shape: [-1] },
            { name: "probabilities", datatype: "FP32", shape: [-1, 2] },
        ];
        const made = {
            ...{ library: "scikit-learn", version: "1.9.1", estimator: "sklearn.Pipeline", inputs, outputs },
            ...{ opsets: { "ai.onnx": 17 }, warnings: [], bytes: model.length },
            compared: { rows: 1000, difference: 0, tolerance: 1e-4 },
        };
        const said: string[] = [];
        const written = mock.method(process.stdout, "write", (text: string) => said.push(text) > 0);
        try {
            report(made, { file: "1.onnx", digest: sha256(model), unchanged: false }, "file:models/1.onnx");
        } finally {
            written.mock.restore();
        }
        const [, pasted = ""] = said.join("").split("\n\n");
        assert.deepEqual(parse(pasted), {
            releases: {
                "1.0.0": {
                    artifact: "file:models/1.onnx",
                    digest: sha256(model),
                    signature: { inputs, outputs },
                },
            },
        });
    });
});
