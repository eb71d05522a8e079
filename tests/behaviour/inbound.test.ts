import assert from "node:assert/strict";

import { callerHeader, clientHeaders, gateHeader, regionHeader, versionHeader } from "../../components/gate/headers";
import { screening } from "../components/plan/screening";
import { type Call, call } from "../support/gates/client";
import { gateKey, Gates, nextGateKey } from "../support/gates/gates";
import { callerOf, callOnce } from "../support/gates/open-inference";
import { pour } from "../support/gates/pour";
import { exchange, rawConnection, statusesIn } from "../support/gates/raw";
import { Issuer } from "../support/gates/tokens";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";
const host = "eu-west.eu.screening.example";
const infer = "/v2/models/screening/infer";
const cellHost = "eu.screening.example";

for (const [inbound, where] of [
    ["tls", "a balancer that passes on by TLS"],
    ["platform", "a platform that forwards plain text"],
] as const) {
    describe(`behind ${where}, a gate`, function () {
        this.timeout(60_000);
        const issuer = new Issuer();
        let gates: Gates;

        before(async () => {
            const valid = screening();
            gates = await Gates.start(
                {
                    ...valid,
                    models: valid.models.map(model => ({
                        ...model,
                        stickyBy: "header:x-subject",
                        traffic: ["1.0.0", "2.0.0"].map(version => ({ version, percent: 50 })),
                        testers: { claims: { role: ["tester"] } },
                    })),
                    routing: {
                        auth: { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } },
                        limits: { bodyKiB: 64 },
                    },
                },
                { inbound },
            );
        });
        after(() => gates.stop());
        beforeEach(() => {
            for (const server of gates.allServers) {
                server.received.length = 0;
                server.answer = (_, response) => response.end("{}");
            }
        });

        const bearer = (claims: object = {}) => ({ authorization: `Bearer ${issuer.token({ sub: "a", ...claims })}` });
        const shown = { [gateHeader]: gateKey.value };
        const received = () => gates.allServers.flatMap(server => server.received);

        const rows: readonly [string, () => Call, number, string?][] = [
            ["answers a client of its cell", () => ({ body: "{}", headers: bearer() }), 200],
            ["refuses who shows no token", () => ({ body: "{}" }), 401, "missing"],
            [
                "refuses a foreign token",
                () => ({ body: "{}", headers: { authorization: `Bearer ${new Issuer().token({ sub: "a" })}` } }),
                401,
                "invalid",
            ],
            [
                "refuses a release that is for testers",
                () => ({ body: "{}", headers: { ...bearer(), [clientHeaders.release]: "2.0.0" } }),
                403,
                "claims",
            ],
            ["refuses another cell", () => ({ host: "us.screening.example", headers: bearer() }), 421],
            ["refuses what is too large", () => ({ body: "x".repeat(66_000), headers: bearer() }), 413],
            ["refuses who calls it as gates do, and shows nothing", () => ({ host, body: "{}" }), 503, "gate"],
            [
                "refuses who calls it as gates do, with a client's token",
                () => ({ host, body: "{}", headers: bearer() }),
                503,
                "gate",
            ],
            [
                "refuses a key that is not the gates'",
                () => ({ host, body: "{}", headers: { [gateHeader]: gateKey.value.replace(/.$/, "1") } }),
                503,
                "gate",
            ],
            [
                "refuses the key's beginning",
                () => ({ host, headers: { [gateHeader]: gateKey.value.slice(0, -1) } }),
                503,
            ],
            ["refuses more than the key", () => ({ host, headers: { [gateHeader]: `${gateKey.value}0` } }), 503],
            ["takes no key for a client's proof", () => ({ body: "{}", headers: shown }), 401, "missing"],
            ["reports to any client that it is alive", () => ({ path: "/live", host: "10.0.0.1" }), 200],
            [
                "reports to any client that uses an address that it is alive",
                () => ({ path: "/live", host: "[::1]:8443" }),
                200,
            ],
            ["reports to any client that it is ready", () => ({ path: "/v2/health/ready" }), 200],
            ["tells gates that its region is worth sending to", () => ({ path: "/region", host }), 200],
        ];
        for (const [what, asked, status, reason] of rows) {
            it(what, async () => {
                const reply = await call(gates, here, asked());
                assert.equal(reply.status, status, reply.body);
                if (reason !== undefined) {
                    assert.equal((JSON.parse(reply.body) as { reason?: string }).reason, reason);
                }
                if (status !== 200) assert.deepEqual(received(), []);
            });
        }

        it("forwards the caller's identity to its servers, set by the gate alone, and neither token nor key", async () => {
            const spoofed = { [callerHeader]: "root", [versionHeader]: "2.0.0", ...shown };
            await call(gates, here, { body: "{}", headers: { ...bearer({ sub: "dr-a" }), ...spoofed } });
            const [one] = received();
            assert.equal(one!.headers[callerHeader], "dr-a");
            assert.equal(one!.headers.authorization, undefined);
            assert.equal(one!.headers[gateHeader], undefined);
            assert.ok(!JSON.stringify(one).includes(gateKey.value));
        });

        it("keeps a subject on its release in every region", async () => {
            const versions = await Promise.all(
                Array.from({ length: 30 }, async (_, i) => {
                    const ask = async (region: typeof here | typeof there) =>
                        (await call(gates, region, { body: "{}", headers: { ...bearer(), "x-subject": `s-${i}` } }))
                            .headers[versionHeader];
                    const [one, other] = [await ask(here), await ask(there)];
                    assert.equal(one, other);
                    return one;
                }),
            );
            assert.deepEqual([...new Set(versions)].sort(), ["1.0.0", "2.0.0"]);
        });

        it("spills to the other region, which trusts it for the caller and the release", async () => {
            for (const version of ["1.0.0", "2.0.0"]) {
                gates.server(here, version).answer = (_, response) => response.writeHead(503).end();
            }
            const headers = { ...bearer({ sub: "dr-b", role: "tester" }), [clientHeaders.release]: "2.0.0" };
            const reply = await call(gates, here, { body: '{"x":1}', headers });
            assert.deepEqual(
                [reply.status, reply.headers[regionHeader], reply.headers[versionHeader]],
                [200, there, "2.0.0"],
            );
            const [one] = gates.server(there, "2.0.0").received;
            assert.equal(one!.headers[callerHeader], "dr-b");
            assert.equal(one!.body, '{"x":1}');
            assert.ok(!JSON.stringify(one).includes(gateKey.value));
        });

        it("admits requests with the key that replaces the other", async () => {
            const reply = await call(gates, here, { host, body: "{}", headers: { [gateHeader]: nextGateKey.value } });
            assert.equal(reply.status, 200, reply.body);
        });

        it("goes on with everyone's requests whatever one of them is", async () => {
            const held: (() => void)[] = [];
            for (const server of gates.allServers) server.answer = (_, response) => held.push(() => response.end("{}"));
            const others = Array.from({ length: 10 }, () => call(gates, here, { body: "{}", headers: bearer() }));
            await until("all are under way", () => held.length === others.length);
            for (const head of ["Host:", "Host: a:b@c", `Host: ${cellHost}:x`, "X: 1", `Host: ${cellHost}\r\nX : 1`]) {
                const bytes = `POST ${infer} HTTP/1.1\r\n${head}\r\nContent-Length: 2\r\n\r\n{}`;
                const [status] = statusesIn(await exchange(await rawConnection(gates, here), bytes));
                assert.equal(status, 400, head);
            }
            const many = Array.from({ length: 140 }, (_, i) => `X-${i}: 1`).join("\r\n");
            for (const headers of [many, `X: ${"x".repeat(41 * 1024)}`]) {
                const bytes = `GET ${infer} HTTP/1.1\r\nHost: ${cellHost}\r\n${headers}\r\n\r\n`;
                const [status] = statusesIn(await exchange(await rawConnection(gates, here), bytes));
                assert.equal(status, 431);
            }
            held.forEach(answer => {
                answer();
            });
            assert.deepEqual(
                (await Promise.all(others)).map(({ status }) => status),
                others.map(() => 200),
            );
        });

        it("answers others while some do not read what they get", async () => {
            for (const server of gates.allServers) {
                server.answer = ({ headers }, response) => {
                    if (headers["x-large"] === undefined) response.end("{}");
                    else pour(response, 20);
                };
            }
            const { authorization } = bearer();
            const readers = await Promise.all(
                Array.from({ length: 6 }, async () => {
                    const socket = await rawConnection(gates, here);
                    socket.pause().on("error", () => undefined);
                    const head = `Host: ${cellHost}\r\nAuthorization: ${authorization}\r\nX-Large: 1`;
                    socket.write(`POST ${infer} HTTP/1.1\r\n${head}\r\nContent-Length: 2\r\n\r\n{}`);
                    return socket;
                }),
            );
            const reached = until("all requests reach a server", () => received().length >= readers.length);
            await reached.catch((error: unknown) => {
                const read = readers.map(reader => String(reader.read() ?? "nothing").slice(0, 300));
                assert.fail(`${String(error)}; ${received().length} did; answers: ${read.join("\n")}`);
            });
            // One that waited for them would end with 504.
            for (let i = 0; i < 10; i++) {
                assert.equal((await call(gates, here, { body: "{}", headers: bearer() })).status, 200);
            }
            for (const reader of readers) reader.destroy();
        });

        it("carries an answer as it comes", async () => {
            let finish: (() => void) | undefined;
            for (const version of ["1.0.0", "2.0.0"]) {
                gates.server(here, version).answer = (_, response) => {
                    response.writeHead(200);
                    response.write("data: 1\n\n");
                    finish = () => response.end("data: 2\n\n");
                };
            }
            const reply = call(gates, here, { path: infer, body: "{}", headers: bearer() });
            await until("it is asked", () => finish);
            finish!();
            assert.equal((await reply).body, "data: 1\n\ndata: 2\n\n");
        });

        it("writes one line a request, with the side that it came in on, and no key", async () => {
            const path = "/v2/models/screening/one-line";
            const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
            const traceparent = `00-${trace}-00f067aa0ba902b7-01`;
            await call(gates, here, { path, headers: { ...bearer(), traceparent } });
            await call(gates, here, { path, host, headers: { traceparent } });
            const sides = () =>
                gates
                    .log(here)
                    .filter(line => line.startsWith("{") && line.includes(trace))
                    .map(line => (JSON.parse(line) as { side: string }).side);
            await until("both are logged", () => sides().length >= 2);
            assert.deepEqual(sides().sort(), ["clients", "gates"]);
            assert.ok(!gates.log(here).join("\n").includes(gateKey.value));
        });
    });

    describe(`behind ${where}, calls over gRPC`, function () {
        this.timeout(60_000);

        it("reach the model that their message names", async () => {
            const gates = await Gates.start(screening(), {
                inbound,
                upstream: one => ({ ...one, protocol: "http2" }),
            });
            const client = callerOf(gates, here);
            try {
                const { code } = await callOnce(client, "ModelInfer", { model_name: "screening" }, {});
                assert.equal(code, 0);
            } finally {
                client.close();
                await gates.stop();
            }
        });
    });
}
