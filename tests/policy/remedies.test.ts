import assert from "node:assert/strict";

import { Properties } from "../../policy/properties";
import { patched, remediations } from "../../policy/remedies";
import { rules } from "../../policy/rules";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

function corrected(type: string, properties: Readonly<Record<string, unknown>>) {
    for (const { byType } of remediations) {
        const patch = byType[type]?.(new Properties(properties));
        if (patch !== undefined) return patched(properties, patch);
    }
    return undefined;
}

const listener = "aws:lb/listener:Listener";
const block = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const cdn = "aws:cloudfront/distribution:Distribution";
const ssl = "gcp:compute/sSLPolicy:SSLPolicy";
const awsKey = "aws:kms/key:Key";
const gcpKey = "gcp:kms/cryptoKey:CryptoKey";
const floor = "ELBSecurityPolicy-TLS13-1-2-2021-06";
const closed = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

/** The inputs of a program, and what they are corrected to. Nothing: they are left as they are. */
const cases: readonly (readonly [string, string, Record<string, unknown>, Record<string, unknown>?])[] = [
    [
        "an old version of TLS",
        listener,
        { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-2016-08" },
        { protocol: "HTTPS", sslPolicy: floor },
    ],
    [
        "a listener that says no policy",
        listener,
        { protocol: "TLS", port: 443 },
        { protocol: "TLS", port: 443, sslPolicy: floor },
    ],
    ["a new version of TLS", listener, { protocol: "HTTPS", sslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" }],
    ["a plain listener", listener, { protocol: "HTTP" }],
    ["a policy that isn't known yet", listener, { protocol: "HTTPS", sslPolicy: unknown }],
    ["a protocol that isn't known yet", listener, { protocol: unknown, sslPolicy: "ELBSecurityPolicy-2016-08" }],
    [
        "a bucket that is half open",
        block,
        { bucket: "a", blockPublicAcls: false, blockPublicPolicy: true },
        { bucket: "a", ...closed },
    ],
    ["a bucket that is closed", block, { bucket: "a", ...closed }],
    ["flags that aren't known yet", block, { ...closed, blockPublicAcls: unknown }],
    [
        "a CDN under a certificate of its own",
        cdn,
        { viewerCertificate: { acmCertificateArn: unknown, minimumProtocolVersion: "TLSv1" } },
        { viewerCertificate: { acmCertificateArn: unknown, minimumProtocolVersion: "TLSv1.2_2021" } },
    ],
    ["a CDN under its vendor's certificate", cdn, { viewerCertificate: { cloudfrontDefaultCertificate: true } }],
    [
        "a policy of TLS 1.0",
        ssl,
        { minTlsVersion: "TLS_1_0", profile: "MODERN" },
        { minTlsVersion: "TLS_1_2", profile: "MODERN" },
    ],
    ["a policy that says nothing", ssl, {}, { minTlsVersion: "TLS_1_2" }],
    ["a key that doesn't rotate", awsKey, { enableKeyRotation: false }, { enableKeyRotation: true }],
    ["a key of which nothing is said", awsKey, {}, { enableKeyRotation: true }],
    ["a key that signs", awsKey, { customerMasterKeySpec: "RSA_2048" }],
    ["a key that can't rotate", awsKey, { keyUsage: "GENERATE_VERIFY_MAC" }],
    [
        "a key without a period",
        gcpKey,
        { purpose: "ENCRYPT_DECRYPT" },
        { purpose: "ENCRYPT_DECRYPT", rotationPeriod: "7776000s" },
    ],
    ["a key with another period", gcpKey, { rotationPeriod: "31536000s" }],
    ["an asymmetric key", gcpKey, { purpose: "ASYMMETRIC_SIGN" }],
    [
        "a bucket on Google Cloud",
        "gcp:storage/bucket:Bucket",
        { location: "EU" },
        { location: "EU", publicAccessPrevention: "enforced" },
    ],
];

describe("remedies of the policy pack", () => {
    for (const [what, type, said, wanted] of cases) {
        it(`${wanted === undefined ? "leave" : "correct"} ${what}, and change no other input`, () => {
            const before = structuredClone(said);
            assert.deepEqual(corrected(type, said), wanted);
            assert.deepEqual(said, before);
        });
    }

    it("answer rules that there are", () => {
        for (const { rule } of remediations)
            assert.ok(
                rules.some(({ id }) => id === rule),
                rule,
            );
    });
});
