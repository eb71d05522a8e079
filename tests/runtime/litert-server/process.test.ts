import assert from "node:assert/strict";
import { createServer } from "node:net";
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { until } from "../../support/until";
import { ask } from "../model-server/server";
import { endPrograms } from "../program";
import { environmentOf, LitertServer } from "./server";

const INFER = "/v2/models/classifier/infer";
const body = { inputs: [{ name: "features", datatype: "INT8", shape: [1, 4], data: [1, 2, 3, 4] }] };

describe("the process of a LiteRT server", () => {
    let directory: string;
    before(() => {
        directory = mkdtempSync(path.join(tmpdir(), "litert-"));
    });
    afterEach(endPrograms);
    after(() => {
        rmSync(directory, { recursive: true, force: true });
    });

    it("ends with 2 and names every variable that is wrong, addresses beyond this machine among them", async () => {
        const server = await LitertServer.started({ MODEL_NAME: "x", HOST: "0.0.0.0", DELEGATE: "gpu" });
        assert.equal(await server.exit(), 2);
        const [{ faults = [] } = {}] = server.events("environment refused");
        assert.deepEqual(
            faults.map(fault => /^\w+/.exec(fault)?.[0]),
            ["DELEGATE", "HOST", "MODEL_DIGEST", "MODEL_URI", "MODEL_VERSION", "PORT"],
        );
        assert.match(faults[1]!, /"0\.0\.0\.0".*expected 127\.0\.0\.1, ::1, localhost/);
        assert.deepEqual(server.noise, []);
    });

    it("ends with 2 where an Edge TPU is demanded and there is none", async function () {
        if (existsSync("/dev/apex_0")) this.skip();
        const server = await LitertServer.started(environmentOf("classifier", { DELEGATE: "edgetpu" }));
        assert.equal(await server.exit(), 2);
        const [{ faults = [] } = {}] = server.events("environment refused");
        assert.match(faults.join(), /^DELEGATE: "edgetpu".*this machine has no Edge TPU/);
    });

    it("listens on a Unix socket that only its user may open, in place of one that a killed process left", async () => {
        const socket = path.join(directory, "model.sock");
        const killed = await LitertServer.ready(environmentOf("classifier", { SOCKET: socket }));
        await killed.kill();
        assert.ok(existsSync(socket));

        const server = await LitertServer.ready(environmentOf("classifier", { SOCKET: socket }));
        assert.equal(statSync(socket).mode & 0o777, 0o600);
        assert.equal(server.events("delegate")[0]?.delegate, "cpu");
        assert.equal(await statusOver(socket), 200);

        const second = await LitertServer.started(environmentOf("classifier", { SOCKET: socket }));
        assert.equal(await second.exit(), 1);
        assert.match(second.events("can't listen")[0]?.reason ?? "", /in use/);
        assert.equal(await statusOver(socket), 200);

        server.process.kill("SIGTERM");
        assert.equal(await server.exit(), 0);
        assert.ok(!existsSync(socket));
    });

    it("ends with 1 when its port is taken", async () => {
        const taken = createServer();
        await new Promise<void>(resolve => taken.listen(0, "127.0.0.1", resolve));
        const { port } = taken.address() as { port: number };
        const server = await LitertServer.started(environmentOf("classifier", { PORT: String(port) }));
        assert.equal(await server.exit(), 1);
        assert.match(server.events("can't listen")[0]?.reason ?? "", /in use/);
        taken.close();
    });

    it("ends with 0 on SIGTERM, is not ready before, and loses no request", async () => {
        const server = await LitertServer.ready(environmentOf("classifier"));
        const agent = new Agent({ keepAlive: true, maxSockets: 4 });
        const statuses = new Set<number>();
        let unready = false;
        const client = async () => {
            // Until it sees that the server is not ready, as a proxy does; what it sends up to then has an answer.
            while (!unready) {
                statuses.add((await ask(server.port, INFER, { body, agent })).status);
                unready ||= (await ask(server.port, "/v2/health/ready", { agent })).status === 503;
            }
        };
        const clients = Promise.all([client(), client(), client()]);
        await until("answers", () => statuses.has(200));
        server.process.kill("SIGTERM");
        await clients;
        assert.equal(await server.exit(), 0);
        agent.destroy();
        assert.deepEqual([...statuses], [200]);
        assert.deepEqual(
            server.lines.map(({ event }) => event),
            ["delegate", "listening", "ready", "shutdown", "stopped"],
        );
        assert.deepEqual(server.noise, []);
    });

    it("opens nothing that has another digest, and is ready once the release's file is there", async () => {
        const file = path.join(directory, "model.tflite");
        writeFileSync(file, "not the release");
        const { MODEL_URI: source = "", ...environment } = environmentOf("classifier");
        const server = await LitertServer.listening({ ...environment, MODEL_URI: file });
        const { reason = "" } = await server.event("digest mismatch");
        assert.match(reason, /the artifact's digest is sha256:.*; allowed: sha256:/);
        assert.equal((await ask(server.port, INFER, { body })).status, 503);
        const { status, json } = await ask(server.port, "/v2/health/ready");
        assert.deepEqual([status, json], [503, { live: true, ready: false, error: reason }]);
        copyFileSync(source, file);
        await server.event("ready");
        assert.equal((await ask(server.port, INFER, { body })).status, 200);

        writeFileSync(file, "spoilt");
        assert.match((await server.event("artifact unusable")).reason ?? "", /the opened model stays/);
        assert.equal((await ask(server.port, INFER, { body })).status, 200);
        const text = await metrics(server.port);
        assert.match(text, /^meridian_release_artifact_matches\{model="classifier",version="1\.0\.0"\} 0\.0$/m);
    });

    for (const [model, reason] of [
        ["compiled", /edgetpu-custom-op.*compiled for an Edge TPU/],
        ["text", /"text" of the model has type .*; allowed: numbers and booleans/],
    ] as const) {
        it(`is not ready with model ${model}, and reports the reason`, async () => {
            const server = await LitertServer.listening(environmentOf(model));
            assert.match((await server.event("artifact unusable")).reason ?? "", reason);
        });
    }
});

function statusOver(socketPath: string): Promise<number | undefined> {
    const headers = { "content-type": "application/json" };
    return new Promise((resolve, reject) => {
        const sent = request({ socketPath, path: INFER, method: "POST", headers }, response => {
            response.resume().on("end", () => {
                resolve(response.statusCode);
            });
        });
        sent.on("error", reject).end(JSON.stringify(body));
    });
}

function metrics(port: number): Promise<string> {
    return fetch(`http://127.0.0.1:${port}/metrics`).then(response => response.text());
}
