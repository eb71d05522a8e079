import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { OutgoingHttpHeaders } from "node:http";
import { createServer, request, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { tmpdir } from "node:os";
import path from "node:path";

import { certificateMetric } from "../../../components/watch/certificates";
import { sumOf } from "../../../components/watch/metrics/samples";
import { parseMetrics } from "../../../components/watch/metrics/text";
import { authority, type Authority, type Identity, writeIdentity } from "../../support/certificates";
import { until } from "../../support/until";
import { endPrograms, type Environment, Program } from "../program";

const gateName = "eu-west.eu.screening.example";
const names = { gate: gateName, comparer: `comparer.${gateName}` };
const infer = "/v2/models/screening/infer";

interface Reported {
    readonly overloaded?: boolean;
    readonly status?: number;
    readonly label?: number;
    readonly body?: string;
    /** Breaks off in the middle of the body. */
    readonly cut?: boolean;
}

/** A request as it reached the gate. */
interface Asked {
    readonly version: string;
    readonly serverName: string | undefined;
    readonly headers: Readonly<Record<string, unknown>>;
    readonly body: string;
    readonly shown: string;
}

describe("the process that compares", function () {
    this.timeout(30_000);
    let cell: Authority;
    let gateIdentity: Identity;
    let own: Identity;
    let place: string;
    let gate: Server;
    let environment: Environment;
    /** What the gate answers for a version. It stands in for one: what a gate lets through is shown elsewhere. */
    let reported: Record<string, Reported>;
    let asked: Asked[];
    let held: (() => void)[];
    let holding: boolean;

    before(async () => {
        cell = await authority("cell eu");
        gateIdentity = await cell.issue({ hosts: [names.gate] });
    });
    beforeEach(async () => {
        [reported, asked, held, holding] = [{}, [], [], false];
        place = await mkdtemp(path.join(tmpdir(), "comparer-"));
        own = await cell.issue({ hosts: [names.comparer] });
        const files = await writeIdentity(place, own);
        gate = createServer({ ...gateIdentity, requestCert: true, rejectUnauthorized: true }, (request, response) => {
            let body = "";
            request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
            request.on("end", () => {
                const { socket } = request;
                assert.ok(socket instanceof TLSSocket);
                const { servername } = socket as { servername?: string };
                const version = String(request.headers["x-meridian-version"]);
                const shown = socket.getPeerCertificate().subjectaltname ?? "";
                asked.push({ version, serverName: servername, headers: request.headers, body, shown });
                const { status = 200, label = 1, body: text, cut, overloaded } = reported[version] ?? {};
                if (overloaded === true) response.setHeader("x-envoy-overloaded", "true");
                const outputs = [{ name: "label", datatype: "INT64", shape: [1], data: [label] }];
                const answer = () => {
                    if (cut === true) response.writeHead(status).write("{", () => socket.destroy());
                    else response.writeHead(status).end(text ?? JSON.stringify({ outputs }));
                };
                if (holding) held.push(answer);
                else answer();
            });
        });
        await new Promise<void>(resolve => gate.listen(0, "127.0.0.1", resolve));
        environment = {
            CELL: "eu",
            REGION: "local:eu-west",
            GATE_HOST: "127.0.0.1",
            GATE_PORT: String((gate.address() as AddressInfo).port),
            GATE_NAME: names.gate,
            GATE_SERVER_NAME: `shadows.${names.gate}`,
            PORT: "0",
            TLS_CERT: files.cert,
            TLS_KEY: files.key,
            TLS_CA: files.ca,
            TLS_CLIENT_NAMES: names.gate,
        };
    });
    afterEach(async () => {
        await endPrograms();
        gate.closeAllConnections();
        await new Promise(resolve => gate.close(resolve));
        await rm(place, { recursive: true, force: true });
    });

    async function start(more: Environment = {}): Promise<Program> {
        const program = new Program("comparer", { ...environment, ...more });
        await program.event("listening");
        return program;
    }

    function send(
        { port }: Program,
        to: string,
        { body, headers = {}, identity = gateIdentity }: { body?: string; headers?: object; identity?: Identity } = {},
    ): Promise<{ status: number; type: string | undefined; text: string }> {
        return new Promise((resolve, reject) => {
            const sent = request(
                {
                    ...{ host: "127.0.0.1", port, path: to, agent: false, servername: names.comparer, ...identity },
                    method: body === undefined ? "GET" : "POST",
                    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
                },
                response => {
                    let text = "";
                    response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
                    response.on("end", () => {
                        const type = response.headers["content-type"];
                        resolve({ status: response.statusCode ?? 0, type, text });
                    });
                },
            );
            sent.on("error", reject);
            sent.end(body);
        });
    }

    /** Begins a request, and breaks off once it is being read. */
    async function abort({ port }: Program, headers: OutgoingHttpHeaders): Promise<void> {
        const to = { host: "127.0.0.1", port, path: infer, agent: false, servername: names.comparer };
        const begun = request({ ...to, ...gateIdentity, method: "POST", headers }).on("error", () => undefined);
        begun.flushHeaders();
        await once(begun, "continue");
        begun.destroy();
    }

    const mirror = (program: Program, body = "{}") =>
        send(program, infer, { body, headers: { "x-meridian-version": "1.0.0", "x-meridian-shadow": "2.0.0" } });
    const found = async (program: Program) => parseMetrics((await send(program, "/metrics")).text).samples;
    const labels = { cell: "eu", region: "local:eu-west", model: "screening", release: "1.0.0", shadow: "2.0.0" };
    const count = async (program: Program, result: string) =>
        sumOf(await found(program), "meridian_shadow_comparisons_total", { ...labels, result });
    const untilOne = (program: Program, result: string) =>
        until(`one is ${result}`, async () => (await count(program, result)) === 1);

    it("asks the gate for both releases what was mirrored, by its own certificate, and says no more than that", async () => {
        const program = await start();
        const headers = { "x-meridian-version": "1.0.0", "x-meridian-shadow": "2.0.0", authorization: "Bearer x" };
        const body = '{"inputs": [ 1 ]}';
        assert.equal((await send(program, infer, { body, headers })).status, 202);
        await untilOne(program, "agreed");
        assert.deepEqual(asked.map(({ version }) => version).sort(), ["1.0.0", "2.0.0"]);
        for (const one of asked) {
            assert.deepEqual([one.body, one.serverName], [body, `shadows.${names.gate}`]);
            assert.ok(one.shown.includes(`DNS:${names.comparer}`));
            assert.deepEqual(Object.keys(one.headers).sort(), [
                "connection",
                "content-length",
                "content-type",
                "host",
                "x-meridian-version",
            ]);
        }
        assert.ok(!JSON.stringify(program.lines).includes("inputs"));
    });

    it("passes on nothing that identifies the caller, whichever header has it", async () => {
        const program = await start();
        const identity = {
            authorization: "Bearer secret",
            cookie: "subject=secret",
            forwarded: "for=secret",
            // By which the model of a config distinguishes subjects, and what no gate knows.
            "x-subject": "secret",
            "x-api-key": "secret",
            "x-meridian-caller": "secret",
            "x-meridian-claim-sub": "secret",
            traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        const headers = { ...identity, "x-meridian-version": "1.0.0", "x-meridian-shadow": "2.0.0" };
        await send(program, infer, { body: "{}", headers });
        await untilOne(program, "agreed");
        assert.equal(asked.length, 2);
        for (const one of asked) {
            assert.deepEqual(
                Object.keys(identity).filter(name => one.headers[name] !== undefined),
                [],
                one.version,
            );
            assert.ok(!JSON.stringify(one.headers).includes("secret"), one.version);
        }
    });

    for (const [result, one, other] of [
        ["agreed", {}, {}],
        ["differed", { label: 0 }, { label: 1 }],
        ["incomparable", {}, { body: "no JSON" }],
        ["refused", { status: 400 }, { status: 400 }],
        ["release_failed", { status: 503 }, {}],
        ["release_failed", { status: 503 }, { status: 503 }],
        ["shadow_failed", {}, { status: 400 }],
        ["shadow_failed", {}, { status: 500 }],
    ] as const) {
        const say = ({ status = 200, label, body }: Reported) => `${status}${label ?? body ?? ""}`;
        it(`counts as ${result} that the release says ${say(one)} and the shadow ${say(other)}`, async () => {
            reported = { "1.0.0": one, "2.0.0": other };
            const program = await start();
            await mirror(program);
            await untilOne(program, result);
            assert.equal(sumOf(await found(program), "meridian_shadow_comparisons_total"), 1);
        });
    }

    it("counts as failed what the gate does not answer at all, and goes on when it is back", async () => {
        const { port } = gate.address() as AddressInfo;
        const program = await start();
        await mirror(program);
        await untilOne(program, "agreed");
        gate.closeAllConnections();
        await new Promise(resolve => gate.close(resolve));
        await mirror(program);
        await untilOne(program, "release_failed");
        await new Promise<void>(resolve => gate.listen(port, "127.0.0.1", resolve));
        await mirror(program);
        await until("it agrees again", async () => (await count(program, "agreed")) === 2);
    });

    it("counts as failed what the gate takes and never answers, and goes on", async () => {
        const program = await start({ GATE_DEADLINE_SECONDS: "1" });
        holding = true;
        for (let i = 0; i < 4; i++) await mirror(program);
        await until("all have failed", async () => (await count(program, "release_failed")) === 4);
        holding = false;
        await mirror(program);
        await untilOne(program, "agreed");
    });

    it("counts as failed an answer that is cut off, and goes on", async () => {
        reported = { "2.0.0": { cut: true } };
        const program = await start();
        await mirror(program);
        await untilOne(program, "shadow_failed");
        reported = {};
        await mirror(program);
        await untilOne(program, "agreed");
    });

    it("does not compare answers that are longer than it reads, and stays as it was", async () => {
        const outputs = [{ name: "label", datatype: "INT64", shape: [3_000_000], data: Array(3_000_000).fill(1) }];
        reported = { "1.0.0": { body: JSON.stringify({ outputs }) } };
        const program = await start();
        for (let i = 1; i <= 5; i++) {
            await mirror(program);
            await until("it is found too long", async () => (await count(program, "incomparable")) === i);
        }
        reported = {};
        await mirror(program);
        await untilOne(program, "agreed");
    });

    for (const [of, version] of [
        ["release", "1.0.0"],
        ["shadow", "2.0.0"],
    ] as const) {
        it(`counts what a gate has no room for as dropped, and not as a failure of its ${of}`, async () => {
            reported = { [version]: { status: 503, overloaded: true } };
            const program = await start();
            await mirror(program);
            await untilOne(program, "dropped");
        });
    }

    it("passes on what headers say of a body", async () => {
        const program = await start();
        const described = { "content-encoding": "gzip", "inference-header-content-length": "2" };
        const headers = { "x-meridian-version": "1.0.0", "x-meridian-shadow": "2.0.0", ...described };
        await send(program, infer, { body: "{}", headers });
        await untilOne(program, "agreed");
        for (const [name, value] of Object.entries(described)) {
            assert.ok(
                asked.every(({ headers }) => headers[name] === value),
                name,
            );
        }
    });

    it("tells how long each took to answer", async () => {
        const program = await start();
        await mirror(program);
        await untilOne(program, "agreed");
        for (const of of ["release", "shadow"]) {
            assert.equal(sumOf(await found(program), "meridian_shadow_answer_seconds_count", { ...labels, of }), 1);
        }
    });

    it("says of a figure where, of which model and releases, and what it counts, and no more", async () => {
        const program = await start();
        await mirror(program);
        await untilOne(program, "agreed");
        // When the process's certificate ends is of no model.
        const own = (await found(program)).filter(
            ({ name }) => name.startsWith("meridian_") && name !== certificateMetric,
        );
        assert.ok(own.length > 10);
        for (const { name, labels: said } of own) {
            const { result: _, of: __, le: ___, ...place } = said;
            assert.deepEqual(place, labels, name);
        }
    });

    it("drops what it has no room for, and says how much", async () => {
        const program = await start();
        holding = true;
        const all = 100;
        for (let i = 0; i < all; i++) assert.equal((await mirror(program)).status, 202);
        // Four at work, 64 in line.
        assert.equal(await count(program, "dropped"), all - 68);
        holding = false;
        held.forEach(answer => {
            answer();
        });
        await until("all others are compared", async () => (await count(program, "agreed")) === 68);
        assert.equal(asked.length, 2 * 68);
    });

    it("has room again for what it dropped", async () => {
        const program = await start();
        holding = true;
        await Promise.all(Array.from({ length: 68 }, () => mirror(program)));
        // Four of them are all that it holds at a time.
        const large = "x".repeat(7 * 1024 * 1024);
        for (let i = 0; i < 5; i++) await mirror(program, large);
        assert.equal(await count(program, "dropped"), 5);
        holding = false;
        held.forEach(answer => {
            answer();
        });
        await until("all others are compared", async () => (await count(program, "agreed")) === 68);
        await mirror(program, large);
        await until("one more is compared", async () => (await count(program, "agreed")) === 69);
    });

    it("has room again for what others began to send, and did not end", async () => {
        const program = await start();
        const headers = {
            "x-meridian-version": "1.0.0",
            "x-meridian-shadow": "2.0.0",
            "content-length": 8 * 1024 * 1024,
            expect: "100-continue",
        };
        // Four of them are all that it reads at a time.
        for (let i = 0; i < 4; i++) await abort(program, headers);
        await until("one is compared", async () => {
            await mirror(program);
            return (await count(program, "agreed")) > 0;
        });
    });

    it("tells its metrics in Prometheus's format, and that it is live", async () => {
        const program = await start();
        const { status, type, text } = await send(program, "/metrics");
        assert.equal(status, 200);
        assert.match(type ?? "", /^text\/plain; version=0\.0\.4/);
        assert.match(text, /^# TYPE meridian_shadow_comparisons_total counter$/m);
        assert.equal((await send(program, "/v2/health/live")).status, 200);
    });

    it("refuses what no gate says, and bodies that are too large", async () => {
        const program = await start({ MAX_BODY_BYTES: "1024" });
        assert.equal((await send(program, infer, { body: "{}" })).status, 400);
        assert.equal((await mirror(program, "x".repeat(1025))).status, 413);
        assert.equal((await send(program, "/v2/models/screening")).status, 404);
        assert.deepEqual(asked, []);
    });

    it("admits its gate and its own certificate, and no other of the cell", async () => {
        const program = await start();
        assert.equal((await send(program, "/metrics", { identity: own })).status, 200);
        const likeIt = await cell.issue({ hosts: [names.comparer] });
        await assert.rejects(send(program, "/metrics", { identity: likeIt }), /ECONNRESET|socket hang up/);
        const other = await cell.issue({ hosts: ["eu-central.eu.screening.example"] });
        await assert.rejects(send(program, "/metrics", { identity: other }), /ECONNRESET|socket hang up/);
        const stranger = await (await authority("cell us")).issue({ hosts: [names.gate] });
        await assert.rejects(send(program, "/metrics", { identity: { ...stranger, ca: cell.ca } }));
    });

    it("asks no gate whose certificate has another name", async () => {
        const program = await start({ GATE_NAME: "eu-central.eu.screening.example" });
        await mirror(program);
        await untilOne(program, "release_failed");
        assert.deepEqual(asked, []);
    });

    it("shows a renewed certificate without a restart", async () => {
        const program = await start();
        await mirror(program);
        await untilOne(program, "agreed");
        await writeIdentity(place, await cell.issue({ hosts: [names.comparer, "renewed.example"] }));
        await until("the gate is shown the new one", async () => {
            await mirror(program);
            return asked.some(({ shown }) => shown.includes("renewed.example"));
        });
    });

    it("loses nothing that is under way when its certificate is renewed", async () => {
        const program = await start();
        holding = true;
        await mirror(program);
        await until("both are asked", () => held.length === 2);
        await writeIdentity(place, await cell.issue({ hosts: [names.comparer, "renewed.example"] }));
        await program.event("certificates for the gate reloaded");
        await mirror(program);
        await until("the gate is shown the new one", () =>
            asked.some(({ shown }) => shown.includes("renewed.example")),
        );
        await until("both are asked again", () => held.length === 4);
        holding = false;
        held.forEach(answer => {
            answer();
        });
        await until("all agree", async () => (await count(program, "agreed")) === 2);
    });

    it("does not start with an invalid environment, and logs every fault", async () => {
        const program = new Program("comparer", { PORT: "x", GATE_PORT: "0", TLS_CERT: "cert.pem" });
        assert.equal(await program.exit(), 2);
        const faults = program.events("environment refused").flatMap(({ faults = [] }) => faults);
        assert.deepEqual(
            faults.map(fault => /^\w+/.exec(fault)?.[0]),
            ["CELL", "GATE_HOST", "GATE_NAME", "GATE_PORT", "GATE_SERVER_NAME", "PORT", "REGION", "TLS_CA", "TLS_KEY"],
        );
        const broken = new Program("comparer", { ...environment, TLS_CA: "/dev/null" });
        assert.equal(await broken.exit(), 2);
        assert.match(broken.events("certificates refused")[0]?.reason ?? "", /\/dev\/null is not a PEM certificate/);
    });

    it("ends by a signal, after what was sent to it is taken", async () => {
        const program = await start();
        program.process.kill("SIGTERM");
        assert.equal(await program.exit(), 0);
        assert.equal(program.noise.join(""), "");
    });
});
