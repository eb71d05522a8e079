import assert from "node:assert/strict";
import { request } from "node:http";

import { ask, askText, errorOf } from "../model-server/server";
import { endPrograms } from "../program";
import { environmentOf, LitertServer } from "./server";

/** By data type: values that are given back as they came, and one that is refused. */
const types: Readonly<
    Record<
        string,
        { readonly given: readonly unknown[]; readonly refused: unknown; readonly back?: readonly unknown[] }
    >
> = {
    bool: { given: [true, false], refused: 1 },
    int8: { given: [-128, 127], refused: 128 },
    int16: { given: [-32768, 32767], refused: 1.5 },
    int32: { given: [-(2 ** 31), 2 ** 31 - 1], refused: "1" },
    int64: {
        given: ["-9223372036854775808", 2 ** 53 - 1],
        refused: 2 ** 53,
        back: ["-9223372036854775808", "9007199254740991"],
    },
    uint8: { given: [0, 255], refused: -1 },
    uint32: { given: [0, 2 ** 32 - 1], refused: true },
    fp16: { given: [0.5, -65504], refused: 65520 },
    fp32: { given: [0.10000000149011612, Math.fround(3e38)], refused: 1e39 },
    fp64: { given: [0.1, 1e308], refused: null },
};
const nameOf = (type: string) => (type.startsWith("fp") ? `FP${type.slice(2)}` : type.toUpperCase());

describe("values of requests to a LiteRT server", () => {
    afterEach(endPrograms);

    it("come back in every data type, digit by digit, and others are refused by their position", async () => {
        const server = await LitertServer.ready(environmentOf("echo"));
        const inputs = Object.entries(types).map(([type, { given }]) => ({
            name: `${type}_in`,
            datatype: nameOf(type),
            shape: [2],
            data: given,
        }));
        const { text, status } = await askText(server.port, "/v2/models/echo/infer", { body: { inputs } });
        assert.equal(status, 200, text);
        const exact = JSON.parse(text.replace(/(?<=[[,])(-?\d{16,})(?=[,\]])/g, '"$1"')) as {
            outputs: { name: string; data: unknown[] }[];
        };
        for (const { name, data } of exact.outputs) {
            const { given, back } = types[name.replace("_out", "")]!;
            assert.deepEqual(data, back ?? given, name);
        }
        for (const [i, [type, { given, refused }]] of Object.entries(types).entries()) {
            const wrong = inputs.map(input =>
                input.name === `${type}_in` ? { ...input, data: [given[0], refused] } : input,
            );
            const reply = await ask(server.port, "/v2/models/echo/infer", { body: { inputs: wrong } });
            assert.equal(reply.status, 400, type);
            assert.match(
                errorOf(reply),
                new RegExp(`^inputs\\[${i}\\]\\.data: element 1 \\(row-major\\) is not `),
                type,
            );
        }
    });

    it("that the model can't compute with are refused, and the next request is answered", async () => {
        const server = await LitertServer.ready(environmentOf("gather"));
        const pick = (...index: number[]) => ({
            inputs: [
                { name: "table", datatype: "FP32", shape: [4], data: [10, 20, 30, 40] },
                { name: "index", datatype: "INT32", shape: [index.length], data: index },
            ],
        });
        const path = "/v2/models/gather/infer";
        assert.match(errorOf(await ask(server.port, path, { body: pick(1, 9) })), /^the model can't compute/);
        const { json } = await ask(server.port, path, { body: pick(3, 0, 3) });
        assert.deepEqual((json as { outputs: unknown[] }).outputs, [
            { name: "picked", datatype: "FP32", shape: [3], data: [40, 10, 40] },
        ]);
    });

    it("that are not finite are texts in answers; bodies are bounded; other types, paths and methods are refused", async () => {
        const server = await LitertServer.ready(environmentOf("divide", { MAX_BODY_BYTES: "1024" }));
        const of = (a: readonly number[], b: readonly number[]) => ({
            inputs: [
                { name: "a", datatype: "FP32", shape: [a.length], data: a },
                { name: "b", datatype: "FP32", shape: [b.length], data: b },
            ],
        });
        const path = "/v2/models/divide/infer";
        const { json } = await ask(server.port, path, { body: of([1, -1, 0, 1], [0, 0, 0, 4]) });
        assert.deepEqual((json as { outputs: { data: unknown }[] }).outputs[0]!.data, [
            "Infinity",
            "-Infinity",
            "NaN",
            0.25,
        ]);

        const big = { ...of([1], [1]), id: "x".repeat(2_000) };
        assert.equal((await ask(server.port, path, { body: big })).status, 413);
        assert.equal(await chunked(server.port, path, JSON.stringify(big)), 413);
        const plain = { headers: { "content-type": "text/plain" } };
        assert.equal((await ask(server.port, path, { body: of([1], [1]), ...plain })).status, 415);
        assert.equal((await ask(server.port, "/v2/models/other")).status, 404);
        assert.equal((await ask(server.port, "/v2/models/divide/versions/2.0.0")).status, 404);
        assert.match(errorOf(await ask(server.port, "/nowhere")), /no such path; allowed: \/v2, /);
        const wrong = await ask(server.port, path);
        assert.deepEqual([wrong.status, wrong.headers.allow], [405, "POST"]);

        const { text } = await askText(server.port, "/metrics");
        for (const [status, count] of [
            [200, 1],
            [413, 2],
            [415, 1],
        ]) {
            assert.match(
                text,
                new RegExp(
                    `^meridian_inferences_total\\{model="divide",status="${status}",version="1.0.0"\\} ${count}.0$`,
                    "m",
                ),
            );
        }
        assert.match(text, /^meridian_inference_duration_seconds_count\{model="divide",version="1\.0\.0"\} 1\.0$/m);
        assert.match(
            text,
            /^meridian_release_loaded\{digest="sha256:[0-9a-f]{64}",model="divide",version="1\.0\.0"\} 1\.0$/m,
        );
        assert.match(text, /^process_resident_memory_bytes\{model="divide",version="1\.0\.0"\} \d/m);
    });
});

/** The status of a body whose length is not announced. */
function chunked(port: number, path: string, body: string): Promise<number | undefined> {
    const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
    return new Promise((resolve, reject) => {
        const sent = request({ host: "127.0.0.1", port, path, method: "POST", headers }, response => {
            resolve(response.statusCode);
            response.resume();
        });
        sent.on("error", reject);
        sent.write(body);
        sent.end();
    });
}
