import assert from "node:assert/strict";
import { endPrograms } from "../program";
import { ask, environmentOf, ModelServer } from "./server";

describe("the Open Inference Protocol", () => {
    let classifier: ModelServer;
    let echo: ModelServer;

    before(async () => {
        [classifier, echo] = await Promise.all([
            ModelServer.ready(environmentOf("classifier")),
            ModelServer.ready(environmentOf("echo")),
        ]);
    });
    after(endPrograms);

    const get = async (path: string) => {
        const { status, json, headers } = await ask(classifier.port, path);
        assert.equal(headers["content-type"], "application/json");
        return { status, json };
    };
    const infer = (body: unknown, path = "/v2/models/classifier/infer") => ask(classifier.port, path, { body });
    const features = (...rows: number[][]) => ({
        name: "features",
        datatype: "FP32",
        shape: [rows.length, 3],
        data: rows,
    });

    it("tells what serves", async () => {
        const metadata = { name: "meridian-model-server", version: "1.0.0", extensions: [] };
        assert.deepEqual(await get("/v2"), { status: 200, json: metadata });
        assert.deepEqual(await get("/v2/"), { status: 200, json: metadata });
    });

    it("is live and ready", async () => {
        assert.deepEqual(await get("/v2/health/live"), { status: 200, json: { live: true } });
        assert.deepEqual(await get("/v2/health/ready"), { status: 200, json: { live: true, ready: true } });
    });

    for (const path of ["/v2/models/classifier", "/v2/models/classifier/versions/1.0.0"]) {
        it(`describes the model by what the artifact declares: ${path}`, async () => {
            assert.deepEqual(await get(path), {
                status: 200,
                json: {
                    name: "classifier",
                    versions: ["1.0.0"],
                    platform: "onnxruntime_onnx",
                    inputs: [{ name: "features", datatype: "FP32", shape: [-1, 3] }],
                    outputs: [
                        { name: "probability", datatype: "FP32", shape: [-1, 1] },
                        { name: "label", datatype: "INT64", shape: [-1, 1] },
                    ],
                },
            });
            assert.deepEqual(await get(`${path}/ready`), { status: 200, json: { name: "classifier", ready: true } });
        });

        it(`infers: ${path}/infer`, async () => {
            const { status, json } = await infer({ inputs: [features([2, 1, 0], [2, 0, 0])] }, `${path}/infer`);
            assert.equal(status, 200);
            const { outputs, ...rest } = json as { outputs: { data: number[] }[] };
            assert.deepEqual(rest, { model_name: "classifier", model_version: "1.0.0" });
            const [probability, label] = outputs;
            const { data, ...described } = probability ?? { data: [] };
            assert.deepEqual(described, { name: "probability", datatype: "FP32", shape: [2, 1] });
            assert.equal(data[0], 0.5);
            assert.ok(Math.abs(Number(data[1]) - 1 / (1 + Math.exp(-2))) < 1e-6);
            assert.deepEqual(label, { name: "label", datatype: "INT64", shape: [2, 1], data: [0, 1] });
        });
    }

    it("takes flat data as well as nested", async () => {
        const flat = await infer({ inputs: [{ ...features([1, 2, 3], [4, 5, 6]), data: [1, 2, 3, 4, 5, 6] }] });
        const nested = await infer({ inputs: [features([1, 2, 3], [4, 5, 6])] });
        assert.equal(flat.status, 200);
        assert.equal(flat.text, nested.text);
    });

    it("gives the outputs that are asked for, in that order", async () => {
        const names = async (outputs: unknown) => {
            const { json } = await infer({ inputs: [features([1, 2, 3])], outputs });
            return (json as { outputs: { name: string }[] }).outputs.map(({ name }) => name);
        };
        assert.deepEqual(await names([{ name: "label" }]), ["label"]);
        assert.deepEqual(await names([{ name: "label" }, { name: "probability" }]), ["label", "probability"]);
        assert.deepEqual(await names([]), ["probability", "label"]);
    });

    it("gives the id back and leaves parameters and unknown members alone", async () => {
        const { status, json } = await infer({
            id: "a-1",
            parameters: { priority: 1 },
            inputs: [{ ...features([1, 2, 3]), parameters: { content_type: "np" } }],
            outputs: [{ name: "label", parameters: { binary_data: false } }],
            extension: { any: ["thing"] },
        });
        assert.equal(status, 200);
        assert.equal((json as { id: string }).id, "a-1");
    });

    it("takes an empty batch", async () => {
        const { status, json } = await infer({
            inputs: [{ name: "features", datatype: "FP32", shape: [0, 3], data: [] }],
        });
        assert.equal(status, 200);
        assert.deepEqual((json as { outputs: { shape: number[]; data: number[] }[] }).outputs[0], {
            name: "probability",
            datatype: "FP32",
            shape: [0, 1],
            data: [],
        });
    });

    it("answers HEAD, and content types with a charset", async () => {
        assert.equal((await ask(classifier.port, "/v2/health/ready", { method: "HEAD" })).status, 200);
        const headers = { "content-type": "application/json; charset=utf-8" };
        const reply = await ask(classifier.port, "/v2/models/classifier/infer", {
            body: { inputs: [features([1, 2, 3])] },
            headers,
        });
        assert.equal(reply.status, 200);
    });

    it("accepts headers as large as the largest that gates admit", async () => {
        const headers = { "x-large": "x".repeat(96 * 1024) };
        assert.equal((await ask(classifier.port, "/v2/health/ready", { headers })).status, 200);
        const beyond = await ask(classifier.port, "/v2/health/ready", { headers: { "x-large": "x".repeat(140_000) } });
        assert.equal(beyond.status, 431);
        assert.match(beyond.text, /allowed: 128 KiB/);
    });

    it("answers many requests at once, each with its own result", async () => {
        const rows = Array.from({ length: 200 }, (_, i) => [i - 100, 0, 0]);
        const replies = await Promise.all(rows.map(row => infer({ inputs: [features(row)] })));
        const labels = replies.map(({ json }) => (json as { outputs: { data: number[] }[] }).outputs[1]?.data[0]);
        assert.deepEqual(
            labels,
            rows.map(([first = 0]) => (first > 0 ? 1 : 0)),
        );
    });

    it("carries every data type to the model and back", async () => {
        const values = {
            bool: [true, false],
            int8: [-128, 127],
            int16: [-32768, 32767],
            int32: [-2147483648, 2147483647],
            int64: [-9007199254740991, 9007199254740991],
            uint8: [0, 255],
            uint16: [0, 65535],
            uint32: [0, 4294967295],
            uint64: [0, 9007199254740991],
            fp16: [-65504, 0.5],
            fp32: [0.25, -3.4028234663852886e38],
            fp64: [0.1, Number.MAX_VALUE],
            bytes: ['quote " line\nend', "größe 💡", ""],
        };
        const inputs = Object.entries(values).map(([type, data]) => ({
            name: `${type}_in`,
            datatype: type.toUpperCase(),
            shape: [data.length],
            data,
        }));
        const { status, json } = await ask(echo.port, "/v2/models/echo/infer", { body: { inputs } });
        assert.equal(status, 200, JSON.stringify(json));
        assert.deepEqual(
            (json as { outputs: unknown }).outputs,
            inputs.map(input => ({ ...input, name: input.name.replace("_in", "_out") })),
        );
    });

    it("keeps all digits of a 64-bit integer that is sent as a string", async () => {
        const { json: metadata } = await ask(echo.port, "/v2/models/echo");
        const inputs = (metadata as { inputs: { name: string; datatype: string }[] }).inputs.map(input => ({
            ...input,
            shape: [1],
            data: { BOOL: [true], BYTES: ["x"], INT64: ["-9223372036854775808"], UINT64: ["18446744073709551615"] }[
                input.datatype
            ] ?? [1],
        }));
        const body = { inputs, outputs: [{ name: "int64_out" }, { name: "uint64_out" }] };
        const { text } = await ask(echo.port, "/v2/models/echo/infer", { body });
        assert.match(text, /"data":\[-9223372036854775808\].*"data":\[18446744073709551615\]/);
    });
});

describe("models of other kinds", () => {
    afterEach(endPrograms);

    it("writes a float that JSON has no number for as a string", async () => {
        const { port } = await ModelServer.ready(environmentOf("divide"));
        const tensor = (name: string, data: number[]) => ({ name, datatype: "FP32", shape: [data.length], data });
        const { json } = await ask(port, "/v2/models/divide/infer", {
            body: { inputs: [tensor("a", [1, -1, 0, 1]), tensor("b", [0, 0, 0, 2])] },
        });
        const [output] = (json as { outputs: { data: unknown }[] }).outputs;
        assert.deepEqual(output?.data, ["Infinity", "-Infinity", "NaN", 0.5]);
    });

    it("takes any shape where the model declares none, also a scalar", async () => {
        const { port } = await ModelServer.ready(environmentOf("any-shape"));
        for (const [shape, data] of [
            [[], [5]],
            [[2], [1, 2]],
            [[1, 2, 1], [[[1], [2]]]],
        ]) {
            const body = { inputs: [{ name: "x", datatype: "FP32", shape, data }] };
            const { status, json } = await ask(port, "/v2/models/any-shape/infer", { body });
            assert.equal(status, 200);
            assert.deepEqual((json as { outputs: { shape: number[] }[] }).outputs[0]?.shape, shape);
        }
    });
});
