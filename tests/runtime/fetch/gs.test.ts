import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { Emulator } from "../../support/emulators/emulator";
import { pythonEmulators } from "../../support/emulators/install";
import { freePort } from "../../support/free-port";
import { type Environment, endPrograms } from "../program";
import { Cutting } from "./cutting";
import { Fetch, release } from "./fetched";
import { Origin } from "./origin";
import { type Call, Platform } from "./platform";

/**
 * The emulator proves names, the form of requests, ranges and the length. It knows no tokens and declares no generation, so both are held
 * against a server of the test that follows the vendor's pages (https://docs.cloud.google.com/storage/docs/json_api/v1/objects/get).
 */
describe("fetch from Cloud Storage", () => {
    const content = release();
    let emulator: Emulator;
    let port: number;

    before(async function () {
        this.timeout(180_000);
        port = await freePort();
        const args = ["-m", "gcp_storage_emulator", "start", "--host=127.0.0.1", `--port=${port}`, "--in-memory"];
        const env = { PYTHONPATH: await pythonEmulators(), PYTHONDONTWRITEBYTECODE: "1" };
        emulator = await Emulator.start({ program: "python3", args, env, port });
        const put = async (path: string, body: string | Buffer, type: string) => {
            const headers = { "content-type": type };
            const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", body, headers });
            assert.ok(response.ok, await response.text());
        };
        await put("/storage/v1/b", '{"name":"models"}', "application/json");
        const name = encodeURIComponent("a b/1.onnx");
        await put(`/upload/storage/v1/b/models/o?uploadType=media&name=${name}`, content, "application/octet-stream");
    });
    afterEach(endPrograms);
    after(() => emulator.stop());

    const start = (more: Environment = {}) =>
        new Fetch(content, {
            SOURCE_URI: "gs://models/a b/1.onnx",
            STORAGE_EMULATOR_HOST: `127.0.0.1:${port}`,
            ...more,
        });

    it("reads an object of the emulator, without a token", async () => {
        const run = start();
        assert.equal(await run.exit(), 0, run.text);
        assert.ok(readFileSync(run.file).equals(content));
    });

    it("starts again where a connection breaks off, since the emulator declares no generation", async () => {
        const cutting = await Cutting.before(port, 100_000);
        const run = start({ STORAGE_EMULATOR_HOST: `http://${cutting.host}` });
        assert.equal(await run.exit(), 0, run.text);
        assert.equal(run.events("attempt failed")[0]?.resumes, "from the start");
        await cutting.stop();
    });

    it("fails at an object that is missing at once, with the remedy", async () => {
        const run = start({ SOURCE_URI: "gs://models/2.onnx" });
        assert.equal(await run.exit(), 1);
        const reason = "gs://models/2.onnx can't be read: Cloud Storage answers 404 Not Found; put the object there, ";
        assert.ok(run.reason.startsWith(reason), run.reason);
    });

    describe("with the token of a service account", () => {
        const tokenPath = "/computeMetadata/v1/instance/service-accounts/default/token";
        let metadata: Platform;
        let origin: Origin;

        before(async () => {
            const give = ({ headers, path }: Call) =>
                headers["metadata-flavor"] === "Google" && path === tokenPath
                    ? JSON.stringify({ access_token: "token-of-account", expires_in: 3599, token_type: "Bearer" })
                    : 403;
            metadata = await Platform.start(give);
            origin = await Origin.start(content);
        });
        beforeEach(() => {
            origin.asked.length = 0;
            origin.faults.length = 0;
            Object.assign(origin, { etag: undefined, headers: { "x-goog-generation": "7" } });
            origin.refuses = ({ headers, url }) => {
                if (headers.authorization !== "Bearer token-of-account") return 401;
                const { pathname, searchParams } = new URL(url, origin.url);
                if (pathname !== "/storage/v1/b/models/o/a%20b%2F1.onnx" || searchParams.get("alt") !== "media")
                    return 404;
                return [null, "7"].includes(searchParams.get("ifGenerationMatch")) ? undefined : 412;
            };
        });
        after(() => Promise.all([metadata.stop(), origin.stop()]));

        const withToken = (more: Environment = {}) =>
            start({
                STORAGE_EMULATOR_HOST: "",
                CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE: origin.url,
                GCE_METADATA_HOST: metadata.url,
                NODE_EXTRA_CA_CERTS: origin.ca,
                ...more,
            });

        it("resumes the same generation", async () => {
            origin.faults.push({ cutAfter: 100_000 });
            const run = withToken();
            assert.equal(await run.exit(), 0, run.text);
            assert.ok(readFileSync(run.file).equals(content));
            const [, again] = origin.asked;
            assert.match(String(again?.headers.range), /^bytes=[1-9]\d*-$/);
            assert.match(String(again?.url), /&ifGenerationMatch=7$/);
            assert.ok(!run.text.includes("token-of-account"));
        });

        it("receives what is stored compressed as it is stored, and refuses it", async () => {
            origin.headers = { "content-encoding": "gzip" };
            const run = withToken();
            assert.equal(await run.exit(), 1);
            assert.equal(origin.asked[0]?.headers["accept-encoding"], "gzip");
            assert.match(run.reason, /^gs:\/\/models\/a b\/1.onnx has Content-Encoding gzip; /);
        });

        it("fails at a right that is missing at once, with the remedy", async () => {
            origin.refuses = () => 403;
            const run = withToken();
            assert.equal(await run.exit(), 1);
            assert.match(
                run.reason,
                /403 Forbidden; allow its service account storage.objects.get on gs:\/\/models\/a b/,
            );
            assert.equal(origin.asked.length, 1);
        });

        it("fails where there is no metadata server, with the remedy", async () => {
            const run = withToken({ GCE_METADATA_HOST: "127.0.0.1:1", DEADLINE_SECONDS: "1" });
            const { reason } = await run.event("attempt failed");
            assert.match(
                String(reason),
                /^there is no token: 127.0.0.1:1 refuses the connection; run with a service acc/,
            );
            assert.equal(await run.exit(), 1);
        });
    });
});
