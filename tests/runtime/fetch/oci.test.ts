import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { challengeIn } from "../../../runtime/fetch/oci/challenge";
import { type Environment, endPrograms } from "../program";
import { Fetch, digestOf, folder, release } from "./fetched";
import { Registry } from "./registry";

describe("fetch from a registry", () => {
    const content = release();
    const readme = Buffer.from("# A model");
    let registry: Registry;
    let manifest: string;

    before(async () => {
        registry = await Registry.start();
        manifest = registry.push("1.0.0", readme, content);
    });
    beforeEach(() => {
        Object.assign(registry, { login: "none", cutAfter: undefined });
        registry.asked.length = 0;
    });
    afterEach(endPrograms);
    after(() => registry.stop());

    const uri = (reference: string) => ({ SOURCE_URI: `oci://${registry.host}/team/screening${reference}` });
    const start = (more: Environment = uri(":1.0.0")) =>
        new Fetch(content, { NODE_EXTRA_CA_CERTS: registry.ca, ...uri(":1.0.0"), ...more });

    function logins(config: object): Environment {
        const directory = folder();
        writeFileSync(path.join(directory, "config.json"), JSON.stringify(config), { mode: 0o600 });
        return { DOCKER_CONFIG: directory };
    }
    const auth = Buffer.from("user:pass-word").toString("base64");
    const right = () => logins({ auths: { [registry.host]: { auth } } });

    async function succeeded(more?: Environment): Promise<Fetch> {
        const run = start(more);
        assert.equal(await run.exit(), 0, run.text);
        assert.ok(readFileSync(run.file).equals(content));
        for (const secret of ["pass-word", auth, "token-of-registry", "signed-address"]) {
            assert.ok(!run.text.includes(secret), secret);
        }
        return run;
    }

    async function failed(more?: Environment): Promise<string> {
        const run = start(more);
        assert.equal(await run.exit(), 1);
        assert.deepEqual(run.parts, []);
        return run.reason;
    }

    it("reads the layer with the release's digest, by a tag and by the manifest's digest", async () => {
        await succeeded();
        await succeeded(uri(`@${manifest}`));
    });

    it("resumes a blob that breaks off", async () => {
        registry.cutAfter = 100_000;
        const run = await succeeded();
        assert.match(String(run.events("attempt failed")[0]?.resumes), /^from byte \d+$/);
    });

    for (const login of ["token", "basic"] as const) {
        it(`logs in by ${login} where the registry asks for it, and not where the blob is`, async () => {
            registry.login = login;
            await succeeded(right());
            await succeeded(
                logins({ auths: { [`https://${registry.host}`]: { username: "user", password: "pass-word" } } }),
            );
        });
    }

    it("fails without a login that the registry wants, with the remedy", async () => {
        registry.login = "token";
        assert.match(
            await failed(),
            /gives no credentials \(401 Unauthorized\); let DOCKER_CONFIG name .* pull team\/screening/,
        );
        registry.login = "basic";
        assert.match(await failed(), /^localhost:\d+ wants a login; let DOCKER_CONFIG name/);
        const helper = logins({ credHelpers: { [registry.host]: "ecr-login" } });
        assert.match(
            await failed(helper),
            /leaves the login of localhost:\d+ to a program, which is not in this image; /,
        );
    });

    it("fails where no layer has the release's digest, before a byte of one is read", async () => {
        registry.push("other", readme);
        const reason = await failed(uri(":other"));
        assert.match(
            reason,
            new RegExp(`has no layer ${digestOf(content)}, but ${digestOf(readme)}; correct MODEL_DIGEST`),
        );
        assert.ok(!registry.asked.some(url => url.includes("/blobs/")));
    });

    it("fails at a manifest that does not have the digest it is named by", async () => {
        const corrupt = registry.push("corrupt", content, readme);
        registry.corrupt(corrupt);
        assert.match(
            await failed(uri(`@${corrupt}`)),
            /has a manifest with digest sha256:44136fa3.*; see whether the regis/,
        );
    });

    it("fails at an index, and at a tag that is missing", async () => {
        registry.pushIndex("index");
        assert.match(await failed(uri(":index")), /is an index of 2 manifests; name one of them by its digest$/);
        assert.match(
            await failed(uri(":2.0.0")),
            /can't be read: the registry answers 404 Not Found; push the artefact/,
        );
    });
});

describe("the challenge of a registry", () => {
    it("is read in any order, quoted or not", () => {
        const bearer = { scheme: "bearer", realm: "https://auth.example/token", service: "a, b", scope: 'x"y' };
        assert.deepEqual(
            challengeIn('Bearer scope="x\\"y", service="a, b" ,realm=https://auth.example/token,error="x"'),
            bearer,
        );
        assert.equal(challengeIn('BASIC realm="r"')?.scheme, "basic");
        assert.deepEqual([challengeIn(undefined), challengeIn("Negotiate")], [undefined, undefined]);
    });
});
