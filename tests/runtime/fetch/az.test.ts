import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import path from "node:path";

import { authority, writeIdentity } from "../../support/certificates";
import { Emulator } from "../../support/emulators/emulator";
import { azurite } from "../../support/emulators/install";
import { freePort } from "../../support/free-port";
import { type Environment, endPrograms } from "../program";
import { Cutting } from "./cutting";
import { Fetch, folder, release } from "./fetched";
import { Origin } from "./origin";
import { type Call, type Given, Platform } from "./platform";

const account = "devstoreaccount1";
const resource = "https://storage.azure.com/";

/**
 * Azurite demands TLS for a token, and reads its issuer, audience and time; it does not check who signed it, and knows no roles. So a right
 * that is missing is held against a server of the test that answers as the vendor's pages have it.
 */
describe("fetch from Blob Storage", () => {
    const content = release();
    const token = jwt({ aud: resource });
    let emulator: Emulator;
    let port: number;
    let ca: string;
    let origin: Origin;

    before(async function () {
        this.timeout(240_000);
        port = await freePort();
        const files = await writeIdentity(path.join(folder(), "tls"), await (await authority("azurite")).issue());
        ca = files.ca;
        const listen = [
            "--blobHost",
            "127.0.0.1",
            "--blobPort",
            String(port),
            "--cert",
            files.cert,
            "--key",
            files.key,
        ];
        const args = [await azurite(), "--inMemoryPersistence", "--oauth", "basic", "--silent", ...listen];
        emulator = await Emulator.start({ program: process.execPath, args, port });
        await put("/models?restype=container", Buffer.alloc(0), {});
        await put("/models/a%20b/1.onnx", content, { "x-ms-blob-type": "BlockBlob" });
        origin = await Origin.start(content);
    });
    afterEach(endPrograms);
    after(() => Promise.all([emulator.stop(), origin.stop()]));

    function put(below: string, body: Buffer, more: Readonly<Record<string, string>>): Promise<void> {
        const headers = { authorization: `Bearer ${token}`, "x-ms-version": "2021-12-02", ...more };
        const options = {
            host: "127.0.0.1",
            port,
            method: "PUT",
            path: `/${account}${below}`,
            ca: readFileSync(ca),
            headers,
        };
        return new Promise((resolve, reject) => {
            const sent = request(options, response => {
                response.resume();
                if (response.statusCode === 201) resolve();
                else reject(new Error(`${below}: ${response.statusCode}`));
            });
            sent.once("error", reject).end(body);
        });
    }

    const start = (more: Environment) =>
        new Fetch(content, {
            SOURCE_URI: `az://${account}/models/a b/1.onnx`,
            AZURE_STORAGE_SERVICE_ENDPOINT: `https://127.0.0.1:${port}/${account}`,
            NODE_EXTRA_CA_CERTS: ca,
            ...more,
        });

    async function succeeded(more: Environment): Promise<Fetch> {
        const run = start(more);
        assert.equal(await run.exit(), 0, run.text);
        assert.ok(readFileSync(run.file).equals(content) && !run.text.includes(token));
        return run;
    }

    /** The metadata service of a machine (https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token). */
    const machine = (give: string) => (call: Call) =>
        call.headers.metadata === "true" &&
        call.path === "/metadata/identity/oauth2/token" &&
        call.query.get("api-version") === "2018-02-01" &&
        call.query.get("resource") === resource
            ? JSON.stringify({ access_token: give, token_type: "Bearer" })
            : 400;

    async function on(give: (call: Call) => Given, run: (platform: Platform) => Promise<void>): Promise<void> {
        const platform = await Platform.start(give);
        await run(platform).finally(() => platform.stop());
    }

    it("shows the token of a machine's identity", async () => {
        await on(machine(token), async ({ calls, url }) => {
            await succeeded({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url, AZURE_CLIENT_ID: "client-1" });
            assert.deepEqual(
                calls.map(({ query }) => query.get("client_id")),
                ["client-1"],
            );
        });
    });

    it("shows the token that App Service and Container Apps give out", async () => {
        const give = ({ headers, path: asked, query }: Call) =>
            headers["x-identity-header"] === "secret-header" &&
            asked === "/msi/token" &&
            query.get("api-version") === "2019-08-01" &&
            query.get("resource") === resource
                ? JSON.stringify({ access_token: token })
                : 400;
        await on(give, async ({ url }) => {
            const run = await succeeded({ IDENTITY_ENDPOINT: `${url}/msi/token`, IDENTITY_HEADER: "secret-header" });
            assert.ok(!run.text.includes("secret-header"));
        });
    });

    it("shows the token that a service account of Kubernetes is exchanged for", async () => {
        const file = path.join(folder(), "token");
        writeFileSync(file, "token.of.account\n");
        const give = (call: Call) =>
            call.method === "POST" && call.path === "/tenant-1/oauth2/v2.0/token"
                ? JSON.stringify({ access_token: token })
                : 400;
        await on(give, async ({ calls, url }) => {
            const identity = {
                AZURE_CLIENT_ID: "client-1",
                AZURE_TENANT_ID: "tenant-1",
                AZURE_FEDERATED_TOKEN_FILE: file,
            };
            await succeeded({ ...identity, AZURE_AUTHORITY_HOST: url });
            assert.deepEqual(
                calls.map(({ form }) => Object.fromEntries(form)),
                [
                    {
                        grant_type: "client_credentials",
                        client_id: "client-1",
                        scope: "https://storage.azure.com/.default",
                        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        client_assertion: "token.of.account",
                    },
                ],
            );
        });
    });

    it("resumes a connection that breaks off, by range and ETag", async () => {
        const cutting = await Cutting.before(port, 100_000);
        await on(machine(token), async ({ url }) => {
            const endpoint = `https://${cutting.host}/${account}`;
            const run = await succeeded({
                AZURE_POD_IDENTITY_AUTHORITY_HOST: url,
                AZURE_STORAGE_SERVICE_ENDPOINT: endpoint,
            });
            assert.match(String(run.events("attempt failed")[0]?.resumes), /^from byte \d+$/);
        }).finally(() => cutting.stop());
    });

    for (const [what, environment, given, reason] of [
        [
            "a token for another service",
            {},
            jwt({ aud: "https://vault.azure.net" }),
            /answers 403 .*\(AuthenticationFailed\); see that the identity is of the storage account's tenant/,
        ],
        [
            "a blob that is missing",
            { SOURCE_URI: `az://${account}/models/2.onnx` },
            token,
            /^az:\/\/devstoreaccount1\/models\/2.onnx can't be read: .* 404 .*\(BlobNotFound\); put the blob there/,
        ],
        [
            "a container that is missing",
            { SOURCE_URI: `az://${account}/others/2.onnx` },
            token,
            /404 .*\(ContainerNotFound\); correct the container: /,
        ],
    ] as const) {
        it(`fails at ${what} at once, with the remedy`, async () => {
            await on(machine(given), async ({ url }) => {
                const run = start({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url, ...environment });
                assert.equal(await run.exit(), 1);
                assert.match(run.reason, reason);
                assert.ok(!run.text.includes(given) && run.events("attempt failed").length === 0);
            });
        });
    }

    it("fails at a role that is missing at once, with the role", async () => {
        await on(machine(token), async ({ url }) => {
            const headers = { "x-ms-error-code": "AuthorizationPermissionMismatch" };
            origin.faults.push({ status: 403, headers });
            const endpoint = { AZURE_STORAGE_SERVICE_ENDPOINT: origin.url, NODE_EXTRA_CA_CERTS: origin.ca };
            const run = start({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url, ...endpoint });
            assert.equal(await run.exit(), 1);
            assert.match(
                run.reason,
                /\(AuthorizationPermissionMismatch\); allow .* \(role Storage Blob Data Reader on/,
            );
            assert.equal(origin.asked[0]?.headers.authorization, `Bearer ${token}`);
        });
    });

    it("fails without an identity, with the remedy", async () => {
        await on(
            () => 400,
            async ({ url }) => {
                const run = start({ AZURE_POD_IDENTITY_AUTHORITY_HOST: url });
                assert.equal(await run.exit(), 1);
                assert.match(
                    run.reason,
                    /gives no credentials \(400 Bad Request\); give what runs here a managed identity/,
                );
            },
        );
    });
});

/** As Entra ID has them, but for the signature. */
function jwt(claims: object): string {
    const now = Math.floor(Date.now() / 1000);
    const times = { iat: now - 60, nbf: now - 60, exp: now + 3600 };
    const body = { iss: "https://sts.windows.net/ab1f708d-50f6-404c-a006-d71b2ac7a606/", ...times, ...claims };
    return [{ alg: "RS256", typ: "JWT" }, body]
        .map(part => Buffer.from(JSON.stringify(part)).toString("base64url"))
        .concat("c2lnbmF0dXJl")
        .join(".");
}
