import assert from "node:assert/strict";

import { locationIn, shownLocation } from "../../../runtime/fetch/location";

const digest = `sha256:${"a".repeat(64)}`;

describe("the location of a release", () => {
    for (const [uri, expected] of [
        ["s3://models/a/b.onnx", { kind: "s3", bucket: "models", key: "a/b.onnx" }],
        ["s3:models/a b/../c?d#e", { kind: "s3", bucket: "models", key: "a b/../c?d#e" }],
        ["s3://my.models.eu/x", { kind: "s3", bucket: "my.models.eu", key: "x" }],
        ["gs://models/a/b.onnx", { kind: "gs", bucket: "models", object: "a/b.onnx" }],
        ["az://account/models/a/b.onnx", { kind: "az", account: "account", container: "models", blob: "a/b.onnx" }],
        [
            "https://account.blob.core.windows.net/models/a%20b.onnx",
            {
                kind: "az",
                account: "account",
                container: "models",
                blob: "a b.onnx",
                host: "account.blob.core.windows.net",
            },
        ],
        [
            "oci://registry.example:5000/team/screening:1.0.0",
            { kind: "oci", registry: "registry.example:5000", repository: "team/screening", reference: "1.0.0" },
        ],
        [
            `oci://ghcr.io/team/screening@${digest}`,
            { kind: "oci", registry: "ghcr.io", repository: "team/screening", reference: digest },
        ],
        ["store:", { kind: "store" }],
    ] as const) {
        it(`is read from ${uri.slice(0, 60)}`, () => {
            assert.deepEqual(locationIn(uri), expected);
        });
    }

    it("is an https address as any other where a blob's URL has a signature", () => {
        const uri = "https://account.blob.core.windows.net/models/a?sv=2021&sig=secret";
        assert.deepEqual(locationIn(uri), { kind: "https", url: new URL(uri) });
    });

    for (const uri of [
        "http://models.example/1.onnx",
        "https://user:password@models.example/1.onnx",
        "https://models.example/1.onnx#part",
        "file:///models/1.onnx",
        "s3://models",
        "s3://models/",
        "s3://Models/x",
        "s3://models@evil.example/x",
        "gs://a/x",
        "az://account/models",
        "az://account.evil.example/models/x",
        "oci://registry.example/team/screening",
        "oci://registry.example/Team/screening:1",
        `oci://registry.example/team/screening:1@${digest}`,
        "oci://registry.example/../v2:1",
        "store:other",
        "",
    ]) {
        it(`is not ${uri || "an empty text"}`, () => {
            assert.equal(locationIn(uri), undefined);
        });
    }

    it("is shown without what may be a credential", () => {
        assert.equal(shownLocation("https://user:secret@host/a?sig=secret#secret"), "https://…@host/a?…");
    });
});
