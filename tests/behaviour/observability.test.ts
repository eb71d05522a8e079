import assert from "node:assert/strict";

import { screening } from "../components/plan/screening";
import { call, type Call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { Issuer } from "../support/gates/tokens";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";

describe("what a gate lets know of requests", function () {
    this.timeout(60_000);
    const issuer = new Issuer();
    const secrets = {
        payload: "payload-4711",
        query: "query-4711",
        subject: "subject-4711",
        caller: "caller-4711",
        cookie: "cookie-4711",
        key: "key-4711",
    };
    let gates: Gates;

    before(async () => {
        gates = await Gates.start({
            ...screening(),
            routing: { auth: { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } } },
            store: { tables: [{ name: "features", partitionKey: "subject" }] },
        });
    });
    after(() => gates.stop());

    const request = (traceparent?: string): Call => ({
        path: `/v2/models/screening/infer?of=${secrets.query}`,
        body: secrets.payload,
        headers: {
            authorization: `Bearer ${issuer.token({ sub: secrets.caller })}`,
            "x-subject": secrets.subject,
            cookie: `id=${secrets.cookie}`,
            ...(traceparent === undefined ? {} : { traceparent }),
        },
    });
    const lines = (region: typeof here | typeof there) =>
        gates
            .log(region)
            .filter(line => line.startsWith("{"))
            .map(line => JSON.parse(line) as Record<string, unknown>)
            .filter(({ log }) => log !== "exposure");

    it("is a line of JSON for each, on both gates of one that was spilled, under one trace and no name", async () => {
        for (const version of ["1.0.0", "2.0.0"]) {
            gates.server(here, version).answer = (_, response) => response.writeHead(503).end();
        }
        const { status, headers } = await call(gates, here, request());
        for (const version of ["1.0.0", "2.0.0"])
            gates.server(here, version).answer = (_, response) => response.end("{}");
        assert.equal(status, 200);
        const version = String(headers["x-meridian-version"]);
        const [first] = await until("the first gate has logged it", () => lines(here).length === 1 && lines(here));
        const [second] = await until("the second gate has logged it", () => lines(there).length === 1 && lines(there));
        const common = {
            cell: "eu",
            method: "POST",
            path: "/v2/models/{model}/infer",
            model: "screening",
            status: 200,
            version,
            answered_by: there,
            bytes_in: secrets.payload.length,
        };
        for (const [line, more] of [
            [first, { side: "clients", region: here, attempts: 2, upstream: `spill/screening/${version}` }],
            [second, { side: "gates", region: there, attempts: 1, upstream: `release/screening/${version}` }],
        ] as const) {
            const expected = { ...common, ...more };
            const found = Object.fromEntries(Object.keys(expected).map(key => [key, line![key]]));
            assert.deepEqual(found, expected);
            assert.match(String(line!.trace_id), /^[0-9a-f]{32}$/);
        }
        assert.equal(first!.trace_id, second!.trace_id);
        for (const secret of Object.values(secrets)) {
            for (const region of [here, there] as const) {
                assert.ok(!gates.log(region).join("\n").includes(secret), `${secret} in the log of ${region}`);
            }
        }
    });

    it("is, of an item of a table, that a table was asked for, on both gates, however its path is written", async () => {
        gates.tables(here).answer = (_, response) => response.writeHead(503).end();
        const before = { [here]: lines(here).length, [there]: lines(there).length };
        const headers = { authorization: `Bearer ${issuer.token({ sub: secrets.caller })}` };
        const led = [
            `/v1/tables/features/${secrets.key}?of=${secrets.query}`,
            `//v1//tables/features/${secrets.key}`,
            `/v1/./x/../tables/features/${secrets.key}`,
            `/v1/%74ables/features/${secrets.key}`,
        ];
        const refused = [`/v1/tables/features%2F${secrets.key}`, `/v1%2Ftables%2Ffeatures/${secrets.key}`];
        for (const path of led) assert.equal((await call(gates, here, { path, headers })).status, 200, path);
        for (const path of refused) assert.equal((await call(gates, here, { path, headers })).status, 400, path);
        for (const [region, side, statuses] of [
            [here, "clients", [200, 200, 200, 200, 400, 400]],
            [there, "gates", [200, 200, 200, 200]],
        ] as const) {
            const logged = await until("all are logged", () => {
                const found = lines(region).slice(before[region]);
                return found.length === statuses.length && found;
            });
            assert.deepEqual(
                logged.map(line => [line.side, line.path, line.status]),
                statuses.map(status => [side, "/v1/tables", status]),
            );
            assert.ok(!gates.log(region).join("\n").includes(secrets.key));
        }
    });

    it("keeps the trace that a request comes with, and hands it on to the server", async () => {
        const trace = "0af7651916cd43dd8448eb211c80319c";
        await call(gates, here, request(`00-${trace}-b7ad6b7169203331-01`));
        const line = await until("it is logged", () => lines(here).find(({ trace_id }) => trace_id === trace));
        assert.equal(line.status, 200);
        const received = gates.allServers.flatMap(server => server.received).at(-1);
        assert.match(
            String(received!.headers.traceparent),
            new RegExp(`^00-${trace}-(?!b7ad6b7169203331)[0-9a-f]{16}-0[01]$`),
        );
    });

    it("tells servers nothing of where callers are", () => {
        const names = gates.allServers.flatMap(({ received }) =>
            received.flatMap(({ headers }) => Object.keys(headers)),
        );
        assert.deepEqual(
            names.filter(name => /forwarded-for|address|real-ip/.test(name)),
            [],
        );
    });

    it("counts them by cell, region, model, release and status, and by nothing that a caller chooses", async () => {
        for (let i = 0; i < 50; i++) {
            await call(gates, here, {
                path: `/v2/models/guess-${i}`,
                headers: { authorization: `Bearer ${issuer.token()}` },
            });
        }
        await call(gates, here, { body: "{}" });
        const counted = async () => {
            const text = await gates.adminText(here, "/stats/prometheus");
            return text.split("\n").filter(line => line.startsWith("envoy_gate_requests{"));
        };
        const series = await until("all are counted", async () => {
            const found = await counted();
            return (
                found.some(line => line.endsWith("} 50")) && found.some(line => line.includes('status="401"')) && found
            );
        });
        const labels = new Set(series.flatMap(line => [...line.matchAll(/(\w+)="/g)].map(([, name]) => name)));
        assert.deepEqual([...labels].sort(), ["cell", "deadline", "model", "region", "side", "status", "version"]);
        assert.ok(series.length < 10, series.join("\n"));
        assert.ok(!series.join("\n").includes("guess"));
        const text = await gates.adminText(here, "/stats/prometheus");
        assert.match(text, /envoy_gate_request_duration_bucket\{[^}]*model="screening"[^}]*le="/);
    });

    it("contains the form of other paths only, and no text that a client put into one", async () => {
        const trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        const headers = {
            authorization: `Bearer ${issuer.token({ sub: secrets.caller })}`,
            traceparent: `00-${trace}-00f067aa0ba902b7-01`,
        };
        const canary = "jane-doe-1970";
        const expected: Readonly<Record<string, string>> = {
            [`/v2/models/${canary}/infer`]: "/v2/models/{model}/infer",
            [`/v2/models/screening/versions/${canary}/ready`]: "/v2/models/{model}/versions/{version}/ready",
            [`/v2/models/screening/${canary}`]: "/v2/models/{model}",
            [`/v2/${canary}`]: "other",
            [`/inference.GRPCInferenceService/${canary}`]: "other",
            "/v2": "/v2",
        };
        for (const path of Object.keys(expected)) await call(gates, here, { path, method: "GET", headers });
        const logged = await until("all are logged", () => {
            const found = lines(here).filter(({ trace_id }) => trace_id === trace);
            return found.length === Object.keys(expected).length && found;
        });
        assert.deepEqual(
            logged.map(line => line.path),
            Object.values(expected),
        );
        assert.ok(!gates.log(here).join("\n").includes(canary));
    });
});
