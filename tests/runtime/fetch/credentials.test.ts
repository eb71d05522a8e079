import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";

import { awsCredentials } from "../../../runtime/fetch/aws/credentials";
import type { AwsSettings } from "../../../runtime/fetch/aws/environment";
import { s3Object } from "../../../runtime/fetch/aws/s3";
import type { AzureSettings } from "../../../runtime/fetch/azure/environment";
import { storageToken } from "../../../runtime/fetch/azure/token";
import { Passing, Refused } from "../../../runtime/fetch/failure";
import { gsObject } from "../../../runtime/fetch/google/gs";
import { layerIn } from "../../../runtime/fetch/oci/manifest";
import { loginFor } from "../../../runtime/fetch/oci/login";
import { folder } from "./fetched";
import { type Call, type Given, Platform } from "./platform";

const patience = { signal: new AbortController().signal, silentMs: 5_000 };
const refused = (text: RegExp) => (error: unknown) => error instanceof Refused && text.test(error.message);
const passing = (text: RegExp) => (error: unknown) => error instanceof Passing && text.test(error.message);

describe("credentials of a platform", () => {
    let platform: Platform;
    let give: (call: Call) => Given;
    before(async () => {
        platform = await Platform.start(call => give(call));
    });
    beforeEach(() => {
        platform.calls.length = 0;
        give = () => 404;
    });
    after(() => platform.stop());

    const file = (content: string) => {
        const name = path.join(folder(), "token");
        writeFileSync(name, content);
        return name;
    };

    describe("of AWS", () => {
        const temporary = { AccessKeyId: "id", SecretAccessKey: "key", Token: "session" };
        const found = { accessKeyId: "id", secretAccessKey: "key", sessionToken: "session" };

        it("are first the keys in the environment, then the role of a service account, of a task, of an instance", async () => {
            const url = new URL(platform.url);
            const keys = { accessKeyId: "own", secretAccessKey: "own" };
            const all: AwsSettings = {
                ...{ keys, container: { url }, metadata: url, sts: url },
                webIdentity: { roleArn: "arn:aws:iam::1:role/a", tokenFile: file("jwt\n"), sessionName: "s" },
            };
            const { keys: _, ...withoutKeys } = all;
            const { webIdentity: __, ...withoutIdentity } = withoutKeys;
            const { container: ___, ...ofInstance } = withoutIdentity;
            give = () => 403;
            assert.equal(await awsCredentials(all, patience), keys);
            for (const [settings, said] of [
                [withoutKeys, /trust policy/],
                [withoutIdentity, /give the task, or the pod, a role/],
                [ofInstance, /give the instance a profile/],
                [{}, /there are no credentials of AWS/],
            ] as const) {
                await assert.rejects(awsCredentials(settings, patience), refused(said));
            }
        });

        it("of a service account are had for its token, which is read each time", async () => {
            give = () =>
                "<A><AccessKeyId>id</AccessKeyId><SecretAccessKey>key</SecretAccessKey><SessionToken>session</SessionToken></A>";
            const webIdentity = { roleArn: "arn:aws:iam::1:role/a", tokenFile: file("jwt-1\n"), sessionName: "s" };
            const settings = { webIdentity, sts: new URL(platform.url) };
            assert.deepEqual(await awsCredentials(settings, patience), found);
            writeFileSync(webIdentity.tokenFile, "jwt-2");
            await awsCredentials(settings, patience);
            assert.deepEqual(
                platform.calls.map(({ method, form }) => [
                    method,
                    form.get("Action"),
                    form.get("RoleArn"),
                    form.get("WebIdentityToken"),
                ]),
                ["jwt-1", "jwt-2"].map(token => ["POST", "AssumeRoleWithWebIdentity", webIdentity.roleArn, token]),
            );
            writeFileSync(webIdentity.tokenFile, "two lines\nof text");
            await assert.rejects(awsCredentials(settings, patience), refused(/holds no token/));
        });

        it("of a task are had with the token that the platform gives it", async () => {
            give = ({ headers }) => (headers.authorization === "secret" ? JSON.stringify(temporary) : 401);
            const url = new URL(`${platform.url}/v2/credentials?id=1`);
            assert.deepEqual(await awsCredentials({ container: { url, token: "secret" } }, patience), found);
            assert.deepEqual(
                await awsCredentials({ container: { url, tokenFile: file("secret\n") } }, patience),
                found,
            );
            assert.deepEqual([platform.calls[0]!.path, platform.calls[0]!.query.get("id")], ["/v2/credentials", "1"]);
            await assert.rejects(
                awsCredentials({ container: { url } }, patience),
                refused(/gives no credentials \(401/),
            );
        });

        it("of an instance are had with a token of its metadata service, of the first role", async () => {
            give = ({ method, path, headers }) => {
                if (method === "PUT" && headers["x-aws-ec2-metadata-token-ttl-seconds"] !== undefined) return "imds";
                if (headers["x-aws-ec2-metadata-token"] !== "imds") return 401;
                return path.endsWith("/a%20role") ? JSON.stringify(temporary) : "a role\nother\n";
            };
            assert.deepEqual(await awsCredentials({ metadata: new URL(platform.url) }, patience), found);
        });

        it("are none where what answers has none, and are requested again where it fails", async () => {
            const container = { url: new URL(platform.url) };
            for (const text of ["<html>", "{}", '{"AccessKeyId":"id"}']) {
                give = () => text;
                await assert.rejects(awsCredentials({ container }, patience), refused(/answers without credentials/));
            }
            give = () => 503;
            await assert.rejects(awsCredentials({ container }, patience), passing(/gives no credentials \(503/));
        });

        it("sign a request to the bucket's own host, or by its path where that has no certificate", async () => {
            const keys = { accessKeyId: "id", secretAccessKey: "key", sessionToken: "session" };
            const address = async (bucket: string, region: string, s3?: URL) => {
                const { ask } = s3Object({ kind: "s3", bucket, key: "a b/../1" }, { region, keys, ...(s3 && { s3 }) });
                const { origin, path: at, headers = {} } = await ask(patience);
                assert.match(headers.authorization!, new RegExp(`Credential=id/\\d{8}/${region}/s3/aws4_request`));
                assert.equal(headers["x-amz-security-token"], "session");
                return `${origin.origin} ${at}`;
            };
            assert.equal(await address("models", "eu-west-1"), "https://models.s3.eu-west-1.amazonaws.com /a%20b/../1");
            assert.equal(
                await address("my.models", "eu-west-1"),
                "https://s3.eu-west-1.amazonaws.com /my.models/a%20b/../1",
            );
            assert.equal(
                await address("models", "cn-north-1"),
                "https://models.s3.cn-north-1.amazonaws.com.cn /a%20b/../1",
            );
            const own = new URL("https://minio.example/s3/");
            assert.equal(await address("models", "eu-west-1", own), "https://minio.example /s3/models/a%20b/../1");
        });
    });

    describe("of Google Cloud", () => {
        const location = { kind: "gs", bucket: "models", object: "a b/1" } as const;
        const google = (isEmulated: boolean) => ({
            ...{ isEmulated, metadata: new URL(platform.url), storage: new URL("https://storage.example") },
        });

        it("are a token of the metadata service, sent with the object's name in one part", async () => {
            give = ({ headers }) => (headers["metadata-flavor"] === "Google" ? '{"access_token":"t"}' : 403);
            const { path: at, headers } = await gsObject(location, google(false)).ask(patience);
            assert.equal(at, "/storage/v1/b/models/o/a%20b%2F1?alt=media");
            assert.deepEqual(headers, { "accept-encoding": "gzip", authorization: "Bearer t" });
        });

        it("are not sent to an emulator", async () => {
            const { headers } = await gsObject(location, google(true)).ask(patience);
            assert.equal(headers?.authorization, undefined);
            assert.deepEqual(platform.calls, []);
        });
    });

    describe("of Azure", () => {
        const metadata = () => new URL(platform.url);

        it("are first the workload's, then the container's, then the machine's, for storage", async () => {
            const endpoint = new URL(`${platform.url}/msi/token`);
            const federated = { tenantId: "tenant", tokenFile: file("jwt\n"), authority: new URL(platform.url) };
            const all: AzureSettings = {
                ...{ clientId: "client", federated, identity: { endpoint, header: "h" }, metadata: metadata() },
            };
            const { federated: _, ...ofContainer } = all;
            const { identity: __, clientId: ___, ...ofMachine } = ofContainer;
            give = () => '{"access_token":"t"}';
            for (const settings of [all, ofContainer, ofMachine])
                assert.equal(await storageToken(settings, patience), "t");
            const [workload, container, machine] = platform.calls as [Call, Call, Call];
            assert.deepEqual(
                [workload.path, workload.form.get("client_assertion"), workload.form.get("scope")],
                ["/tenant/oauth2/v2.0/token", "jwt", "https://storage.azure.com/.default"],
            );
            assert.deepEqual(
                [container.path, container.headers["x-identity-header"], container.query.get("client_id")],
                ["/msi/token", "h", "client"],
            );
            assert.deepEqual(
                [machine.path, machine.headers.metadata, machine.query.get("client_id")],
                ["/metadata/identity/oauth2/token", "true", null],
            );
            for (const { query } of [container, machine])
                assert.equal(query.get("resource"), "https://storage.azure.com/");
        });

        it("are refused where a workload names no client, or what answers has no token that a header can have", async () => {
            const federated = { tenantId: "tenant", tokenFile: file("jwt"), authority: new URL(platform.url) };
            await assert.rejects(
                storageToken({ federated, metadata: metadata() }, patience),
                refused(/without AZURE_CLIENT_ID/),
            );
            for (const text of ["", "{}", '{"access_token":1}', '{"access_token":"a b"}']) {
                give = () => text;
                await assert.rejects(
                    storageToken({ metadata: metadata() }, patience),
                    refused(/answers without a token/),
                );
            }
        });
    });
});

describe("the login for a registry", () => {
    const login = (registry: string, config: unknown) => {
        const directory = folder();
        writeFileSync(
            path.join(directory, "config.json"),
            typeof config === "string" ? config : JSON.stringify(config),
        );
        return loginFor(registry, directory);
    };
    const auth = Buffer.from("user:password").toString("base64");

    it("is that of its name, of its address, or of none", async () => {
        for (const name of ["r.example", "https://r.example", "https://r.example/v1/", "https://r.example/v2/"]) {
            assert.equal(await login("r.example", { auths: { [name]: { auth } } }), auth, name);
            assert.equal(await login("other.example", { auths: { [name]: { auth } } }), undefined);
        }
        assert.equal(
            await login("r.example", { auths: { "r.example": { username: "user", password: "password" } } }),
            auth,
        );
        assert.equal(await loginFor("r.example", undefined), undefined);
    });

    it("is that of Docker Hub under the name that `docker login` gives it", async () => {
        assert.equal(await login("docker.io", { auths: { "https://index.docker.io/v1/": { auth } } }), auth);
        assert.equal(await login("r.example", { auths: { "https://index.docker.io/v1/": { auth } } }), undefined);
    });

    it("is refused where a program has it, or the file is none, without its content", async () => {
        await assert.rejects(
            login("r.example", { credHelpers: { "r.example": "ecr" } }),
            refused(/leaves the login .* to a program/),
        );
        const store = { auths: { "r.example": {} }, credsStore: "desktop" };
        await assert.rejects(login("r.example", store), refused(/leaves the login .* to a program/));
        await assert.rejects(login("r.example", '{"auths": secret'), (error: unknown) => {
            return refused(/the logins are not JSON/)(error) && !(error as Error).message.includes("secret");
        });
        await assert.rejects(loginFor("r.example", folder()), refused(/the logins can't be read \(ENOENT\)/));
    });
});

describe("the manifest of an artefact", () => {
    const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;
    const release = digestOf("release");
    const manifest = JSON.stringify({ layers: [{ digest: digestOf("other") }, { digest: release }] });
    const layer = (text: string, reference: string) => {
        layerIn(Buffer.from(text), reference, release, "oci://r.example/a");
    };

    it("has the release as one of its layers, and the digest by which it is named", () => {
        layer(manifest, "v1");
        layer(manifest, digestOf(manifest));
        assert.throws(
            () => {
                layer(manifest, digestOf("another"));
            },
            refused(/has a manifest with digest/),
        );
    });

    for (const [title, text, says] of [
        ["has no such layer", '{"layers":[{"digest":"sha256:1"}]}', /has no layer .*, but sha256:1;/],
        ["has no layers", "{}", /has no layer .*, but none;/],
        ["is an index of others", '{"manifests":[{},{}],"layers":[]}', /is an index of 2 manifests/],
        ["is no JSON", "<html>", /has no manifest in JSON/],
        ["is null", "null", /has no manifest in JSON/],
    ] as const) {
        it(`is refused where it ${title}`, () => {
            assert.throws(() => {
                layer(text, "v1");
            }, refused(says));
        });
    }
});
