import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { envoyArguments } from "../../components/adapters/local/envoy-arguments";
import { envoyFiles } from "../../components/adapters/local/provider/envoy-files";
import type { Sidecared } from "../../components/gate/sidecar/routes";
import { sidecarConfiguration } from "../../components/gate/sidecar/sidecar";
import type { ServerProtocol } from "../../components/plan/config/server";
import { getTool } from "../../tools";
import { knock } from "../engine/knock";
import { authority, type Authority, writeIdentity } from "../support/certificates";
import { freePort } from "../support/free-port";
import { until } from "../support/until";

const names = {
    gate: "eu-west.eu.example",
    watcher: "watcher.eu-west.eu.example",
    servers: "servers.eu-west.eu.example",
};

describe("the Envoy beside a custom server", function () {
    this.timeout(60_000);
    let root: string;
    let cell: Authority;
    let port: number;
    let envoy: ChildProcess;
    const received: string[] = [];
    const listeners: Server[] = [];

    const listen = async (socket: string, name: string) => {
        const server = createServer((request: IncomingMessage, response) => {
            received.push(`${name} ${request.method} ${request.url}`);
            response.end();
        });
        listeners.push(server);
        await new Promise<void>(resolve => server.listen(path.join(root, socket), resolve));
    };
    const configure = async (protocol: ServerProtocol) => {
        const tls = path.join(root, "tls");
        const served: Sidecared = { model: "sums", version: "1.0.0", protocol, ready: { keeper: "/v2/health/ready" } };
        const configuration = JSON.stringify(
            sidecarConfiguration(served, {
                listen: { host: "127.0.0.1", port },
                tls: {
                    certificate: {
                        certificate: path.join(tls, "cert.pem"),
                        key: path.join(tls, "key.pem"),
                        authority: path.join(tls, "ca.pem"),
                        directory: tls,
                    },
                    directory: "sidecar",
                    gate: names.gate,
                    observers: [names.watcher],
                },
                server: { socket: "server.sock" },
                keeper: { socket: "launcher.sock" },
                longestSeconds: 30,
            }),
        );
        await envoyFiles.apply({ root, directory: "sidecar", configuration }, undefined);
    };

    before(async () => {
        root = await mkdtemp(path.join(tmpdir(), "sidecar-"));
        cell = await authority("eu");
        await writeIdentity(path.join(root, "tls"), await cell.issue({ hosts: [names.servers] }));
        await listen("server.sock", "server");
        await listen("launcher.sock", "launcher");
        port = await freePort();
        await configure("oip-http");
        envoy = spawn(await getTool("envoy"), envoyArguments("sidecar"), { cwd: root, stdio: "ignore" });
        await until("the sidecar answers", async () => (await ask("/v2/health/ready").catch(() => 0)) === 200);
    });
    after(async () => {
        envoy.kill("SIGKILL");
        await once(envoy, "exit");
        for (const server of listeners) {
            server.closeAllConnections();
            server.close();
        }
        await rm(root, { recursive: true, force: true });
    });
    beforeEach(() => {
        received.length = 0;
    });

    const ask = async (at: string, { method = "GET", from = names.gate, of = cell } = {}) => {
        const { cert, key } = await of.issue({ hosts: [from] });
        return knock(port, names.servers, Buffer.from(cell.ca), { method, path: at, cert, key });
    };

    it("passes on what the protocol has, without the version", async () => {
        for (const [method, at] of [
            ["GET", "/v2/models/sums"],
            ["GET", "/v2/models/sums/versions/1.0.0/ready"],
            ["POST", "/v2/models/sums/infer?trace=1"],
            ["POST", "/v2/models/sums/versions/1.0.0/infer"],
        ] as const) {
            assert.equal(await ask(at, { method }), 200, at);
        }
        assert.deepEqual(received, [
            "server GET /v2/models/sums",
            "server GET /v2/models/sums/ready",
            "server POST /v2/models/sums/infer?trace=1",
            "server POST /v2/models/sums/infer",
        ]);
    });

    it("passes on nothing else that a server may have", async () => {
        for (const [method, at] of [
            ["POST", "/v2/models/sums"],
            ["GET", "/v2/models/sums/infer"],
            ["POST", "/v2/models/sums/trace/setting"],
            ["POST", "/v2/models/sums/versions/1.0.1/infer"],
            ["POST", "/v2/models/sum/infer"],
            ["POST", "/v2/repository/models/sums/unload"],
            ["GET", "/v2/models/sums/../../../repository/index"],
            ["GET", "/"],
        ] as const) {
            assert.equal(await ask(at, { method }), 404, at);
        }
        assert.deepEqual(received, []);
    });

    it("asks what looks after the server for its health and metrics", async () => {
        assert.equal(await ask("/v2/health/ready"), 200);
        assert.equal(await ask("/metrics", { from: names.watcher }), 200);
        assert.deepEqual(received, ["launcher GET /v2/health/ready", "launcher GET /metrics"]);
        assert.equal(await ask("/v2/health/live"), 200);
    });

    it("admits the gate of its region to infer, and the watcher to read metrics, and no other client", async () => {
        assert.equal(await ask("/metrics"), 403);
        assert.equal(await ask("/v2/models/sums/infer", { method: "POST", from: names.watcher }), 403);
        assert.equal(await ask("/v2/models/sums", { from: "us-east.us.example" }), "closed");
        assert.equal(await ask("/v2/models/sums", { of: await authority("us") }), "closed");
        assert.equal(await knock(port, names.servers, Buffer.from(cell.ca), { path: "/v2/models/sums" }), "closed");
        assert.deepEqual(received, []);
    });

    it("passes on the paths of the OpenAI API, and of HTTP what is below the model's prefix", async () => {
        await configure("openai");
        await until(
            "the sidecar has the other routes",
            async () => (await ask("/v1/embeddings", { method: "POST" })) === 200,
        );
        assert.equal(await ask("/v1/chat/completions", { method: "POST" }), 200);
        assert.equal(await ask("/v1/files"), 404);
        await configure("http");
        await until("the sidecar has the other routes", async () => (await ask("/models/sums")) === 200);
        received.length = 0;
        assert.equal(await ask("/models/sums/versions/1.0.0/predict/fast?top=3"), 200);
        assert.equal(await ask("/models/sums/predict", { method: "POST" }), 200);
        assert.equal(await ask("/models/sums"), 200);
        assert.equal(await ask("/models/summary/predict"), 404);
        assert.deepEqual(received, ["server GET /predict/fast?top=3", "server POST /predict", "server GET /"]);
    });
});
