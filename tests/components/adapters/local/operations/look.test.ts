import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

import { look } from "../../../../../components/adapters/local/operations/look";
import type { StackFiles } from "../../../../../components/adapters/local/operations/stack-files";

/** What Envoy's administration says of a cluster's host (www.envoyproxy.io/docs/envoy/latest/operations/admin, `GET /clusters`). */
const healthy = "server::127.0.0.1:8443::health_flags::healthy\n";
const failing = "server::127.0.0.1:8444::health_flags::/failed_active_hc\n";

describe("how the parts of a local stack are, as drills see them", () => {
    let root: string;
    let gate: Server;
    let clusters: string;
    let statename: string;
    let isSupervised: boolean;
    const model = "the bytes of a model";
    const digest = `sha256:${createHash("sha256").update(model).digest("hex")}`;

    beforeEach(async () => {
        [clusters, statename, isSupervised] = [healthy, "RUNNING", true];
        root = mkdtempSync(path.join(tmpdir(), "look-"));
        writeFileSync(path.join(root, "model.onnx"), model);
        gate = createServer((_, response) => response.end(clusters)).listen(path.join(root, "admin"));
        await once(gate, "listening");
    });
    afterEach(() => {
        gate.closeAllConnections();
        gate.close();
        rmSync(root, { recursive: true });
    });

    const seen = async () => {
        const region = {
            region: "local:eu-west",
            gate: { admin: "admin" },
            servers: [{ artifact: "model.onnx", digest }],
        };
        const programs = () =>
            isSupervised ? Promise.resolve([{ name: "gate", statename }]) : Promise.reject(new Error("no answer"));
        const watched = { edges: [], cells: [{ name: "eu", regions: [region] }] };
        return look({ root, supervisor: { programs }, watched } as unknown as StackFiles);
    };

    it("are healthy where processes run, files are the releases' and gates report all upstreams healthy", async () => {
        assert.deepEqual(await seen(), {
            "process gate": { state: "running", isWell: true },
            "file model.onnx": { state: digest, isWell: true },
            "gate of local:eu-west in eu": { state: "finds all healthy", isWell: true },
        });
    });

    it("are unhealthy where a process has ended, a file is corrupt or missing, or a gate reports a server unhealthy", async () => {
        [clusters, statename] = [healthy + failing, "FATAL"];
        writeFileSync(path.join(root, "model.onnx"), "spoilt");
        const found = await seen();
        assert.deepEqual(found["process gate"], { state: "fatal", isWell: false });
        assert.equal(found["file model.onnx"]!.isWell, false);
        assert.deepEqual(found["gate of local:eu-west in eu"], { state: "finds server unhealthy", isWell: false });
        rmSync(path.join(root, "model.onnx"));
        assert.deepEqual((await seen())["file model.onnx"], { state: "missing", isWell: false });
    });

    it("are unhealthy where the supervisor or a gate does not answer", async () => {
        isSupervised = false;
        gate.closeAllConnections();
        await new Promise(resolve => gate.close(resolve));
        const found = await seen();
        assert.deepEqual(found.supervisor, { state: "doesn't answer", isWell: false });
        assert.deepEqual(found["gate of local:eu-west in eu"], { state: "doesn't answer", isWell: false });
    });
});
