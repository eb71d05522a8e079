import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { certificatesFile, certifierPaths } from "../../../components/plan/serving/certifier";
import { makeAuthority, makeIntermediate } from "../../../runtime/certifier/certificates";
import { replaceFile } from "../../../runtime/files";
import { endPrograms, type Environment, Program } from "../program";

const cell = "eu.screening.example";

describe("the process of a certifier", function () {
    this.timeout(60_000);
    let directory: string;
    let environment: Environment;

    const file = (name: string) => path.join(directory, name);

    beforeEach(async () => {
        directory = mkdtempSync(path.join(tmpdir(), "certifier-"));
        const root = await makeAuthority("meridian cell eu", cell, { pathLength: 1 });
        const intermediate = await makeIntermediate(root, "meridian region fra", cell);
        writeFileSync(file("root.crt"), root.certificate);
        writeFileSync(file("tls.crt"), intermediate.certificate);
        writeFileSync(file("tls.key"), intermediate.key);
        writeFileSync(file("certificates.json"), certificatesFile([{ secret: "gate-tls", names: [cell] }]));
        environment = {
            ...{ CELL: "eu", REGION: "kubernetes:fra", NAMESPACE: "screening-eu", POD_NAME: "a", LEASE: "certifier" },
            ...{ AUTHORITY_CERT: file("tls.crt"), AUTHORITY_KEY: file("tls.key"), ROOT_CERT: file("root.crt") },
            ...{ CERTIFICATES: file("certificates.json"), HEALTH_PORT: "0" },
        };
    });
    afterEach(async () => {
        await endPrograms();
        rmSync(directory, { recursive: true, force: true });
    });

    /** This machine is no pod, so that there is no token. */
    it("runs without an API server, is not ready, and logs the reason once", async () => {
        const program = new Program("certifier", environment);
        const { port } = await program.event("listening");
        await program.event("lease request failed");
        const get = async (at: string) => fetch(`http://127.0.0.1:${port}${at}`);
        assert.equal((await get(certifierPaths.live)).status, 200);
        assert.equal((await get(certifierPaths.ready)).status, 503);
        const metrics = await (await get(certifierPaths.metrics)).text();
        const values = Object.fromEntries(
            [
                ...metrics.matchAll(
                    /^meridian_certifier_(\w+)\{(?:of="(\w+)",)?cell="eu",region="kubernetes:fra"\} (\S+)$/gm,
                ),
            ].map(([, name, of = "", value]) => [`${name} ${of}`.trim(), Number(value)]),
        );
        assert.ok(values.authority_expiry_seconds! > 3600 * 24 * 3600);
        assert.ok(values["errors_total lease"]! >= 1);
        const { authority_expiry_seconds: _, "errors_total lease": __, ...rest } = values;
        assert.deepEqual(rest, { leader: 0, issued_total: 0, "errors_total secret": 0, "errors_total files": 0 });
        assert.equal(program.events("lease request failed").length, 1);
        program.process.kill("SIGTERM");
        assert.equal(await program.exit(), 0);
        assert.deepEqual(program.noise, []);
    });

    it("reads its files again when they change, and continues with the content before where they are broken", async () => {
        const program = new Program("certifier", environment);
        await program.event("listening");
        await replaceFile(file("certificates.json"), "[]");
        assert.deepEqual((await program.event("files reloaded")).secrets, []);
        await replaceFile(file("certificates.json"), "[{}]");
        assert.match(String((await program.event("files not reloaded")).reason), /certificates\[0\]\.secret/);
    });

    const broken: readonly (readonly [what: string, file: string, content: string, reason: RegExp])[] = [
        ["a file that is not JSON", "certificates.json", "{", /certificates\.json does not list Secrets: /],
        ["a Secret without names", "certificates.json", '[{"secret":"a","names":[]}]', /certificates\[0\]\.names/],
        [
            "a Secret that is listed twice",
            "certificates.json",
            '[{"secret":"a","names":["a.example"]},{"secret":"a","names":["b.example"]}]',
            /Secret a is listed twice/,
        ],
        ["a name that is no host name", "certificates.json", '[{"secret":"a","names":["10.0.0.1:80"]}]', /a host name/],
        ["an authority that is none", "tls.crt", "", /tls\.crt is not a PEM certificate/],
        ["a key that is another's", "tls.key", "", /tls\.key is not the key of .*tls\.crt/],
    ];
    for (const [what, name, content, reason] of broken) {
        it(`does not start with ${what}`, async () => {
            writeFileSync(file(name), content);
            const program = new Program("certifier", environment);
            assert.equal(await program.exit(), 2);
            assert.match(program.events("files refused")[0]?.reason ?? "", reason);
        });
    }

    it("starts with two roots, one of which has signed the authority", async () => {
        const { certificate } = await makeAuthority("another", cell, { pathLength: 1 });
        writeFileSync(file("root.crt"), `${certificate}\n${readFileSync(file("root.crt"), "utf8")}`);
        await new Program("certifier", environment).event("listening");
    });

    it("does not start with a root that has not signed the authority", async () => {
        writeFileSync(file("root.crt"), (await makeAuthority("another", cell, { pathLength: 1 })).certificate);
        const program = new Program("certifier", environment);
        assert.equal(await program.exit(), 2);
        assert.match(program.events("files refused")[0]?.reason ?? "", /tls\.crt is not signed by .*root\.crt/);
    });
});
