import assert from "node:assert/strict";

import { Passing, Refused } from "../../../runtime/fetch/failure";
import { connectionFailure } from "../../../runtime/fetch/http/connection-failure";
import { refusedBy } from "../../../runtime/fetch/http/credential-refusal";

describe("a failed connection to a source", () => {
    const failure = (code: string) => connectionFailure(Object.assign(new Error(), { code }), "models.example");

    for (const code of [
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ETIMEDOUT",
        "EHOSTUNREACH",
        "ENETUNREACH",
        "ECONNRESET",
        "EPIPE",
    ]) {
        it(`is tried again at ${code}: a pod may start before its network`, () => {
            assert.ok(failure(code) instanceof Passing);
        });
    }

    for (const [code, remedy] of [
        ["ERR_TLS_CERT_ALTNAME_INVALID", "name the host that the certificate is for"],
        ["CERT_HAS_EXPIRED", "renew it"],
        ["DEPTH_ZERO_SELF_SIGNED_CERT", "name the file of its authority in NODE_EXTRA_CA_CERTS"],
        ["SELF_SIGNED_CERT_IN_CHAIN", "name the file of its authority in NODE_EXTRA_CA_CERTS"],
        ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "name the file of its authority in NODE_EXTRA_CA_CERTS"],
    ] as const) {
        it(`fails at once at ${code}`, () => {
            const found = failure(code);
            assert.ok(found instanceof Refused);
            assert.equal(found.remedy, remedy);
        });
    }
});

describe("a platform that gives no credentials", () => {
    const refusal = (status: number) =>
        refusedBy(
            { status, headers: {}, text: "secret", bytes: Buffer.from("secret") },
            new URL("http://169.254.169.254"),
            "set a role",
        );

    for (const [status, kind] of [
        [408, Passing],
        [429, Passing],
        [500, Passing],
        [503, Passing],
        [400, Refused],
        [401, Refused],
        [404, Refused],
    ] as const) {
        it(`${kind === Passing ? "is called again" : "fails the download at once"} at ${status}, without its text`, () => {
            const found = refusal(status);
            assert.ok(found instanceof kind);
            assert.match(
                found.message,
                new RegExp(`^169\\.254\\.169\\.254 gives no credentials \\(${status} .*; set a role$`),
            );
        });
    }
});
