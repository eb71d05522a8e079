import assert from "node:assert/strict";

import { hidingSecrets, missingSecretFaults } from "../../../../components/plan/config/secrets";
import { ConfigFaults, type Fault, quoted } from "../../../../components/plan/faults";
import { parseConfig } from "../../../../components/plan/plan";
import { someAuthority, someKey } from "../../../support/arbitraries";
import { faultsOf, type Pinned, pinned } from "../faults-of";
import { digest, screening } from "../screening";

/** Put together here, so that no scanner takes this file for a leak. */
const parts = (...texts: string[]) => texts.join("");
const block = (kind: string) => parts("-----BEGIN ", kind, "-----\nMIIE\n-----END ", kind, "-----");

describe("a secret in plain text is found", () => {
    const secrets: [what: string, text: string][] = [
        ["a private key", block("PRIVATE KEY")],
        ["a private key", block("RSA PRIVATE KEY")],
        ["a private key", block("ENCRYPTED PRIVATE KEY")],
        ["a private key", block("PGP PRIVATE KEY BLOCK")],
        ["a user and a password in an address", "https://me:hunter2@models.example/1.onnx"],
        ["a user and a password in an address", "postgres://:hunter2@db.example"],
        ["a signature or token in an address", "https://a.blob.core.windows.net/m/1.onnx?sv=2024-11-04&sig=abc%3D"],
        ["a signature or token in an address", "https://m.s3.amazonaws.com/1.onnx?X-Amz-Signature=0f"],
        ["a signature or token in an address", "https://storage.googleapis.com/m/1.onnx?x-goog-signature=0f"],
        ["a signature or token in an address", "https://models.example/1.onnx?access_token=hunter2"],
        ["a signature or token in an address", "https://models.example/1.onnx?api-key=1&apikey=hunter2"],
        ["a key in an address", parts("https://f.azurewebsites.net/api/m?code=", "aB3".repeat(10), "==")],
        ["an access key of AWS", parts("AKIA", "ABCDEFGHIJKLMNOP")],
        ["an access key of AWS", parts("id ", "ASIA", "ABCDEFGHIJKLMNOP", " of ci")],
        ["an API key of Google", parts("AIza", "a".repeat(35))],
        ["an access token of Google", parts("ya29.", "a".repeat(30))],
        ["a token of GitHub", parts("ghp_", "a".repeat(36))],
        ["a token of GitHub", parts("github_pat_", "a".repeat(30))],
        ["a token of GitLab", parts("glpat-", "a".repeat(20))],
        ["a token of Hugging Face", parts("hf_", "a".repeat(34))],
        ["a token of Databricks", parts("dapi", "0123456789abcdef".repeat(2))],
        ["a token of Pulumi", parts("pul-", "0123456789".repeat(4))],
        ["a token of Slack", parts("xoxb-", "1234567890")],
        ["a token", parts("eyJ", "a".repeat(20), ".eyJ", "b".repeat(20), ".", "c".repeat(20))],
        ["the key of an Azure account", parts("AccountName=m;AccountKey=", "a".repeat(86), "==")],
        ["the key of an Azure account", parts("Endpoint=sb://m/;SharedAccessKey=", "a".repeat(43), "=")],
    ];
    for (const [what, text] of secrets) {
        it(`by its look: ${what}, as in ${text.slice(0, 40).replaceAll("\n", " ")}`, () => {
            for (const written of [
                { ...screening(), domain: text },
                { ...screening(), routing: { zone: text } },
                { ...screening(), [text]: 1 },
                { ...screening(), cells: { [text]: { name: "eu" } } },
                {
                    ...screening(),
                    routing: { auth: { jwt: { issuer: "i", audience: [`see ${text}`], jwks: { keys: [someKey] } } } },
                },
                [text],
                text,
            ]) {
                const error = thrownBy(() => parseConfig(written));
                const [secret, ...others] = error.faults.filter(({ code }) => code === "config/secret-in-clear");
                assert.ok(secret!.problem.includes(what), secret!.problem);
                assert.match(secret!.remedy, /^remove it/);
                assert.equal(others.length, 0);
                assertHidden(error, text);
            }
        });
    }

    for (const key of [
        "password",
        "token",
        "apiKey",
        "api_key",
        "secret_access_key",
        "clientSecret",
        "accessToken",
        "connectionString",
        "private_key",
    ]) {
        it(`by the key ${key}, whatever it looks like`, () => {
            const error = thrownBy(() => parseConfig({ ...screening(), routing: { [key]: "Hunter2 lives here" } }));
            assert.deepEqual(
                error.faults.map(({ code, path, value }) => [code, path, value]),
                [["config/secret-in-clear", `routing.${key}`, undefined]],
            );
            assert.match(error.message, new RegExp(key));
            assertHidden(error, "Hunter2 lives here");
        });
    }

    it("where the name of a secret should be", () => {
        const faults = faultsOf(() => parseConfig(withToken({ secret: "Hunter2 lives here" })));
        assert.deepEqual(
            faults.map(({ code, path, value }) => [code, path, value]),
            [["config/secret-in-clear", "observability.exports[0].token.secret", undefined]],
        );
        assert.deepEqual(
            faultsOf(() => parseConfig(withToken("hunter2"))).map(({ code, path }) => [code, path]),
            [["config/secret-in-clear", "observability.exports[0].token"]],
        );
    });

    it("beside everything else that is wrong", () => {
        assert.deepEqual(
            faultsOf(() =>
                parseConfig({ ...screening(), domain: "https://me:hunter2@a.b", service: 7, budgt: {} }),
            ).map(({ code, path }) => [code, path]),
            [
                ["config/unknown-key", "budgt"],
                ["config/secret-in-clear", "domain"],
                ["config/type", "service"],
            ],
        );
    });
});

describe("no secret in plain text is", () => {
    const texts = [
        "https://models.example/team/1.onnx?version=2#latest",
        "https://models.example/1.onnx?key=models/1.onnx",
        "https://models.example/1.onnx?tokens=5&signatures=2",
        "https://models.example:8443/a@b",
        "s3://models/screening/1.0.0.onnx",
        "mlflow:models:/screening/1",
        "oci://registry.example.com:5000/models/screening:1.0.0",
        `oci://registry.example.com/models/screening@${digest("m")}`,
        "arn:aws:iam::123456789012:role/screening",
        "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "projects/p/locations/europe-west1/keyRings/r/cryptoKeys/k",
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-cb9272f09590/resourceGroups/g",
        "sa@project.iam.gserviceaccount.com",
        digest("a"),
        "0123456789abcdef".repeat(4),
        someAuthority,
        someKey.x,
        "the password is kept elsewhere",
        "",
    ];
    for (const text of texts) {
        it(JSON.stringify(text.slice(0, 60)), () => {
            assert.deepEqual(hidingSecrets({ cells: [{ zone: text }], [text]: text, key: text }, []), []);
        });
    }

    it("a reference to a secret, a claim called as one, or an empty value", () => {
        assert.deepEqual(
            hidingSecrets({ token: { secret: "splunk-token" }, claims: { token: ["a"] }, password: "" }, []),
            [],
        );
    });
});

describe("faults beside a secret", () => {
    const fault = (change: Partial<Fault>): Fault => ({
        code: "test/one",
        path: "a",
        problem: "b",
        remedy: "c",
        ...change,
    });
    const left = (written: object, ...faults: Fault[]) =>
        hidingSecrets(written, faults).filter(({ code }) => code !== "config/secret-in-clear");

    it("are left out where they would show it, wherever that would be", () => {
        const password = 'hunter2 "lives" here';
        for (const shown of ["path", "value", "problem", "remedy"] as const) {
            assert.deepEqual(left({ password }, fault({ [shown]: `see ${password}.` })), [], shown);
        }
        assert.deepEqual(left({ password }, fault({ path: "password" })), []);
    });

    // A quotation of a long text ends after some of its characters, which may be all of a secret.
    it("are left out where they quote the beginning of a long text with a secret", () => {
        const source = `https://me:hunter2@models.example.com/${"deep/".repeat(40)}1.onnx`;
        assert.ok(quoted(source).length < source.length);
        for (const shown of ["problem", "remedy"] as const) {
            assert.deepEqual(left({ source }, fault({ [shown]: `release ${quoted(source)} is missing` })), [], shown);
        }
    });

    it("are kept where only a few letters are the same", () => {
        const kept = fault({ remedy: "absent" });
        assert.deepEqual(left({ password: "a" }, kept), [kept]);
    });

    it("are reported once for a path, however many secrets its keys are", () => {
        const faults = hidingSecrets({ a: { "https://me:hunter2@a": 1, "https://me:hunter3@a": 1 } }, []);
        assert.deepEqual(
            faults.map(({ path }) => path),
            ["a"],
        );
    });
});

describe("a value that holds itself, or that no config has", () => {
    it("is looked through once", () => {
        const round: Record<string, unknown> = { password: "hunter2" };
        round.self = round;
        class Resource {
            readonly password = "hunter2";
        }
        assert.deepEqual(
            hidingSecrets({ round, resource: new Resource() }, []).map(({ path }) => path),
            ["round.password"],
        );
    });
});

describe("a secret that a config names", () => {
    const token = withToken({ secret: "splunk-token" });
    const missing: Pinned = {
        code: "secret/missing",
        path: "observability.exports[0].token.secret",
        value: "splunk-token",
    };

    it("is missed where it isn't there", () => {
        assert.deepEqual(
            faultsOf(() => parseConfig(token, { secrets: ["other", "third"] })),
            [missing],
        );
        assert.deepEqual(pinned(missingSecretFaults(token, [])), [missing]);
    });

    it("is there, or not required if unknown", () => {
        assert.deepEqual(
            faultsOf(() => parseConfig(token, { secrets: ["splunk-token"] })),
            [],
        );
        assert.deepEqual(
            faultsOf(() => parseConfig(token)),
            [],
        );
    });

    it("is missed at its own place, where exports before it have no right form", () => {
        const [one] = token.observability.exports;
        const exports = [{ name: 1 }, 5, one];
        assert.deepEqual(
            faultsOf(() => parseConfig({ ...token, observability: { exports } }, { secrets: [] }))
                .filter(({ code }) => code === "secret/missing")
                .map(({ path }) => path),
            ["observability.exports[2].token.secret"],
        );
    });
});

/** Exports on AWS, where a cell of unprotected data is. */
function withToken(token: unknown) {
    const [cell] = screening().cells;
    const { models } = screening();
    return {
        ...screening(),
        cells: [
            {
                ...cell!,
                dataClasses: ["internal"],
                regions: ["aws:eu-west-1"],
                primary: "aws:eu-west-1",
                backup: "aws:eu-north-1",
            },
        ],
        models,
        observability: {
            exports: [
                {
                    name: "splunk",
                    to: "splunk",
                    endpoint: "https://splunk.example/services/collector",
                    place: "aws:eu-west-1",
                    token,
                },
            ],
        },
    };
}

function assertHidden(error: ConfigFaults, text: string): void {
    const said = [error.message, error.stack, String(error), JSON.stringify(error), JSON.stringify(error.faults)];
    for (const one of said) {
        assert.ok(!one!.includes(text) && !one!.includes(JSON.stringify(text).slice(1, -1)), one);
    }
}

function thrownBy(act: () => unknown): ConfigFaults {
    try {
        act();
    } catch (error) {
        assert.ok(error instanceof ConfigFaults);
        return error;
    }
    return assert.fail("nothing was thrown");
}
