import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect as tlsConnect, type ConnectionOptions } from "node:tls";
import { authority, writeIdentity, type Authority, type Identity } from "../../support/certificates";
import { until } from "../../support/until";
import { endPrograms } from "../program";
import { ask, environmentOf, folder, health, ModelServer } from "./server";

describe("mutual TLS", () => {
    let cell: Authority;
    let other: Authority;
    let gate: Identity;
    let files: { cert: string; key: string; ca: string };
    let place: string;

    before(async () => {
        cell = await authority("cell eu");
        other = await authority("cell us");
        gate = await cell.issue({ name: "gate" });
    });
    beforeEach(async () => {
        place = folder();
        files = await writeIdentity(place, await cell.issue());
    });
    afterEach(endPrograms);

    const environment = () =>
        environmentOf("classifier", { TLS_CERT: files.cert, TLS_KEY: files.key, TLS_CA: files.ca });
    const live = (server: ModelServer, identity: Partial<Identity>) =>
        ask(server.port, "/v2/health/live", { identity });

    it("serves a client that has a certificate of the cell", async () => {
        const server = await ModelServer.ready(environment());
        const body = { inputs: [{ name: "features", datatype: "FP32", shape: [1, 3], data: [1, 2, 3] }] };
        const reply = await ask(server.port, "/v2/models/classifier/infer", { identity: gate, body });
        assert.equal(reply.status, 200);
    });

    it("answers no other client", async () => {
        const server = await ModelServer.listening(environment());
        const stranger = await other.issue();
        const ended = await cell.issue({ validForMs: -1000 });
        for (const identity of [{}, { cert: stranger.cert, key: stranger.key }, { cert: ended.cert, key: ended.key }]) {
            await assert.rejects(live(server, { ca: cell.ca, ...identity }), /ECONNRESET|SSL|socket hang up/);
        }
        await assert.rejects(ask(server.port, "/v2/health/live"), /ECONNRESET|socket hang up|Parse Error/);
        assert.equal((await live(server, gate)).status, 200);
        assert.equal((await server.event("client refused")).level, "error");
    });

    it("speaks no version before 1.2", async () => {
        const server = await ModelServer.listening(environment());
        const options = { port: server.port, host: "127.0.0.1", ...gate };
        const version = (more: ConnectionOptions) =>
            new Promise<string | null>((resolve, reject) => {
                const socket = tlsConnect({ ...options, ...more }, () => {
                    resolve(socket.getProtocol());
                    socket.destroy();
                });
                socket.on("error", reject);
            });
        assert.equal(await version({ maxVersion: "TLSv1.2" }), "TLSv1.2");
        assert.equal(await version({}), "TLSv1.3");
        // Without the lower security level the client itself would refuse.
        await assert.rejects(version({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" }));
    });

    it("takes new certificates without a restart, of the same or another authority", async () => {
        const server = await ModelServer.listening(environment());
        await writeIdentity(place, await cell.issue({ name: "renewed" }));
        await server.event("certificates reloaded");
        assert.equal(await nameOf(server, gate), "renewed");

        await writeIdentity(place, await other.issue({ name: "moved" }));
        await server.event("certificates reloaded", 2);
        const newGate = await other.issue();
        assert.equal(await nameOf(server, newGate), "moved");
        await assert.rejects(live(server, { ...gate, ca: other.ca }));
    });

    it("keeps the certificates that work when the new ones are broken", async () => {
        const server = await ModelServer.listening(environment());
        const broken: readonly (readonly [keyof Identity, string, RegExp])[] = [
            ["cert", "nonsense", /cert\.pem is not a PEM certificate/],
            ["key", (await cell.issue()).key, /key\.pem is not the key of .*cert\.pem/],
            // Node would take it for no authority given, and trust every public one.
            ["ca", "", /ca\.pem is not a PEM certificate/],
            ["cert", (await cell.issue({ validForMs: -1000 })).cert, /ended at/],
        ];
        for (const [index, [part, text, message]] of broken.entries()) {
            const identity = await cell.issue();
            await writeIdentity(place, { ...identity, [part]: text });
            const { reason = "" } = await server.event("certificates not reloaded", index + 1);
            assert.match(reason, message);
            assert.equal((await live(server, gate)).status, 200);
        }
        await writeIdentity(place, await cell.issue({ name: "mended" }));
        await until("the corrected certificate", async () => (await nameOf(server, gate)) === "mended");
    });

    it("lets the health check of a container through, which has the server's own files", async () => {
        const server = await ModelServer.listening(environment());
        const check = async (port: number) => health({ ...environment(), PORT: String(port), HOST: "0.0.0.0" });
        // It is repeated, as containers do: it waits two seconds for an answer, which a busy machine may not give.
        await until("it is let through", async () => (await check(server.port)) === 0);
        await server.kill();
        assert.equal(await check(server.port), 1);
    });

    it("fails to start with files that are broken from the start", async () => {
        writeFileSync(join(place, "key.pem"), (await cell.issue()).key);
        const server = new ModelServer(environment());
        assert.equal(await server.exit(), 2);
        await server.event("certificates refused");
    });

    async function nameOf({ port }: ModelServer, identity: Identity): Promise<string> {
        return new Promise((resolve, reject) => {
            const socket = tlsConnect({ port, host: "127.0.0.1", ...identity }, () => {
                resolve(String(socket.getPeerCertificate().subject.CN));
                socket.destroy();
            });
            socket.on("error", reject);
        });
    }
});
