import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer as createPlainServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Upstream, UpstreamAuth } from "../../components/gate/upstream";
import { screening } from "../components/plan/screening";
import { authority, type Authority } from "../support/certificates";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { callerOf, callOnce } from "../support/gates/open-inference";
import { ReleaseServer } from "../support/gates/release-server";
import { signatureFault } from "../support/gates/sigv4";
import { Issuer } from "../support/gates/tokens";
import { until } from "../support/until";

const here = "local:eu-west";
const name = "hosted.example";
/** https://grpc.io/docs/guides/status-codes/ */
const unimplemented = 12;

/** One region and one release, so that every request goes to the host under test. */
function config(limits: object = {}) {
    const valid = screening();
    const [eu] = valid.cells;
    return {
        ...valid,
        cells: [{ ...eu!, regions: [here], primary: here }],
        models: valid.models.map(model => ({ ...model, traffic: [{ version: "1.0.0", percent: 100 }] })),
        routing: { limits },
    };
}

describe("a model that is hosted outside the cell's own processes", function () {
    this.timeout(60_000);
    let owner: Authority;
    let host: ReleaseServer;
    let gates: Gates | undefined;

    before(async () => {
        owner = await authority("hosts");
    });
    beforeEach(async () => {
        host = new ReleaseServer(name, "1.0.0", await owner.issue({ hosts: [name] }), false);
        await host.listen();
    });
    afterEach(async () => {
        await gates?.stop();
        gates = undefined;
        await host.close();
    });

    async function hosted(
        auth: (trusted: { serverName: string; authorities: string }) => UpstreamAuth,
        more: Partial<Upstream> = {},
        environment: Record<string, string> = {},
    ): Promise<Gates> {
        gates = await Gates.start(config(), {
            environment,
            upstream: () => ({
                addresses: [{ host: "127.0.0.1", port: host.port }],
                protocol: "http1",
                auth: auth({ serverName: name, authorities: owner.ca }),
                health: { kind: "passive" },
                ...more,
            }),
        });
        return gates;
    }
    const body = '{"inputs":[]}';
    const ask = (headers: Record<string, string> = {}) => call(gates!, here, { body, headers });

    it("is asked under its own name, over TLS of the authorities that vouch for it", async () => {
        await hosted(trusted => ({ kind: "tls", ...trusted }));
        assert.equal((await ask()).status, 200);
        assert.equal(host.received[0]!.headers.host, name);
    });

    it("receives no request while another cluster answers in its place", async () => {
        const stranger = await authority("strangers");
        await hosted(() => ({ kind: "tls", serverName: name, authorities: stranger.ca }));
        assert.equal((await ask()).status, 503);
        await gates!.stop();
        await hosted(({ authorities }) => ({ kind: "tls", serverName: "other.example", authorities }));
        assert.equal((await ask()).status, 503);
        assert.deepEqual(host.received, []);
    });

    it("of AWS gets requests signed for its service and region, over path and body as they arrive", async () => {
        const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY" };
        await hosted(
            trusted => ({ kind: "aws-sigv4", service: "sagemaker", region: "eu-west-1", ...trusted }),
            { rewrite: "/endpoints/screening-1/invocations" },
            { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
        );
        assert.equal((await ask({ "x-subject": "s1", "x-note": "  spaced   out " })).status, 200);
        const [request] = host.received;
        assert.equal(request!.path, "/endpoints/screening-1/invocations");
        assert.equal(request!.body, body);
        assert.equal(signatureFault(request!, credentials, "eu-west-1", "sagemaker"), undefined);
        assert.equal(
            signatureFault({ ...request!, body: "{}" }, credentials, "eu-west-1", "sagemaker"),
            "another body was signed",
        );
        assert.equal(
            signatureFault({ ...request!, path: "/other" }, credentials, "eu-west-1", "sagemaker"),
            "the signature is wrong",
        );
    });

    it("with one path for everything receives only inferences", async () => {
        await hosted(trusted => ({ kind: "tls", ...trusted }), { rewrite: "/invocations" });
        assert.equal((await ask()).status, 200);
        assert.equal(
            (await call(gates!, here, { path: "/v2/models/screening/versions/1.0.0/infer", body })).status,
            200,
        );
        for (const path of [
            "/v2/models/screening",
            "/v2/models/screening/ready",
            "/v2/models/screening/versions/1.0.0",
        ]) {
            assert.equal((await call(gates!, here, { path })).status, 404, path);
        }
        const client = callerOf(gates!, here);
        for (const [method, message] of [
            ["ModelInfer", { model_name: "screening" }],
            ["ModelReady", { name: "screening" }],
        ] as const) {
            assert.equal((await callOnce(client, method, message)).code, unimplemented, method);
        }
        client.close();
        assert.deepEqual(
            host.received.map(request => request.path),
            ["/invocations", "/invocations"],
        );
    });

    describe("of Google Cloud", () => {
        const google = new Issuer("https://accounts.google.com");
        let metadata: Server;
        let asked: string[];

        beforeEach(async () => {
            asked = [];
            metadata = createPlainServer((request, response) => {
                if (request.headers["metadata-flavor"] !== "Google") return response.writeHead(403).end();
                asked.push(request.url ?? "");
                const audience = new URL(request.url ?? "", "http://metadata").searchParams.get("audience");
                // An hour, as Google's: Envoy takes one that ends within the minute for ended.
                const exp = Math.floor(Date.now() / 1000) + 3600;
                return response.end(google.token({ aud: audience, exp, jti: String(asked.length) }));
            });
            await new Promise<void>(resolve => metadata.listen(0, "127.0.0.1", resolve));
        });
        afterEach(async () => {
            metadata.closeAllConnections();
            await new Promise(resolve => metadata.close(resolve));
        });

        it("gets an identity token for its audience, fetched once and then kept", async () => {
            const { port } = metadata.address() as AddressInfo;
            await hosted(trusted => ({
                kind: "gcp-id-token",
                audience: "https://screening-1.a.run.app",
                metadata: { host: "127.0.0.1", port },
                ...trusted,
            }));
            for (let i = 0; i < 5; i++)
                assert.equal((await ask({ authorization: "Bearer of-the-client" })).status, 200);
            for (const { headers } of host.received) {
                const [, payload] = headers.authorization!.replace("Bearer ", "").split(".");
                const claims = JSON.parse(Buffer.from(payload!, "base64url").toString()) as Record<string, unknown>;
                assert.equal(claims.aud, "https://screening-1.a.run.app");
            }
            // Each fetch gives another. (Envoy repeats one that had no answer for five seconds.)
            const tokens = new Set(host.received.map(({ headers }) => headers.authorization));
            assert.deepEqual([host.received.length, tokens.size], [5, 1]);
            assert.match(asked[0]!, /^\/computeMetadata\/v1\/instance\/service-accounts\/default\/identity\?audience=/);
        });
    });

    it("of Google Cloud is not asked without a token of the gate's own, and not with the client's either", async () => {
        await hosted(trusted => ({
            kind: "gcp-id-token",
            audience: "https://screening-1.a.run.app",
            metadata: { host: "127.0.0.1", port: 9 },
            ...trusted,
        }));
        assert.equal((await ask()).status, 503);
        assert.equal((await ask({ authorization: "Bearer of-the-client" })).status, 503);
        assert.deepEqual(host.received, []);
    });

    describe("behind an authorization server", () => {
        let tokens: ReleaseServer;
        const secret = "s3cr3t-of-the-client";
        beforeEach(async () => {
            process.env.HOST_SECRET = secret;
            tokens = new ReleaseServer("tokens", "", await owner.issue(), false);
            await tokens.listen();
            tokens.answer = (_, response) => {
                response.setHeader("content-type", "application/json");
                const access_token = `token-${tokens.received.length}`;
                response.end(JSON.stringify({ access_token, token_type: "Bearer", expires_in: 300 }));
            };
        });
        afterEach(async () => {
            delete process.env.HOST_SECRET;
            await tokens.close();
        });

        it("receives an access token that the gate requested with its own id and secret, and none of the client's", async () => {
            await hosted(trusted => ({
                kind: "oauth2",
                tokenUri: `https://localhost:${tokens.port}/token`,
                clientId: "meridian",
                clientSecret: { environment: "HOST_SECRET" },
                scopes: ["infer"],
                ...trusted,
            }));
            // Until the gate has its token, nothing is asked of the host.
            await until("the gate has its token", async () => {
                const { status } = await ask({ authorization: "Bearer of-the-client" });
                assert.ok(status === 200 || (status === 503 && host.received.length === 0), `${status}`);
                return status === 200;
            });
            assert.equal((await ask()).status, 200);
            // Each fetch gives another. (Envoy repeats one that had no answer for seconds.)
            const [first, ...more] = host.received.map(({ headers }) => headers.authorization);
            assert.match(String(first), /^Bearer token-\d+$/);
            assert.deepEqual(more, [first]);
            const [request] = tokens.received;
            const basic = Buffer.from(`meridian:${secret}`).toString("base64");
            const form = new URLSearchParams(request!.body);
            assert.equal(form.get("grant_type"), "client_credentials");
            assert.equal(form.get("scope"), "infer");
            assert.ok(
                request!.headers.authorization === `Basic ${basic}` || form.get("client_secret") === secret,
                "the authorization server received the secret",
            );
        });
    });

    it("with a key gets it in its header, whatever the client says there", async () => {
        const directory = await mkdtemp(join(tmpdir(), "key-"));
        const file = join(directory, "key");
        await writeFile(file, "key-1", { mode: 0o600 });
        await hosted(trusted => ({ kind: "api-key", header: "api-key", key: { file }, ...trusted }));
        await rm(directory, { recursive: true });
        assert.equal((await ask({ "api-key": "of-the-client" })).status, 200);
        assert.equal(host.received[0]!.headers["api-key"], "key-1");
    });

    it("whose health may be asked is left out while it says that it is not ready, at its own path and name", async () => {
        await hosted(trusted => ({ kind: "tls", ...trusted }), {
            rewrite: "/invocations",
            health: { kind: "active", path: "/v2/health/ready" },
        });
        assert.equal((await ask()).status, 200);
        host.ready = false;
        await until("it is left out", async () => (await ask()).status === 503);
        const before = host.received.length;
        assert.equal((await call(gates!, here, { path: "/region" })).status, 503);
        assert.equal((await ask()).status, 503);
        assert.equal(host.received.length, before);
        host.ready = true;
        await until("it is asked again", async () => (await ask()).status === 200);
    });

    it("at several addresses is asked at all of them, and at the others when one is gone", async () => {
        const second = new ReleaseServer(name, "1.0.0", await owner.issue({ hosts: [name] }), false);
        await second.listen();
        try {
            const addresses = [host, second].map(({ port }) => ({ host: "127.0.0.1", port }));
            await hosted(trusted => ({ kind: "tls", ...trusted }), { addresses });
            await until("both are asked", async () => {
                assert.equal((await ask()).status, 200);
                return host.received.length > 0 && second.received.length > 0;
            });
            await second.close();
            for (let i = 0; i < 20; i++) assert.equal((await ask()).status, 200);
        } finally {
            await second.close().catch(() => undefined);
        }
    });

    it("at a name is found by it, and known by another", async () => {
        await hosted(trusted => ({ kind: "tls", ...trusted }), { addresses: [{ host: "localhost", port: host.port }] });
        await until("the name is resolved", async () => (await ask()).status === 200);
        assert.equal(host.received.at(-1)!.headers.host, name);
    });

    it("that takes less than the gate is not sent more", async () => {
        await hosted(trusted => ({ kind: "tls", ...trusted }), { maxBodyKiB: 1 });
        assert.equal((await call(gates!, here, { body: "x".repeat(1024) })).status, 200);
        assert.equal((await call(gates!, here, { body: "x".repeat(1025) })).status, 413);
        assert.equal(host.received.length, 1);
    });

    it("without health checks is ejected when it returns gateway errors, and receives requests again later", async () => {
        await hosted(trusted => ({ kind: "tls", ...trusted }));
        host.answer = (_, response) => response.writeHead(502).end();
        // It is left out for a second or so, which asking it on a busy machine may take.
        await until("it is left out", async () => {
            const before = host.received.length;
            const statuses = [(await ask()).status, (await call(gates!, here, { path: "/region" })).status];
            return statuses.every(status => status === 503) && host.received.length === before;
        });
        host.answer = (_, response) => response.end("{}");
        await until("it is asked again", async () => (await ask()).status === 200);
    });
});
