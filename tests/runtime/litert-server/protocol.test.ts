import assert from "node:assert/strict";

import { ask, errorOf } from "../model-server/server";
import { endPrograms } from "../program";
import { environmentOf, LitertServer } from "./server";

/** The classifier of models/make.py, computed by its definition. Undefined where an answer lies in the middle between two whole numbers. */
function scoresOf(row: readonly number[]): readonly number[] | undefined {
    const weights = [
        [12, -7, 3, 25],
        [-30, 4, 18, -2],
        [5, 5, -40, 9],
    ];
    const sums = weights.map((line, i) =>
        line.reduce((sum, weight, j) => sum + weight * (row[j]! + 3), [64, -32, 7][i]!),
    );
    if (sums.some(sum => Math.abs(sum % 64) === 32)) return undefined;
    return sums.map(sum => Math.max(-128, Math.min(127, Math.round(sum / 64) + 10)));
}

describe("the protocol of a LiteRT server", () => {
    let server: LitertServer;
    const infer = (body: unknown) => ask(server.port, "/v2/models/classifier/infer", { body });
    before(async () => {
        server = await LitertServer.ready(environmentOf("classifier"));
    });
    after(endPrograms);

    it("states quantised tensors as they are, with scale and zero point", async () => {
        const { json } = await ask(server.port, "/v2/models/classifier");
        assert.deepEqual(json, {
            name: "classifier",
            versions: ["1.0.0"],
            platform: "litert_tflite",
            inputs: [
                { name: "features", datatype: "INT8", shape: [-1, 4], parameters: { scale: 0.5, zero_point: -3 } },
            ],
            outputs: [{ name: "scores", datatype: "INT8", shape: [-1, 3], parameters: { scale: 8, zero_point: 10 } }],
        });
    });

    it("computes an int8 model as it is defined, for any number of rows", async () => {
        const drawn = Array.from({ length: 400 }, (_, i) =>
            [0, 1, 2, 3].map(j => ((i * 97 + j * 61 + i * j * 13) % 256) - 128),
        );
        const rows = drawn.filter(row => scoresOf(row) !== undefined);
        assert.ok(rows.length > 300);
        for (const some of [rows.slice(0, 1), rows, rows.slice(0, 7)]) {
            const features = { name: "features", datatype: "INT8", shape: [some.length, 4], data: some };
            const { status, json } = await infer({ id: "7", inputs: [features] });
            assert.equal(status, 200);
            assert.deepEqual(json, {
                model_name: "classifier",
                model_version: "1.0.0",
                id: "7",
                outputs: [
                    {
                        name: "scores",
                        datatype: "INT8",
                        shape: [some.length, 3],
                        data: some.flatMap(row => scoresOf(row)!),
                    },
                ],
            });
        }
    });

    it("answers health and its own metadata", async () => {
        const paths = ["/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/classifier/versions/1.0.0/ready"];
        assert.deepEqual(
            (await Promise.all(paths.map(path => ask(server.port, path)))).map(({ json }) => json),
            [
                { name: "meridian-litert-server", version: "1.0.0", extensions: [] },
                { live: true },
                { live: true, ready: true },
                { name: "classifier", ready: true },
            ],
        );
    });

    const row = { name: "features", datatype: "INT8", shape: [1, 4], data: [1, 2, 3, 4] };
    for (const [what, body, message] of [
        [
            "a value beyond the type",
            { inputs: [{ ...row, data: [1, 2, 128, 4] }] },
            /inputs\[0\]\.data: element 2 .* from -128 to 127/,
        ],
        [
            "another type",
            { inputs: [{ ...row, datatype: "FP32" }] },
            /datatype does not fit input "features"; allowed: INT8/,
        ],
        ["another shape", { inputs: [{ ...row, shape: [2, 2] }] }, /shape is \[2, 2\]; allowed: \[-1, 4\]/],
        ["no row", { inputs: [{ ...row, shape: [0, 4], data: [] }] }, /whole numbers from 1/],
        ["too few values", { inputs: [{ ...row, data: [1] }] }, /needs 4, not the 1 elements given/],
        [
            "an unknown input",
            { inputs: [{ ...row, name: "x" }] },
            /inputs\[0\]\.name is not an input .* allowed: "features"/,
        ],
        ["no input", { inputs: [] }, /inputs lacks "features"/],
        [
            "an unknown output",
            { inputs: [row], outputs: [{ name: "x" }] },
            /outputs\[0\]\.name is not an output .* "scores"/,
        ],
        ["text that is no JSON", "{", /the body is not JSON \(at position 1\)/],
        ["NaN", '{"inputs":[NaN]}', /the body is not JSON/],
        ["deep nesting", `{"inputs":${"[".repeat(70)}${"]".repeat(70)}}`, /nested too deeply; allowed: 64/],
    ] as const) {
        it(`refuses ${what}, with its position`, async () => {
            const reply = await infer(body);
            assert.equal(reply.status, 400);
            assert.match(errorOf(reply), message);
        });
    }
});
