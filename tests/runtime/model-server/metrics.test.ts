import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { certificateMetric } from "../../../components/watch/certificates";
import { sumOf } from "../../../components/watch/metrics/samples";
import { parseMetrics } from "../../../components/watch/metrics/text";
import { authority, type Authority, type Identity, writeIdentity } from "../../support/certificates";
import { evenBaseline } from "../../support/baselines";
import { until } from "../../support/until";
import { endPrograms } from "../program";
import { askText, digestOf, environmentOf, folder, ModelServer } from "./server";

const infer = "/v2/models/classifier/infer";
/** With a fraction, which no count of bytes has: a server of 247 110 000 bytes would seem to reveal a plain 4711. */
const revealing = 4711.8125;
const body = { inputs: [{ name: "features", datatype: "FP32", shape: [1, 3], data: [revealing, 2, 3] }] };

describe("the metrics of a model server", () => {
    let cell: Authority;
    let gate: Identity;
    let watcher: Identity;
    let place: string;
    let environment: Record<string, string>;

    before(async () => {
        cell = await authority("cell eu");
        gate = await cell.issue({ hosts: ["gate.test"] });
        watcher = await cell.issue({ hosts: ["watcher.test"] });
    });
    beforeEach(async () => {
        place = folder();
        const { cert, key, ca } = await writeIdentity(place, await cell.issue());
        environment = environmentOf("classifier", {
            TLS_CERT: cert,
            TLS_KEY: key,
            TLS_CA: ca,
            TLS_CLIENT_NAMES: "gate.test",
            TLS_OBSERVER_NAMES: "watcher.test",
        });
    });
    afterEach(endPrograms);

    const metricsOf = async ({ port }: ModelServer, identity: Identity) =>
        parseMetrics((await askText(port, "/metrics", { identity })).text).samples;

    it("count inferences by status, with how long they took, and nothing of what was asked", async () => {
        const server = await ModelServer.ready(environment);
        for (let i = 0; i < 3; i++) await askText(server.port, infer, { identity: gate, body });
        await askText(server.port, infer, { identity: gate, body: { inputs: [] } });
        const { text } = await askText(server.port, "/metrics", { identity: watcher });
        const { samples } = parseMetrics(text);
        const labels = { model: "classifier", version: "1.0.0" };
        assert.equal(sumOf(samples, "meridian_inferences_total", { ...labels, status: "200" }), 3);
        assert.equal(sumOf(samples, "meridian_inferences_total", { ...labels, status: "400" }), 1);
        assert.equal(sumOf(samples, "meridian_inference_duration_seconds_count", labels), 3);
        assert.ok(sumOf(samples, "process_resident_memory_bytes") > 1e6);
        const { validTo } = new X509Certificate(readFileSync(environment.TLS_CERT!));
        assert.equal(sumOf(samples, certificateMetric), Date.parse(validTo) / 1000);
        assert.ok(!text.includes(String(revealing)));
    });

    describe("of a release with a baseline", () => {
        /** Told the baseline of an artifact: of its own, or another. */
        const withBaseline = (artifact = environment.MODEL_DIGEST, features = ["age", "bmi", "pulse"]) => {
            const BASELINE = join(place, "baseline.json");
            writeFileSync(BASELINE, JSON.stringify(evenBaseline(features, ["probability"], artifact)));
            return { ...environment, BASELINE };
        };
        const values = "meridian_feature_values_total";
        const fits = "meridian_baseline_fits";
        const since = "meridian_feature_values_since_seconds";

        it("count the values of answered inferences in its bins, row by row, and say by which baseline", async () => {
            const environment = withBaseline();
            const server = await ModelServer.ready(environment);
            const rows = { ...body.inputs[0], shape: [2, 3], data: [revealing, 2, 3, 0.5, 2, 3] };
            await askText(server.port, infer, { identity: gate, body: { inputs: [rows] } });
            await askText(server.port, infer, { identity: gate, body: { inputs: [{ ...rows, shape: [7, 3] }] } });
            const samples = await metricsOf(server, watcher);
            const labels = { model: "classifier", version: "1.0.0" };
            const counted = (of: string, name: string, bin?: string) =>
                sumOf(samples, values, { ...labels, of, name, ...(bin && { bin }) });
            assert.deepEqual([counted("feature", "age", "0"), counted("feature", "age", "9")], [1, 1]);
            assert.equal(counted("feature", "bmi", "1"), 2);
            assert.equal(counted("score", "probability"), 2);
            assert.equal(samples.filter(({ name }) => name === values).length, 4 * 13);
            assert.deepEqual(
                samples.filter(({ name }) => name === since).map(({ value }) => value),
                [0],
            );
            assert.equal(sumOf(samples, fits, { ...labels, digest: digestOf(environment.BASELINE) }), 1);
            assert.ok(!JSON.stringify(samples).includes(String(revealing)));
        });

        const wrong: [title: string, event: string, reported: () => Record<string, string>][] = [
            ["is another artifact's", "baseline refused", () => withBaseline(`sha256:${"0".repeat(64)}`)],
            ["is not there", "baseline refused", () => ({ ...environment, BASELINE: join(place, "none.json") })],
            ["has other features", "baseline does not fit", () => withBaseline(environment.MODEL_DIGEST, ["age"])],
        ];
        for (const [title, event, reported] of wrong) {
            it(`say that nothing is counted where the baseline ${title}, and inference goes on`, async () => {
                const server = await ModelServer.ready(reported());
                for (let i = 0; i < 2; i++) {
                    assert.equal((await askText(server.port, infer, { identity: gate, body })).status, 200);
                    const samples = await metricsOf(server, watcher);
                    assert.deepEqual(
                        samples.filter(({ name }) => name === fits).map(({ value }) => value),
                        [0],
                    );
                    assert.equal(sumOf(samples, values), 0);
                }
                assert.equal(server.events(event).length, 1);
            });
        }

        it("have no such figures where the release has none", async () => {
            const server = await ModelServer.ready(environment);
            const names = (await metricsOf(server, watcher)).map(({ name }) => name);
            assert.ok(!names.includes(fits) && !names.includes(values));
        });
    });

    it("are for observers only where the server names observers, and are their one right beside samples", async () => {
        const server = await ModelServer.ready(environment);
        const refused = await askText(server.port, infer, { identity: watcher, body });
        assert.equal(refused.status, 403);
        assert.equal((await askText(server.port, "/v2/health/ready", { identity: watcher })).status, 403);
        assert.equal((await askText(server.port, "/metrics", { identity: watcher })).status, 200);
        assert.equal((await askText(server.port, "/metrics", { identity: gate })).status, 403);
        const stranger = await cell.issue({ hosts: ["stranger.test"] });
        await assert.rejects(askText(server.port, "/metrics", { identity: stranger }), /ECONNRESET|socket hang up/);
    });

    it("say which digest is loaded, and that the file is another one now", async () => {
        const path = join(place, "model.onnx");
        const { MODEL_URI = "", MODEL_DIGEST: digest = "" } = environment;
        const { readFileSync } = await import("node:fs");
        writeFileSync(path, readFileSync(MODEL_URI));
        const server = await ModelServer.ready({ ...environment, MODEL_URI: path });
        const loaded = async () => sumOf(await metricsOf(server, watcher), "meridian_release_loaded", { digest });
        const matches = async () => sumOf(await metricsOf(server, watcher), "meridian_release_artifact_matches");
        assert.equal(digestOf(path), digest);
        assert.equal(await loaded(), 1);
        assert.equal(await matches(), 1);
        writeFileSync(path, "spoilt");
        await until("the change is seen", async () => (await matches()) === 0);
        assert.equal(await loaded(), 1, "the opened model stays");
    });

    it("say that nothing is loaded where the artifact is not the release's", async () => {
        const path = join(place, "model.onnx");
        writeFileSync(path, "spoilt");
        const server = await ModelServer.listening({ ...environment, MODEL_URI: path });
        await server.event("digest mismatch");
        assert.equal(sumOf(await metricsOf(server, watcher), "meridian_release_loaded"), 0);
        assert.equal(sumOf(await metricsOf(server, watcher), "meridian_release_artifact_matches"), 0);
    });
});
