import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import fc from "fast-check";

import { type BatchCounts, inBatches } from "../../../runtime/model-server/batching";
import { checkRows } from "../../../runtime/model-server/batching-check";
import { datatypeOf, type Elements } from "../../../runtime/model-server/datatypes";
import type { Tensors } from "../../../runtime/model-server/rows";
import { chooseRuntime } from "../../../runtime/model-server/runtime";
import { ModelRefusal, type Session } from "../../../runtime/model-server/session";
import { sumOf } from "../../../components/watch/metrics/samples";
import { parseMetrics } from "../../../components/watch/metrics/text";
import { endPrograms } from "../program";
import { ask, askText, environmentOf, modelFile, ModelServer } from "./server";

const open = (name: string) => chooseRuntime("wasm").open(readFileSync(modelFile(name)));

/** Remembers what it counts. */
class Counts implements BatchCounts {
    readonly runs: number[] = [];
    partedBatches = 0;
    ran(rows: number): void {
        this.runs.push(rows);
    }
    parted(): void {
        this.partedBatches += 1;
    }
}

const floats = (name: string, rows: number, columns: number, seed: number): Tensors => ({
    [name]: {
        type: "float32",
        shape: [rows, columns],
        elements: Float32Array.from({ length: rows * columns }, (_, i) => Math.fround(Math.sin(seed + i) * 3)),
    },
});

const finite = (from: number, to: number) => fc.float({ noNaN: true, noDefaultInfinity: true, min: from, max: to });

/** Values of one element, by the runtime's name of its type. */
const elementOf: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    bool: fc.boolean(),
    string: fc.string(),
    float16: finite(-100, 100),
    float32: finite(-1000, 1000),
    float64: fc.double({ noNaN: true, noDefaultInfinity: true }),
    int64: fc.integer(),
};
const small = fc.integer({ min: 0, max: 100 });

/** A request for some rows of a model that has a row in each element. */
function requestOf({ inputs }: Session, rows: number): fc.Arbitrary<Tensors> {
    return fc
        .tuple(
            ...inputs.map(({ type = "" }) =>
                fc.array(elementOf[type] ?? small, { minLength: rows, maxLength: rows }).map(values => {
                    const elements = datatypeOf(type)!.decode(values.map(fit));
                    return { type, shape: [rows], elements: elements as Elements };
                }),
            ),
        )
        .map(tensors => Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i]!])));
}

/** No text that a request could not have. */
const fit = (value: unknown) => (typeof value === "string" ? value.replace(/[\0\p{Surrogate}]/gu, "") : value);

describe("requests that are computed in batches", () => {
    const names = ({ outputs }: Session) => outputs.map(({ name }) => name);

    it("get bit by bit what each gets alone, of any types, rows and outputs", async function () {
        this.timeout(60_000);
        const session = await open("echo");
        const all = names(session);
        const requests = fc.array(
            fc
                .integer({ min: 1, max: 5 })
                .chain(rows => fc.tuple(requestOf(session, rows), fc.subarray(all, { minLength: 1 }))),
            { minLength: 1, maxLength: 8 },
        );
        await fc.assert(
            fc.asyncProperty(requests, fc.integer({ min: 2, max: 12 }), async (asked, size) => {
                const counts = new Counts();
                const batches = inBatches(session, { size, waitMs: 0 }, counts);
                const together = await Promise.all(asked.map(([feeds, outputs]) => batches.run(feeds, outputs)));
                for (const [i, [feeds, outputs]] of asked.entries()) {
                    assert.deepEqual({ ...together[i] }, { ...(await session.run(feeds, outputs)) });
                }
                assert.ok(counts.runs.every(rows => rows <= Math.max(size, 5)));
            }),
            { numRuns: 60 },
        );
    });

    it("get the same of a classifier, whatever the sizes of requests and batches", async () => {
        const session = await open("classifier");
        const rows = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 });
        await fc.assert(
            fc.asyncProperty(rows, fc.integer({ min: 2, max: 32 }), async (sizes, size) => {
                const asked = sizes.map((rows, i) => floats("features", rows, 3, i));
                const batches = inBatches(session, { size, waitMs: 0 }, new Counts());
                const together = await Promise.all(asked.map(feeds => batches.run(feeds, names(session))));
                for (const [i, feeds] of asked.entries()) {
                    assert.deepEqual({ ...together[i] }, { ...(await session.run(feeds, names(session))) });
                }
            }),
            { numRuns: 60 },
        );
    });

    it("are computed at once where a batch is full, and after the wait where it is not", async () => {
        const session = await open("classifier");
        const counts = new Counts();
        const batches = inBatches(session, { size: 4, waitMs: 20 }, counts);
        const begun = performance.now();
        const run = (rows: number) => batches.run(floats("features", rows, 3, 1), ["label"]);
        await Promise.all([run(1), run(2), run(1)]);
        assert.deepEqual(counts.runs, [4]);
        await Promise.all([run(3), run(2), run(6)]);
        assert.deepEqual(counts.runs.slice(1).sort(), [2, 3, 6]);
        assert.ok(performance.now() - begun >= 19);
    });

    it("are joined with those of their own kind only", async () => {
        const counts = new Counts();
        const batches = inBatches(rowSums, { size: 8, waitMs: 0 }, counts);
        const run = (columns: number) => batches.run(floats("x", 1, columns, columns), ["sum"]);
        await Promise.all([run(2), run(3), run(2), run(3)]);
        assert.deepEqual(counts.runs, [2, 2]);
    });

    it("are computed alone where the model can't compute one of them, and only that one fails", async () => {
        const counts = new Counts();
        const batches = inBatches(rowSums, { size: 8, waitMs: 0 }, counts);
        const runs = [1, NaN, 3].map(value =>
            batches.run({ x: { type: "float32", shape: [1, 1], elements: Float32Array.of(value) } }, ["sum"]),
        );
        const settled = await Promise.allSettled(runs);
        assert.deepEqual(
            settled.map(({ status }) => status),
            ["fulfilled", "rejected", "fulfilled"],
        );
        assert.ok((settled[1] as PromiseRejectedResult).reason instanceof ModelRefusal);
        assert.deepEqual([counts.partedBatches, counts.runs], [1, [3, 1, 1, 1]]);
    });
});

/** A session that sums each row, and can't compute with NaN. */
const rowSums: Session = {
    inputs: [{ name: "x", type: "float32", shape: [-1, -1] }],
    outputs: [{ name: "sum", type: "float32", shape: [-1] }],
    run: ({ x }) => {
        const values = x!.elements as Float32Array;
        if (values.some(Number.isNaN)) return Promise.reject(new ModelRefusal());
        const rows = x!.shape[0]!;
        const step = values.length / rows;
        const sums = Float32Array.from({ length: rows }, (_, row) =>
            values.slice(row * step, (row + 1) * step).reduce((sum, value) => sum + value, 0),
        );
        return Promise.resolve({ sum: { type: "float32", shape: [rows], elements: sums } });
    },
};

describe("the check of a model's rows", () => {
    it("admits models whose rows do not change each other's answers", async () => {
        for (const name of ["classifier", "echo", "divide"])
            assert.equal(await checkRows(await open(name)), "independent");
    });

    it("refuses a model whose rows pick from those of other requests", async () => {
        await assert.rejects(
            open("gather").then(checkRows),
            /of two requests that are computed together, "picked" differ/,
        );
    });

    it("refuses a model whose first dimension is not open", async () => {
        await assert.rejects(open("any-shape").then(checkRows), /a first dimension of any size .* which "x", "y" lack/);
    });
});

describe("a model server with batches", () => {
    afterEach(endPrograms);

    const infer = (model: string) => `/v2/models/${model}/infer`;
    const body = (value: number) => ({
        inputs: [{ name: "features", datatype: "FP32", shape: [1, 3], data: [value, 2, 3] }],
    });

    it("answers as one without, computes several requests in one run, and says so in its metrics", async () => {
        const [alone, batching] = await Promise.all([
            ModelServer.ready(environmentOf("classifier")),
            ModelServer.ready(environmentOf("classifier", { BATCH_SIZE: "8", BATCH_WAIT_MS: "50" })),
        ]);
        const values = Array.from({ length: 16 }, (_, i) => i / 4);
        const answers = ({ port }: ModelServer) =>
            Promise.all(
                values.map(async value => (await askText(port, infer("classifier"), { body: body(value) })).text),
            );
        assert.deepEqual(await answers(batching), await answers(alone));
        const { samples } = parseMetrics((await askText(batching.port, "/metrics")).text);
        assert.equal(sumOf(samples, "meridian_batch_rows_sum"), 16);
        assert.ok(sumOf(samples, "meridian_batch_rows_count") < 16);
        assert.equal(sumOf(samples, "meridian_batches_parted_total"), 0);
    });

    it("answers waiting requests when it is stopped", async () => {
        const server = await ModelServer.ready(environmentOf("classifier", { BATCH_SIZE: "8", BATCH_WAIT_MS: "1000" }));
        const answer = ask(server.port, infer("classifier"), { body: body(1) });
        await ask(server.port, "/v2/health/live");
        server.process.kill("SIGTERM");
        assert.equal((await answer).status, 200);
        assert.equal(await server.exit(), 0);
    });

    it("is never ready with a model whose rows mix, and says what to do", async () => {
        const server = await ModelServer.listening(environmentOf("gather", { BATCH_SIZE: "8" }));
        const { reason } = await server.event("artifact unusable");
        assert.match(reason!, /leave `batching` of the model out/);
        assert.equal((await ask(server.port, "/v2/health/ready")).status, 503);
    });
});
