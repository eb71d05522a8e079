import assert from "node:assert/strict";

import { Samples } from "../../../runtime/model-server/samples";
import { authority, type Identity, writeIdentity } from "../../support/certificates";
import { endPrograms } from "../program";
import { ask, environmentOf, folder, ModelServer } from "./server";

const now = () => new Date("2026-01-31T12:00:00.000Z");

describe("samples of what a release was asked", () => {
    const filled = (keep: number, requests: readonly unknown[], answer = "{}") => {
        const samples = new Samples({ percent: 100, keep }, () => 0, now);
        for (const request of requests) samples.offer(request, answer);
        return samples;
    };
    const requests = (samples: Samples, most = 1000) =>
        samples.newest(most).map(sample => (JSON.parse(sample) as { request: unknown }).request);

    it("are the last so many, newest first, each with its answer and when it was", () => {
        assert.deepEqual(requests(filled(2, [1, 2, 3])), [3, 2]);
        assert.deepEqual(requests(filled(9, [1, 2, 3]), 1), [3]);
        assert.deepEqual(
            filled(1, [{ inputs: [] }], '{"outputs":[]}')
                .newest(1)
                .map(text => JSON.parse(text) as unknown),
            [{ time: "2026-01-31T12:00:00.000Z", request: { inputs: [] }, answer: { outputs: [] } }],
        );
    });

    it("are as many of all as chance has it", () => {
        const draws = [0, 0.0099, 0.01, 0.5, 0.999];
        const samples = new Samples({ percent: 1, keep: 10 }, () => draws.shift()!, now);
        for (let i = 0; i < 5; i++) samples.offer(i, "{}");
        assert.deepEqual(requests(samples), [1, 0]);
    });

    it("are left out as large by their bytes, and not by their characters", () => {
        const large = "é".repeat(200 * 1024);
        assert.equal(filled(9, [large]).count, 0);
        assert.equal(filled(9, [1], `"${large}"`).count, 0);
        assert.equal(filled(9, ["é".repeat(100 * 1024)], `"${"é".repeat(100 * 1024)}"`).count, 1);
    });

    it("take so much memory at most, and leave out what is large by itself", () => {
        const large = "x".repeat(200 * 1024);
        const samples = filled(
            1000,
            Array.from({ length: 200 }, (_, i) => `${i} ${large}`),
        );
        assert.equal(samples.count, Math.floor((16 * 1024 * 1024) / (200 * 1024 + 80)));
        assert.match(String(requests(samples)[0]), /^199 /);
        assert.ok(samples.newest(1000).join("").length <= 4 * 1024 * 1024);
        assert.equal(filled(9, ["x".repeat(300 * 1024)]).count, 0);
        assert.equal(filled(9, [1], `"${"x".repeat(300 * 1024)}"`).count, 0);
    });
});

describe("a model server's samples", () => {
    let gate: Identity;
    let watcher: Identity;
    let tls: Record<string, string>;
    before(async () => {
        const cell = await authority("cell eu");
        const files = await writeIdentity(folder(), await cell.issue());
        gate = await cell.issue({ hosts: ["gate.test"] });
        watcher = await cell.issue({ hosts: ["watcher.test"] });
        tls = {
            TLS_CERT: files.cert,
            TLS_KEY: files.key,
            TLS_CA: files.ca,
            TLS_CLIENT_NAMES: "gate.test",
            TLS_OBSERVER_NAMES: "watcher.test",
        };
    });
    afterEach(endPrograms);

    const body = { inputs: [{ name: "features", datatype: "FP32", shape: [1, 3], data: [1, 2, 3] }] };
    const infer = "/v2/models/classifier/infer";

    it("are available to the region's watcher only, not to callers of the model", async () => {
        const server = await ModelServer.ready(environmentOf("classifier", { ...tls, SAMPLES_PERCENT: "100" }));
        const { json: answer } = await ask(server.port, infer, { identity: gate, body });
        await ask(server.port, infer, { identity: gate, body: { inputs: [] } });
        assert.equal((await ask(server.port, "/v1/samples?most=9", { identity: gate })).status, 403);
        assert.equal((await ask(server.port, infer, { identity: watcher, body })).status, 403);
        const { status, json } = await ask(server.port, "/v1/samples?most=9", { identity: watcher });
        const { samples, kept } = json as { samples: { request: unknown; answer: unknown }[]; kept: number };
        assert.deepEqual([status, kept], [200, 1]);
        assert.deepEqual(
            samples.map(({ request, answer }) => ({ request, answer })),
            [{ request: body, answer }],
        );
        assert.equal((await ask(server.port, "/v1/samples", { identity: watcher })).status, 400);
        assert.ok(!JSON.stringify(server.lines).includes("features"));
    });

    it("are off by default, also for callers in plain text", async () => {
        const server = await ModelServer.ready(environmentOf("classifier", tls));
        await ask(server.port, infer, { identity: gate, body });
        const { status, json } = await ask(server.port, "/v1/samples?most=9", { identity: watcher });
        assert.deepEqual([status, json], [409, { error: "no samples are kept; set observability.samples" }]);
        const plain = await ModelServer.ready(environmentOf("classifier", { SAMPLES_PERCENT: "100" }));
        assert.equal((await ask(plain.port, "/v1/samples?most=9")).status, 403);
    });

    it("are refused before the server starts, where they are not a percent", async () => {
        for (const [name, value] of [
            ["SAMPLES_PERCENT", "0"],
            ["SAMPLES_PERCENT", "100.1"],
            ["SAMPLES_KEEP", "1001"],
        ] as const) {
            const server = new ModelServer(environmentOf("classifier", { [name]: value }));
            assert.equal(await server.exit(), 2);
            assert.match(JSON.stringify(server.lines), new RegExp(name));
        }
    });
});
