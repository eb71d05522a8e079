import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";

import { type Converter, getConverter } from "../../tools/convert";
import { sandboxFault } from "../../tools/convert/sandbox";
import { packageRoot } from "../../tools/package-root";
import { endPrograms } from "../runtime/program";
import { ask, ModelServer } from "../runtime/model-server/server";
import { type Ended, projectWith, type ScratchProject, sha256 } from "./command";

describe("meridian convert", function () {
    // Packages of machine learning take seconds to load.
    this.timeout(120_000);
    let project: ScratchProject;
    let converter: Converter;
    /** Where the machine has no sandbox, conversions themselves are the same. */
    let open: readonly string[] = [];

    before(async () => {
        project = projectWith({});
        converter = await getConverter();
        if ((await sandboxFault()) !== undefined) open = ["--without-sandbox"];
        const packages = converter.args.at(-1)!;
        const script = path.join(packageRoot(), "tests/cli/convert/models.py");
        execFileSync(converter.python, ["-I", "-S", script, packages, project.root], { stdio: "pipe" });
    });
    after(async () => {
        await endPrograms();
        project.remove();
    });

    const run = (...argv: string[]): Promise<Ended> =>
        project.run(["convert", ...argv, ...open], {
            HOME: process.env.HOME,
            MERIDIAN_CACHE: process.env.MERIDIAN_CACHE,
        });

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

    it("ends with 1 where a part of the model can't be converted, and names it", async () => {
        const { code, stdout, stderr } = await run("unsupported.joblib", "--yes", "--json", "--to", "none.onnx");
        assert.equal(code, 1, stderr);
        const { converted, faults } = JSON.parse(stdout) as { converted: boolean; faults: Fault[] };
        assert.deepEqual([converted, faults.length], [false, 1]);
        assert.equal(faults[0]!.code, "convert/estimator-unsupported");
        assert.match(faults[0]!.problem, /LabelPropagation can't be converted/);
    });

    it("finds each kind of difference between two models' answers", () => {
        const same = {
            label: [1, 0],
            probabilities: [
                [0.2, 0.8],
                [0.9, 0.1],
            ],
        };
        const cases: readonly (readonly [found: object, problem: RegExp | undefined])[] = [
            [same, undefined],
            [{ ...same, label: [1, 1] }, /label in 1 of 2 rows/],
            [
                {
                    ...same,
                    probabilities: [
                        [0.2, 0.8],
                        [0.8, 0.2],
                    ],
                },
                /probabilities in 1 of 2 rows/,
            ],
            [
                {
                    ...same,
                    probabilities: [
                        [0.2, 0.8],
                        [null, 0.1],
                    ],
                },
                /probabilities in 1 of 2 rows, by up to inf/,
            ],
            [
                {
                    ...same,
                    probabilities: [
                        [0.2, 0.8, 0],
                        [0.9, 0.1, 0],
                    ],
                },
                /probabilities has 3 columns, expected 2/,
            ],
            [{ ...same, more: [1, 2] }, /no method that returns output more/],
        ];
        const script = `
import json, sys
sys.path[:0] = sys.argv[1:3]
import compare, numpy
from failure import Failure
same, *others = json.loads(sys.argv[3])
class Original:
    name = "original"
    def answers(self, rows, outputs):
        return {name: numpy.array(value) for name, value in same.items()}
for found in [same, *others]:
    compare.answers_of = lambda exported, rows: {name: numpy.array(value, dtype=float if name != "label" else int) for name, value in found.items()}
    try:
        compare.compare(Original(), None, numpy.zeros((2, 1)), 1e-4)
        print("")
    except Failure as failure:
        print(failure.fields["problem"])
`;
        const [packages, program] = [converter.args.at(-1)!, path.dirname(converter.args.at(-2)!)];
        const args = ["-s", "-S", "-c", script, program, packages, JSON.stringify(cases.map(([found]) => found))];
        const said = execFileSync(converter.python, args, { encoding: "utf8", stdio: "pipe" }).split("\n");
        for (const [i, [, problem]] of cases.entries()) assert.match(said[i]!, problem ?? /^$/);
    });

    it("refuses what is cut off, no model, of another library, or answers differently", () => {
        const jobs = {
            "cut.joblib": { form: "pickle" },
            "table.joblib": { form: "pickle" },
            "xgboost.ubj": { form: "xgboost", library: "lightgbm" },
            "lightgbm.txt": { form: "lightgbm", features: 4 },
            "pipeline.joblib": { form: "pickle", tolerance: 0 },
            "powers.joblib": { form: "pickle" },
            "forest.joblib.gz": { form: "pickle", rows: "expected.json" },
        };
        // In one process, since loading the packages takes longest.
        const script = `
import json, os, sys
sys.path[:0] = sys.argv[1:3]
os.chdir(sys.argv[3])
from failure import Failure
from main import convert
for path, job in json.loads(sys.argv[4]).items():
    try:
        convert({"path": path, "input": "features", "tolerance": 1e-4, **job})
    except Failure as failure:
        print(json.dumps(failure.fields))
`;
        const [packages, program] = [converter.args.at(-1)!, path.dirname(converter.args.at(-2)!)];
        const args = ["-s", "-S", "-c", script, program, packages, project.root, JSON.stringify(jobs)];
        const said = execFileSync(converter.python, args, { encoding: "utf8", stdio: "pipe" });
        const faults = said
            .trim()
            .split("\n")
            .map(line => JSON.parse(line) as Fault);
        assert.deepEqual(
            faults.map(({ code }) => code),
            [
                "pickle-unreadable",
                "not-a-model",
                "other-library",
                "features-differ",
                "answers-differ",
                "answers-differ",
                "rows-wrong",
            ].map(name => `convert/${name}`),
        );
        assert.match(faults[4]!.problem, /probabilities in \d+ of 1000 rows, by up to \d/);
        assert.match(faults[5]!.problem, /prediction in \d+ of 1000 rows, by up to inf/);
        assert.ok(faults.every(({ remedy }) => remedy.length > 0));
    });
});

interface Fault {
    readonly code: string;
    readonly problem: string;
    readonly remedy: string;
}
