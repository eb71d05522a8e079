import assert from "node:assert/strict";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { connect as tlsConnect } from "node:tls";

import { authority, type Identity, writeIdentity } from "../support/certificates";
import { until } from "../support/until";
import { ask, environmentOf, folder } from "./model-server/server";
import { endPrograms, type Environment, longDrain, Program } from "./program";

const live = "/v2/health/live";
const ready = "/v2/health/ready";

describe("a port for health beside mutual TLS", function () {
    this.timeout(60_000);
    let tls: Environment;
    let place: string;
    let identity: Identity;

    before(async () => {
        const cell = await authority("cell eu");
        place = folder();
        identity = await cell.issue();
        const files = await writeIdentity(place, identity);
        tls = { TLS_CERT: files.cert, TLS_KEY: files.key, TLS_CA: files.ca, PORT: "0", HEALTH_PORT: "0" };
    });
    afterEach(endPrograms);

    async function start(program: string, environment: Environment): Promise<{ program: Program; port: number }> {
        const started = new Program(program, { ...environment, ...tls });
        const { port } = await started.event("listening for health");
        return { program: started, port: port! };
    }

    it("says by a status alone that a server lives, and when it is ready and no longer", async () => {
        const { program, port } = await start("model-server", { ...environmentOf("classifier"), ...longDrain });
        await program.event("ready");
        for (const asked of [live, ready]) {
            const { status, text } = await ask(port, asked);
            assert.deepEqual([status, text], [200, ""]);
        }
        // The holder of a connection has to notice its end.
        const gate = tlsConnect({ host: "127.0.0.1", port: program.port, ...identity, servername: "localhost" });
        await once(gate, "secureConnect");
        program.process.kill("SIGTERM");
        await until("it is not ready", async () => (await ask(port, ready)).status === 503);
        assert.equal((await ask(port, live)).status, 200);
        gate.destroy();
    });

    it("gives no reason why a server is not ready", async () => {
        const wrong = { MODEL_DIGEST: `sha256:${"0".repeat(64)}` };
        const { program, port } = await start("model-server", { ...environmentOf("classifier"), ...wrong });
        await program.event("digest mismatch");
        const { status, text } = await ask(port, ready);
        assert.deepEqual([status, text], [503, ""]);
    });

    it("answers nothing else, and takes nothing", async () => {
        const { port } = await start("model-server", environmentOf("classifier"));
        const others = ["/metrics", "/v2", "/v2/models/classifier", "/v1/samples", `${live}/`, `${live}?x`];
        for (const other of others) {
            const { status, text } = await ask(port, other);
            assert.deepEqual([other, status, text], [other, 404, ""]);
        }
        assert.equal((await ask(port, live, { method: "POST", body: {} })).status, 405);
    });

    it("is there of a table server, a watcher and a comparer", async () => {
        const file = (name: string, content: object) => {
            const written = path.join(place, name);
            writeFileSync(written, JSON.stringify(content));
            return written;
        };
        const at = { CELL: "eu", REGION: "local:eu-west" };
        const store = { STORE_HOST: "127.0.0.1", STORE_PORT: "1", STORE_NAME: "store" };
        const gate = { GATE_HOST: "127.0.0.1", GATE_PORT: "1", GATE_NAME: "gate", GATE_SERVER_NAME: "shadows" };
        const tables = file("tables.json", { regions: [at.REGION], consistency: "eventual", tables: [] });
        const watch = file("watch.json", {
            regions: [at.REGION],
            isDrained: false,
            gate: {
                host: "127.0.0.1",
                port: 1,
                name: "gate",
                admin: path.join(place, "admin.sock"),
                verdict: path.join(place, "verdict.json"),
                ending: path.join(place, "ending.json"),
                noticedAfterMs: 1,
            },
            processes: [],
            stores: [],
            otherStores: [],
            releases: [],
            failbackAfterSeconds: 1,
            everySeconds: 1,
            logs: {},
        });
        const programs = {
            "table-server": [{ ...at, ...store, TABLES: tables }, "/v1/health/live", "/v1/health/ready"],
            watcher: [{ ...at, WATCH: watch }, live],
            comparer: [{ ...at, ...gate }, live],
        } as const;
        for (const [name, [environment, lives, isReady]] of Object.entries(programs)) {
            const { port } = await start(name, environment);
            assert.equal((await ask(port, lives)).status, 200);
            // The store is not reached.
            if (isReady !== undefined) assert.equal((await ask(port, isReady)).status, 503);
        }
    });

    it("is nowhere where none is asked for", async () => {
        const program = new Program("model-server", { ...environmentOf("classifier"), ...tls, HEALTH_PORT: "" });
        await program.event("ready");
        assert.deepEqual(program.events("listening for health"), []);
    });
});
