import assert from "node:assert/strict";
import { copyFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../support/until";
import { endPrograms } from "../program";
import { ask, digestOf, environmentOf, errorOf, folder, health, modelFile, ModelServer } from "./server";

describe("the artifact of a release", () => {
    let artifact: string;

    beforeEach(() => {
        artifact = join(folder(), "model.onnx");
    });
    afterEach(endPrograms);

    const environment = () => environmentOf("classifier", { MODEL_URI: artifact });
    const body = { inputs: [{ name: "features", datatype: "FP32", shape: [1, 3], data: [1, 2, 3] }] };
    const infer = ({ port }: ModelServer) => ask(port, "/v2/models/classifier/infer", { body });
    const replaceWith = (source: string) => {
        copyFileSync(source, `${artifact}.new`);
        renameSync(`${artifact}.new`, artifact);
    };

    it("keeps a server from becoming ready when its digest is another", async () => {
        replaceWith(modelFile("divide"));
        const server = await ModelServer.listening(environment());
        const { reason = "" } = await server.event("digest mismatch");
        for (const digest of [digestOf(artifact), digestOf(modelFile("classifier"))]) {
            assert.ok(reason.includes(digest.slice(0, 19)), reason);
        }
        assert.equal((await ask(server.port, "/v2/health/live")).status, 200);
        const ready = await ask(server.port, "/v2/health/ready");
        assert.deepEqual([ready.status, ready.json], [503, { live: true, ready: false, error: reason }]);
        const model = await ask(server.port, "/v2/models/classifier/ready");
        assert.deepEqual([model.status, model.json], [503, { name: "classifier", ready: false, error: reason }]);
        for (const reply of [await infer(server), await ask(server.port, "/v2/models/classifier")]) {
            assert.equal(reply.status, 503);
            assert.ok(errorOf(reply).endsWith(reason));
        }
        assert.equal(server.events("digest mismatch").length, 1);
        assert.equal(server.events("ready").length, 0);
    });

    it("makes the server ready once it is repaired, without a restart", async () => {
        writeFileSync(artifact, "not the model");
        const server = await ModelServer.listening(environment());
        await server.event("digest mismatch");
        replaceWith(modelFile("classifier"));
        await server.event("ready");
        assert.equal((await infer(server)).status, 200);
    });

    it("may come after the server", async () => {
        const server = await ModelServer.listening(environment());
        const { reason = "" } = await server.event("artifact unusable");
        assert.match(reason, /can't be read \(ENOENT\)/);
        replaceWith(modelFile("classifier"));
        await server.event("ready");
    });

    it("is reported when it changes afterwards, and the proven model stays", async () => {
        replaceWith(modelFile("classifier"));
        const server = await ModelServer.ready(environment());
        const { text } = await infer(server);
        replaceWith(modelFile("divide"));
        const { reason = "" } = await server.event("artifact unusable");
        assert.match(reason, /has changed to sha256:.* since it was opened as sha256:/);
        assert.equal((await infer(server)).text, text);
        assert.equal((await ask(server.port, "/v2/health/ready")).status, 200);
    });

    for (const [title, model, message] of [
        ["no ONNX model", "make.py", /can't open the artifact/],
        ["a value that is no tensor", "sequence.onnx", /"y" of the model is a sequence.*ZipMap/],
    ] as const) {
        it(`keeps a server from becoming ready when it has ${title}`, async () => {
            copyFileSync(join(modelFile("x"), "..", model), artifact);
            const server = await ModelServer.listening({ ...environment(), MODEL_DIGEST: digestOf(artifact) });
            assert.match((await server.event("artifact unusable")).reason ?? "", message);
            assert.equal((await ask(server.port, "/v2/health/ready")).status, 503);
            assert.equal((await infer(server)).status, 503);
        });
    }

    it("ends a server that can't serve it where the server is to exit, and leaves one that can", async () => {
        for (const [source, event] of [
            [modelFile("divide"), "digest mismatch"],
            [join(folder(), "missing"), "artifact unusable"],
        ] as const) {
            if (source.endsWith("missing")) rmSync(artifact);
            else replaceWith(source);
            const server = await ModelServer.listening({ ...environment(), IF_UNUSABLE: "exit" });
            assert.equal(await server.exit(), 1, event);
            assert.equal(server.events(event).length, 1, event);
        }
        replaceWith(modelFile("classifier"));
        const server = await ModelServer.ready({ ...environment(), IF_UNUSABLE: "exit" });
        replaceWith(modelFile("divide"));
        await server.event("artifact unusable");
        assert.equal((await infer(server)).status, 200);
    });

    it("has the health check of a container fail until it is served, if the check is of that", async () => {
        writeFileSync(artifact, "not the model");
        const server = await ModelServer.listening(environment());
        await server.event("digest mismatch");
        const here = { ...environment(), PORT: String(server.port) };
        assert.deepEqual([await health(here), await health(here, "ready")], [0, 1]);
        replaceWith(modelFile("classifier"));
        await server.event("ready");
        assert.deepEqual([await health(here), await health(here, "ready")], [0, 0]);
    });

    it("is answered for while it is being read", async () => {
        replaceWith(modelFile("classifier"));
        const server = await ModelServer.listening(environment());
        const seen = new Set<number>();
        await until("ready", async () => {
            const { status } = await ask(server.port, "/v2/health/ready");
            seen.add(status);
            return status === 200;
        });
        assert.deepEqual(
            [...seen].filter(status => status !== 200 && status !== 503),
            [],
        );
        rmSync(artifact);
        assert.equal((await infer(server)).status, 200);
    });
});
