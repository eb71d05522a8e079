import assert from "node:assert/strict";

import { pathOfKey, queryOf, sha256, type Signed, signedHeaders } from "../../../runtime/s3/signature";

const host = "example.amazonaws.com";
const credentials = {
    accessKeyId: "AKIDEXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
};
const date = new Date("2015-08-30T12:36:00Z");
const scope = { region: "us-east-1", service: "service", credentials, date };
const get = (path: string, headers = {}): Signed => ({ method: "GET", path, headers: { host, ...headers }, body: "" });

/** Name, path and signature of AWS's signing test suite (github.com/awslabs/aws-c-auth, tests/aws-signing-test-suite/v4). */
const vectors = [
    ["get-vanilla", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"],
    [
        "get-unreserved",
        "/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f",
    ],
    ["get-utf8", "/%E1%88%B4", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"],
    ["get-space-unnormalized", "/example%20space/", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"],
    ["get-slash-unnormalized", "//", "c88bcd3d312d75078c0cd961d6deae3f4c754924b01669efcfcb439fd5e5b76e"],
    ["get-slashes-unnormalized", "//example//", "87cca117541a147f6df867677d98a7d80dff226d2bfca9e4ffa899665623c7e5"],
    ["get-slash-dot-slash-unnormalized", "/./", "68714168e6557f8f2de0ef956fc24dc2593a4bd2961f8df51898d8a134695145"],
    ["get-relative-unnormalized", "/example/..", "eca7ead57bb5aa5c8e28007acd4ff04e1ff9a0ff3b237ec1554a184887ff9282"],
] as const;

describe("the signature of a request to AWS", () => {
    for (const [name, path, signature] of vectors) {
        it(`is that of AWS's vector ${name}`, () => {
            const { authorization } = signedHeaders(get(path), scope);
            const signed = "SignedHeaders=host;x-amz-date";
            const of = "Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request";
            assert.equal(authorization, `AWS4-HMAC-SHA256 ${of}, ${signed}, Signature=${signature}`);
        });
    }

    it("is that of AWS's vector get-vanilla-query-order-key-case", () => {
        const query = { Param2: "value2", Param1: "value1" };
        const { authorization } = signedHeaders({ ...get("/"), query }, scope);
        assert.match(authorization!, /Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500$/);
    });

    it("is that of AWS's vector get-vanilla-with-session-token", () => {
        const sessionToken = "6e86291e8372ff2a2260956d9b8aae1d763fbf315fa00fa31553b73ebf194267";
        const { authorization = "" } = signedHeaders(get("/"), {
            ...scope,
            credentials: { ...credentials, sessionToken },
        });
        assert.match(
            authorization,
            /SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=07ec1639c89043aa0e3e2de82b96708f198cceab042d4a97044c66dd9f74e7f8$/,
        );
    });

    it("is that of AWS's vector get-header-value-trim", () => {
        const headers = { "my-header1": "value1", "my-header2": '"a   b   c"' };
        const { authorization = "" } = signedHeaders(get("/", headers), scope);
        assert.match(authorization, /Signature=acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736$/);
    });

    it("is of paths and queries in which all signs but the unreserved ones are escaped", () => {
        // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "UriEncode()".
        const ascii = Array.from({ length: 0x7f - 0x20 }, (_, i) => String.fromCharCode(0x20 + i));
        const escaped = (sign: string) =>
            /[A-Za-z0-9._~-]/.test(sign) ? sign : `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
        for (const sign of ascii) {
            assert.equal(pathOfKey(`a${sign}b`), sign === "/" ? "a/b" : `a${escaped(sign)}b`);
            assert.equal(queryOf({ [`k${sign}`]: sign }), `k${escaped(sign)}=${escaped(sign)}`);
        }
        assert.equal(pathOfKey("ü/€"), "%C3%BC/%E2%82%AC");
    });

    it("is that of the example in the documentation of S3", () => {
        // https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, "Example: GET Object".
        const { authorization = "" } = signedHeaders(
            {
                method: "GET",
                path: "/test.txt",
                headers: {
                    host: "examplebucket.s3.amazonaws.com",
                    range: "bytes=0-9",
                    "x-amz-content-sha256": sha256(""),
                },
                body: "",
            },
            {
                region: "us-east-1",
                service: "s3",
                credentials: {
                    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
                    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                },
                date: new Date("2013-05-24T00:00:00Z"),
            },
        );
        assert.match(
            authorization,
            /SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, ?Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/,
        );
    });
});
