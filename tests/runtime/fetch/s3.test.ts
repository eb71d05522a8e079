import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { type Environment, endPrograms } from "../program";
import { Cutting } from "./cutting";
import { Fetch, folder, release } from "./fetched";
import { type Keys, Moto } from "./moto";
import { type Call, type Given, Platform } from "./platform";

const key = "releases/a b+c(1)'é/../x.onnx";

describe("fetch from S3", () => {
    const content = release();
    let moto: Moto;
    let reader: Keys;
    let stranger: Keys;
    let role: string;
    let ofTask: Keys;

    before(async function () {
        this.timeout(180_000);
        moto = await Moto.start();
        await moto.put("models", "1.onnx", content);
        await moto.put("models", key, content);
        reader = await moto.user("reader", "s3:GetObject", "arn:aws:s3:::models/*");
        stranger = await moto.user("stranger", "s3:GetObject", "arn:aws:s3:::others/*");
        role = await moto.role("server", "arn:aws:s3:::models/*");
        ofTask = await moto.assume(role);
    });
    beforeEach(() => moto.strict());
    afterEach(endPrograms);
    after(() => moto.stop());

    const keys = ({ id, secret, token }: Keys): Environment => ({
        AWS_ACCESS_KEY_ID: id,
        AWS_SECRET_ACCESS_KEY: secret,
        ...(token === undefined ? {} : { AWS_SESSION_TOKEN: token }),
    });

    const start = (more: Environment) =>
        new Fetch(content, {
            SOURCE_URI: "s3://models/1.onnx",
            AWS_REGION: "us-east-1",
            AWS_ENDPOINT_URL_S3: moto.url,
            ...more,
        });

    async function succeeded(more: Environment): Promise<Fetch> {
        const run = start(more);
        assert.equal(await run.exit(), 0, run.text);
        assert.ok(readFileSync(run.file).equals(content));
        return run;
    }

    async function failed(more: Environment): Promise<string> {
        const run = start(more);
        assert.equal(await run.exit(), 1);
        assert.deepEqual(run.parts, []);
        for (const { secret, token = secret } of [reader, stranger, ofTask]) {
            assert.ok(!run.text.includes(secret) && !run.text.includes(token));
        }
        return run.reason;
    }

    it("signs with a user's keys", async () => {
        await succeeded(keys(reader));
    });

    it("signs with the session token of a role", async () => {
        await succeeded(keys(ofTask));
    });

    it("reads a key with spaces, signs, letters beyond ASCII and dots", async () => {
        await succeeded({ ...keys(reader), SOURCE_URI: `s3://models/${key}` });
    });

    it("resumes a connection that breaks off, by range and ETag", async () => {
        const cutting = await Cutting.before(moto.port, 100_000);
        try {
            const run = await succeeded({ ...keys(reader), AWS_ENDPOINT_URL_S3: `http://${cutting.host}` });
            assert.match(String(run.events("attempt failed")[0]?.resumes), /^from byte \d+$/);
        } finally {
            await cutting.stop();
        }
    });

    it("takes the task's credentials from ECS", async () => {
        const given = JSON.stringify({ AccessKeyId: ofTask.id, SecretAccessKey: ofTask.secret, Token: ofTask.token });
        const ecs = await Platform.start(({ headers, path: asked }) =>
            asked === "/v2/credentials/1" && headers.authorization === "token-of-task" ? given : 403,
        );
        const tokenFile = path.join(folder(), "token");
        writeFileSync(tokenFile, "token-of-task\n");
        try {
            const uri = { AWS_CONTAINER_CREDENTIALS_FULL_URI: `${ecs.url}/v2/credentials/1` };
            await succeeded({ ...uri, AWS_CONTAINER_AUTHORIZATION_TOKEN: "token-of-task" });
            await succeeded({ ...uri, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile });
            assert.match(await failed(uri), /^127.0.0.1:\d+ gives no credentials \(403 Forbidden\); give the task/);
        } finally {
            await ecs.stop();
        }
    });

    it("takes the credentials of a service account's role (IRSA), of which the first request is not signed", async () => {
        const file = path.join(folder(), "token");
        writeFileSync(file, "token.of.account\n");
        const identity = { AWS_ROLE_ARN: role, AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ENDPOINT_URL_STS: moto.url };
        await moto.strict(1);
        await succeeded(identity);
        const missing = { ...identity, AWS_WEB_IDENTITY_TOKEN_FILE: `${file}.missing` };
        assert.match(await failed(missing), /^the token can't be read \(ENOENT\): .*; mount the token/);
    });

    it("takes the credentials of the instance, by version 2 of its metadata service alone", async () => {
        const given = JSON.stringify({ AccessKeyId: ofTask.id, SecretAccessKey: ofTask.secret, Token: ofTask.token });
        const roles = "/latest/meta-data/iam/security-credentials/";
        const paths: Readonly<Record<string, string>> = { [roles]: "server\n", [`${roles}server`]: given };
        const imds = (call: Call): Given => {
            if (call.path === "/latest/api/token") {
                return call.method === "PUT" && call.headers["x-aws-ec2-metadata-token-ttl-seconds"] ? "session" : 400;
            }
            return call.headers["x-aws-ec2-metadata-token"] === "session" ? (paths[call.path] ?? 404) : 401;
        };
        const metadata = await Platform.start(imds);
        try {
            await succeeded({ AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.url });
        } finally {
            await metadata.stop();
        }
    });

    it("fails without credentials with where they may come from", async () => {
        const reason = await failed({ AWS_EC2_METADATA_DISABLED: "true" });
        assert.match(reason, /^there are no credentials of AWS; run with a task role/);
    });

    for (const [what, environment, reason] of [
        [
            "a right that is missing",
            () => keys(stranger),
            /^s3:\/\/models\/1.onnx can't be read: S3 answers 403 Forbidden \(AccessDenied\); allow this role s3:GetObject on s3:\/\/models\/1.onnx .*kms:Decrypt/,
        ],
        [
            "a wrong secret",
            () => keys({ ...reader, secret: "wrong" }),
            /\(SignatureDoesNotMatch\); set AWS_SECRET_ACCESS_KEY/,
        ],
        [
            "a key that is unknown",
            () => keys({ id: "AKIAUNKNOWN", secret: "x" }),
            /\(InvalidAccessKeyId\); set AWS_ACC/,
        ],
        [
            "an object that is missing",
            () => ({ ...keys(reader), SOURCE_URI: "s3://models/2.onnx" }),
            /S3 answers 404 Not Found \(NoSuchKey\); put the object there, or correct the key: s3:\/\/models\/2.onnx/,
        ],
    ] as const) {
        it(`fails at ${what} at once, with the remedy`, async () => {
            assert.match(await failed(environment()), reason);
        });
    }
});
