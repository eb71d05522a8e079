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

        const again = await run("pipeline.joblib", "--to", "models/1.onnx", "--yes", "--rows", "rows.csv");
        assert.equal(again.code, 0, again.stderr);
        assert.match(again.stdout, /^models\/1\.onnx: there already, the same\n/);
        assert.match(again.stdout, /\n {2}compared {2}3 rows, largest difference \S+, allowed 0\.0001\n/);
        const lines = ['"1.0.0":', "artifact: file:models/1.onnx", `digest: ${String(digest)}`, "signature:"];
        assert.match(again.stdout, new RegExp(lines.map(line => ` {2,}${line}\n`).join("")));
    });

    for (const [file, estimator, outputs] of [
        ["xgboost.ubj", /^xgboost\.Booster$/, ["prediction FP32 [-1,1]"]],
        ["lightgbm.txt", /^lightgbm\.Booster$/, ["label INT64 [-1]", "probabilities FP32 [-1,2]"]],
    ] as const) {
        it(`converts ${file}, which executes no code and needs no agreement`, async () => {
            const { code, stdout, stderr } = await run(file, "--to", `${file}.onnx`, "--json");
            assert.equal(code, 0, stderr);
            assert.doesNotMatch(stderr, /warning/);
            const made = JSON.parse(stdout) as {
                estimator: string;
                outputs: { name: string; datatype: string; shape: number[] }[];
            };
            assert.match(made.estimator, estimator);
            assert.deepEqual(
                made.outputs.map(({ name, datatype, shape }) => `${name} ${datatype} ${JSON.stringify(shape)}`),
                outputs,
            );
        });
    }

    it("warns of a model that another version of scikit-learn has saved, and states the shapes that answers have", async () => {
        const { code, stdout, stderr } = await run(
            "forest.joblib.gz",
            "--to",
            "forest.onnx",
            "--yes",
            "--from",
            "sklearn",
        );
        assert.equal(code, 0, stderr);
        assert.match(stdout, /warning {3}the model was saved with scikit-learn 1\.0\.2 and read with 1\./);
        assert.match(stdout, /outputs {3}prediction FP32 \[-1, 2\]\n/);
    });

    for (const [file, argv, code, message] of [
        ["unsupported.joblib", [], "convert/estimator-unsupported", /LabelPropagation can't be converted/],
        ["cut.joblib", [], "convert/pickle-unreadable", /the pickle can't be loaded by scikit-learn 1\./],
        ["table.joblib", [], "convert/not-a-model", /an object of class builtins\.dict/],
        ["xgboost.ubj", ["--from", "lightgbm"], "convert/other-library", /a model of XGBoost .*, not of LightGBM/],
    ] as const) {
        it(`ends with 1 and ${code} for ${file} ${argv.join(" ")}`, async () => {
            const { code: ended, stdout, stderr } = await run(file, ...argv, "--yes", "--json", "--to", "none.onnx");
            assert.equal(ended, 1, stderr);
            const { converted, faults } = JSON.parse(stdout) as {
                converted: boolean;
                faults: { code: string; problem: string; remedy: string }[];
            };
            assert.deepEqual([converted, faults.map(fault => fault.code)], [false, [code]]);
            assert.match(faults[0]!.problem, message);
            assert.ok(faults[0]!.remedy.length > 0);
        });
    }
});
