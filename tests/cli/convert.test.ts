import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

import { type Converter, getConverter } from "../../tools/convert";
import { packageRoot } from "../../tools/package-root";
import { endPrograms } from "../runtime/program";
import { ask, ModelServer } from "../runtime/model-server/server";
import { type Ended, projectWith, type ScratchProject, sha256 } from "./command";

describe("meridian convert", function () {
    // Packages of machine learning take seconds to load.
    this.timeout(120_000);
    let project: ScratchProject;
    let converter: Converter;

    before(async () => {
        project = projectWith({});
        converter = await getConverter();
        const packages = converter.args.at(-1)!;
        const script = path.join(packageRoot(), "tests/cli/convert/models.py");
        execFileSync(converter.python, ["-I", "-S", script, packages, project.root], { stdio: "pipe" });
    });
    after(async () => {
        await endPrograms();
        project.remove();
    });

    const run = (...argv: string[]): Promise<Ended> =>
        project.run(["convert", ...argv], { HOME: process.env.HOME, MERIDIAN_CACHE: process.env.MERIDIAN_CACHE });

    it("converts a pipeline of scikit-learn, whose model the server answers as the original does", async () => {
        const { code, stdout, stderr } = await run("pipeline.joblib", "--to", "models/1.onnx", "--yes", "--json");
        assert.equal(code, 0, stderr);
        assert.match(stderr, /warning: pipeline\.joblib is a pickle, and loading a pickle executes code/);
        const { digest, artifact, inputs, outputs } = JSON.parse(stdout) as Record<string, unknown>;
        const file = path.join(project.root, "models/1.onnx");
        assert.deepEqual([digest, artifact], [sha256(readFileSync(file)), "file:models/1.onnx"]);
        assert.deepEqual(inputs, [{ name: "features", datatype: "FP32", shape: [-1, 5] }]);
        assert.deepEqual(outputs, [
            { name: "label", datatype: "INT64", shape: [-1] },
            { name: "probabilities", datatype: "FP32", shape: [-1, 2] },
        ]);

        const expected = JSON.parse(project.read("expected.json")) as { rows: number[]; probabilities: number[] };
        const server = await ModelServer.ready({
            MODEL_NAME: "screening",
            MODEL_VERSION: "1.0.0",
            MODEL_URI: file,
            MODEL_DIGEST: digest as string,
            PORT: "0",
        });
        const features = { name: "features", datatype: "FP32", shape: [3, 5], data: expected.rows };
        const { json } = await ask(server.port, "/v2/models/screening/infer", { body: { inputs: [features] } });
        const answered = (json as { outputs: { name: string; data: number[] }[] }).outputs.find(
            ({ name }) => name === "probabilities",
        )!;
        expected.probabilities.forEach((value, i) => {
            assert.ok(Math.abs(value - answered.data[i]!) < 1e-5, `${value} and ${answered.data[i]}`);
        });
    });
});
