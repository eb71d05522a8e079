import assert from "node:assert/strict";

import { parseEnvironment } from "../../../runtime/fetch/environment";
import { faultsOf } from "../../components/plan/faults-of";

const good = {
    SOURCE_URI: "s3://models/1.onnx",
    MODEL_URI: "/release/1.onnx",
    MODEL_DIGEST: `sha256:${"0".repeat(64)}`,
    AWS_REGION: "eu-west-1",
};

const faults = (env: NodeJS.ProcessEnv) => faultsOf(() => parseEnvironment(env)).map(({ path }) => path);

describe("the environment of fetch", () => {
    it("has no limit of size and an hour's deadline by default", () => {
        const { deadlineMs, maxBytes } = parseEnvironment(good);
        assert.deepEqual([deadlineMs, maxBytes], [3_600_000, Infinity]);
    });

    it("unpacks tar archives, and refuses other forms and limits out of range", () => {
        assert.equal(parseEnvironment({ ...good, UNPACK: "tar" }).unpack, "tar");
        for (const wrong of [
            { UNPACK: "zip" },
            { MAX_BYTES: "0" },
            { MAX_BYTES: "1e9" },
            { DEADLINE_SECONDS: "0" },
            { DEADLINE_SECONDS: "86401" },
        ]) {
            assert.deepEqual(faults({ ...good, ...wrong }), Object.keys(wrong), JSON.stringify(wrong));
        }
    });

    it("needs a region for S3 alone, by either of its names", () => {
        const { AWS_REGION, ...rest } = good;
        assert.deepEqual(faults(rest), ["AWS_REGION"]);
        assert.deepEqual(faults({ ...rest, AWS_DEFAULT_REGION: AWS_REGION }), []);
        assert.deepEqual(faults({ ...rest, SOURCE_URI: "gs://models/1.onnx" }), []);
    });

    it("takes AWS_REGION before AWS_DEFAULT_REGION, and the endpoint of a service before that of all", () => {
        const { aws } = parseEnvironment({
            ...{ ...good, AWS_DEFAULT_REGION: "us-east-1" },
            ...{ AWS_ENDPOINT_URL: "https://all.example", AWS_ENDPOINT_URL_S3: "https://s3.example" },
        });
        assert.deepEqual([aws.region, aws.s3?.host, aws.sts?.host], ["eu-west-1", "s3.example", "all.example"]);
    });

    it("needs the store's server and a certificate for it where the release is there", () => {
        const env = { ...good, SOURCE_URI: "store:" };
        const store = ["REGION", "STORE_HOST", "STORE_NAME", "STORE_PORT"];
        assert.deepEqual(faults(env), [...store, "TLS_CA", "TLS_CERT", "TLS_KEY"]);
        assert.deepEqual(faults({ ...env, TLS_CERT: "a", TLS_KEY: "b", TLS_CA: "c" }), store);
    });

    for (const [one, other] of [
        ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
        ["AWS_ROLE_ARN", "AWS_WEB_IDENTITY_TOKEN_FILE"],
        ["AZURE_TENANT_ID", "AZURE_FEDERATED_TOKEN_FILE"],
        ["IDENTITY_ENDPOINT", "IDENTITY_HEADER"],
    ] as const) {
        it(`needs ${one} and ${other} together`, () => {
            const values = {
                AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/a",
                IDENTITY_ENDPOINT: "http://127.0.0.1:1",
            };
            const value = (name: string) => ({ [name]: (values as Record<string, string>)[name] ?? "value" });
            assert.deepEqual(faults({ ...good, ...value(one) }), [other]);
            assert.deepEqual(faults({ ...good, ...value(other) }), [one]);
            assert.deepEqual(faults({ ...good, ...value(one), ...value(other) }), []);
        });
    }

    it("refuses http but to this machine, and to where the platform gives out credentials", () => {
        for (const name of ["AWS_ENDPOINT_URL_S3", "AZURE_STORAGE_SERVICE_ENDPOINT", "STORAGE_EMULATOR_HOST"]) {
            for (const url of [
                "http://10.0.0.1:9000",
                "http://minio.example",
                "http://169.254.169.254",
                "ftp://[::1]",
            ]) {
                assert.deepEqual(faults({ ...good, [name]: url }), [name], url);
            }
            for (const url of [
                "http://127.0.0.1:9000",
                "http://localhost:1",
                "http://[::1]:1",
                "https://minio.example",
            ]) {
                assert.deepEqual(faults({ ...good, [name]: url }), [], url);
            }
        }
        const credentials = (AWS_CONTAINER_CREDENTIALS_FULL_URI: string) =>
            faults({ ...good, AWS_CONTAINER_CREDENTIALS_FULL_URI });
        assert.deepEqual(credentials("http://169.254.170.23/v1/credentials"), []);
        assert.deepEqual(credentials("http://[fd00:ec2::23]/v1/credentials"), []);
        assert.deepEqual(credentials("http://credentials.example/"), ["AWS_CONTAINER_CREDENTIALS_FULL_URI"]);
        assert.deepEqual(credentials("http://169.254.170.23.evil.example/"), ["AWS_CONTAINER_CREDENTIALS_FULL_URI"]);
    });

    it("shows no credential in a fault", () => {
        const wrong = {
            SOURCE_URI: "s3:x?X-Amz-Signature=secret",
            SOURCE_TOKEN: "secret secret",
            AWS_ACCESS_KEY_ID: "secret secret",
            AWS_SECRET_ACCESS_KEY: "secret secret",
            AWS_SESSION_TOKEN: "secret secret",
            AWS_CONTAINER_AUTHORIZATION_TOKEN: "secret secret",
            AWS_CONTAINER_CREDENTIALS_FULL_URI: "secret",
            IDENTITY_ENDPOINT: "secret",
            IDENTITY_HEADER: "secret secret",
        };
        const found = faultsOf(() => parseEnvironment({ ...good, ...wrong }));
        assert.deepEqual(
            found.map(({ path }) => path),
            Object.keys(wrong).sort(),
        );
        assert.ok(!JSON.stringify(found).includes("secret"));
    });
});
