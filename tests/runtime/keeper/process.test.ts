import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { TLSSocket } from "node:tls";

import { endingFile, verdictFile } from "../../../components/gate/health/verdict";
import { type FetchedVerdict, verdictPath } from "../../../runtime/watcher/gates/fetched-verdict";
import { authority, type Authority, type Identity, writeIdentity } from "../../support/certificates";
import { until } from "../../support/until";
import { endPrograms, type Environment, Program } from "../program";

const gate = "fra.eu.screening.example";
const watcherName = `watcher.${gate}`;

describe("the process of a keeper", function () {
    this.timeout(30_000);
    let cell: Authority;
    let identity: Identity;
    let directory: string;
    let watcher: Server;
    let environment: Environment;
    /** What the watcher answers. It stands in for one; that a watcher answers so, tests/runtime/watcher shows. */
    let verdict: FetchedVerdict | undefined;
    let shown: string[];

    before(async () => {
        cell = await authority("cell eu");
        identity = await cell.issue({ hosts: [watcherName] });
    });
    beforeEach(async () => {
        [verdict, shown] = [{ traffic: "out", ending: true }, []];
        directory = await mkdtemp(path.join(tmpdir(), "keeper-"));
        const files = await writeIdentity(path.join(directory, "tls"), await cell.issue({ hosts: [gate] }));
        watcher = createServer({ ...identity, requestCert: true, rejectUnauthorized: true }, (request, response) => {
            assert.ok(request.socket instanceof TLSSocket);
            shown.push(`${request.url!} ${request.socket.getPeerCertificate().subjectaltname ?? ""}`);
            if (verdict === undefined) response.writeHead(503).end();
            else response.end(JSON.stringify(verdict));
        });
        await new Promise<void>(resolve => watcher.listen(0, "127.0.0.1", resolve));
        environment = {
            ...{ CELL: "eu", REGION: "kubernetes:fra", DIRECTORY: directory, HEALTH_PORT: "0" },
            ...{ WATCHER_HOST: "127.0.0.1", WATCHER_NAME: watcherName },
            WATCHER_PORT: String((watcher.address() as AddressInfo).port),
            ...{ TLS_CERT: files.cert, TLS_KEY: files.key, TLS_CA: files.ca },
        };
    });
    afterEach(async () => {
        await endPrograms();
        watcher.closeAllConnections();
        watcher.close();
        await rm(directory, { recursive: true, force: true });
    });

    const file = (name: string) => readFile(path.join(directory, `${name}.json`), "utf8");
    const healthOf = async (program: Program, what: "live" | "ready") => {
        const { port } = await program.event("listening for health");
        return (await fetch(`http://127.0.0.1:${port}/v2/health/${what}`)).status;
    };

    it("writes for its gate what the watcher decides, is ready then, and ends with 0", async () => {
        const program = new Program("keeper", environment);
        await until("it is ready", async () => (await healthOf(program, "ready")) === 200);
        assert.deepEqual([await file("verdict"), await file("ending")], [verdictFile("out"), endingFile(true)]);
        assert.equal((await stat(path.join(directory, "verdict.json"))).mode & 0o777, 0o600);
        assert.ok(
            shown.length > 0 &&
                shown.every(each => each.startsWith(`${verdictPath} `) && each.includes(`DNS:${gate},`)),
            shown.join("\n"),
        );
        verdict = { traffic: "serving", ending: false };
        await until("the gate serves", async () => (await file("verdict")) === verdictFile("serving"));
        program.process.kill("SIGTERM");
        assert.equal(await program.exit(), 0);
    });

    it("has files for a gate while the watcher has no verdict, and is not ready for some seconds", async () => {
        verdict = undefined;
        const program = new Program("keeper", environment);
        assert.deepEqual([await healthOf(program, "live"), await healthOf(program, "ready")], [200, 503]);
        assert.deepEqual([await file("verdict"), await file("ending")], [verdictFile("fallback"), endingFile(false)]);
        assert.equal((await program.event("watcher away")).reason, "the watcher answers 503");
    });

    it("ends with 2 where its certificate is broken", async () => {
        const program = new Program("keeper", { ...environment, TLS_CERT: environment.WATCHER_HOST! });
        assert.equal(await program.exit(), 2);
        await program.event("certificates refused");
    });
});
