import assert from "node:assert/strict";

import { callerHeader } from "../../components/gate/headers";
import { screening } from "../components/plan/screening";
import { authority, type Authority } from "../support/certificates";
import { type Call, call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { KeyServer } from "../support/gates/key-server";
import { Issuer, tampered } from "../support/gates/tokens";
import { until } from "../support/until";

const here = "local:eu-west";
const ask: Call = { body: "{}" };

function bearing(token: string): Call {
    return { ...ask, headers: { authorization: `Bearer ${token}` } };
}

describe("a gate that asks for a token", function () {
    this.timeout(60_000);
    const issuer = new Issuer();
    const stranger = new Issuer("https://stranger.example");
    const forger = new Issuer();
    let gates: Gates;

    before(async () => {
        const config = screening();
        gates = await Gates.start({
            ...config,
            models: config.models.map(model => ({
                ...model,
                requires: { claims: { role: ["clinician", "nurse"] } },
            })),
            routing: { auth: { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } } },
        });
    });
    after(() => gates.stop());
    beforeEach(() => {
        for (const server of gates.allServers) server.received.length = 0;
    });

    const received = () => gates.allServers.flatMap(server => server.received);
    const now = () => Math.floor(Date.now() / 1000);

    it("admits clients with one, forwards the caller's identity in one header, and keeps the token to itself", async () => {
        const { status } = await call(gates, here, bearing(issuer.token({ role: "nurse" })));
        assert.equal(status, 200);
        const [request] = received();
        assert.equal(request!.headers[callerHeader], "alice");
        assert.equal(request!.headers.authorization, undefined);
    });

    for (const [what, token, reason] of [
        ["has expired", () => issuer.token({ role: "nurse", exp: now() - 60 }), "expired"],
        ["never ends", () => issuer.token({ role: "nurse", exp: undefined }), "invalid"],
        ["is of another issuer", () => stranger.token({ role: "nurse" }), "invalid"],
        ["is signed by another in the issuer's name", () => forger.token({ role: "nurse" }), "invalid"],
        ["says other than what was signed", () => tampered(issuer.token({ role: "nurse" })), "invalid"],
        ["is not signed (alg none)", () => issuer.unsigned(), "invalid"],
        ["is for another audience", () => issuer.token({ role: "nurse", aud: "another" }), "audience"],
        ["names no subject", () => issuer.token({ role: "nurse", sub: undefined }), "invalid"],
        ["is not valid yet", () => issuer.token({ role: "nurse", nbf: now() + 600 }), "invalid"],
        ["is none", () => "nonsense", "invalid"],
    ] as const) {
        it(`refuses a token that ${what}, with the class of the reason and no more`, async () => {
            const { status, headers, body } = await call(gates, here, bearing(token()));
            assert.equal(status, 401);
            assert.equal(headers["content-type"], "application/problem+json");
            assert.equal(headers["www-authenticate"], 'Bearer error="invalid_token"');
            const { title, ...problem } = JSON.parse(body) as Record<string, unknown>;
            assert.deepEqual(problem, { type: "about:blank", status: 401, cell: "eu", reason });
            assert.equal(typeof title, "string");
            assert.deepEqual(received(), []);
        });
    }

    it("refuses who has none", async () => {
        const { status, headers, body } = await call(gates, here, ask);
        assert.equal(status, 401);
        assert.equal(headers["www-authenticate"], 'Bearer error="invalid_request"');
        assert.equal((JSON.parse(body) as { reason: string }).reason, "missing");
    });

    it("refuses who lacks a claim that the model asks for, and takes one of several values, alone or in a list", async () => {
        for (const [claims, expected] of [
            [{}, 403],
            [{ role: "visitor" }, 403],
            [{ role: "nurse " }, 403],
            [{ role: ["visitor"] }, 403],
            [{ role: "clinician" }, 200],
            [{ role: ["visitor", "nurse"] }, 200],
        ] as const) {
            const { status, body } = await call(gates, here, bearing(issuer.token(claims)));
            assert.equal(status, expected, JSON.stringify(claims));
            if (status === 403) {
                assert.deepEqual(JSON.parse(body), {
                    type: "about:blank",
                    title: "not allowed",
                    status: 403,
                    cell: "eu",
                    reason: "claims",
                });
            }
        }
    });

    it("exposes its health to all clients, and nothing else", async () => {
        for (const path of ["/live", "/region", "/v2/health/ready", "/v2/health/live"]) {
            assert.equal((await call(gates, here, { path })).status, 200, path);
        }
        for (const path of ["/v2", "/v2/models/screening", "/nothing", "/live/", "/regions"]) {
            assert.equal((await call(gates, here, { path })).status, 401, path);
        }
    });

    it("drops what a client says under the names of gates", async () => {
        await call(gates, here, {
            body: "{}",
            headers: {
                authorization: `Bearer ${issuer.token({ role: "nurse" })}`,
                [callerHeader]: "root",
                "x-meridian-version": "2.0.0",
                "x-meridian-anything": "1",
                "x-envoy-max-retries": "50",
            },
        });
        const [request] = received();
        assert.equal(request!.headers[callerHeader], "alice");
        assert.equal(request!.headers["x-meridian-anything"], undefined);
        assert.equal(request!.headers["x-envoy-max-retries"], undefined);
    });

    it("forwards the caller's identity to the gate that it spills to, without the token", async () => {
        const local = ["1.0.0", "2.0.0"].map(version => gates.server(here, version));
        for (const server of local) server.answer = (_, response) => response.writeHead(503).end();
        try {
            const { status, headers } = await call(gates, here, bearing(issuer.token({ role: "nurse" })));
            assert.deepEqual([status, headers["x-meridian-region"]], [200, "local:eu-central"]);
            const last = received().at(-1);
            assert.equal(last?.headers[callerHeader], "alice");
            assert.equal(last.headers.authorization, undefined);
        } finally {
            for (const server of local) server.answer = (_, response) => response.end("{}");
        }
    });
});

describe("a gate that fetches its issuer's keys", function () {
    this.timeout(60_000);
    const [first, second] = [
        new Issuer("https://issuer.example", "key-1"),
        new Issuer("https://issuer.example", "key-2"),
    ];
    let keys: KeyServer;
    let gates: Gates | undefined;

    beforeEach(async () => {
        keys = await KeyServer.start(first.jwks);
    });
    afterEach(async () => {
        await gates?.stop();
        gates = undefined;
        await keys.stop();
    });

    const start = async (jwksCacheSeconds: number) => {
        const jwt = {
            issuer: first.name,
            audience: ["meridian", "other"],
            jwksUri: keys.uri,
            jwksAuthorities: keys.authority,
            jwksCacheSeconds,
        };
        gates = await Gates.start({ ...screening(), routing: { auth: { jwt } } });
    };
    const statusWith = async (issuer: Issuer) => (await call(gates!, here, bearing(issuer.token()))).status;

    it("has them before the first request, and does not fetch them for each", async () => {
        await start(3600);
        const before = keys.fetched;
        assert.ok(before >= 1);
        for (let i = 0; i < 20; i++) assert.equal(await statusWith(first), 200);
        assert.equal(keys.fetched, before);
    });

    it("takes a new key, and no longer the old one, once what it keeps has grown old", async () => {
        await start(10);
        assert.equal(await statusWith(second), 401);
        keys.jwks = second.jwks;
        await until("the new key is taken", async () => (await statusWith(second)) === 200, 20_000);
        assert.equal(await statusWith(first), 401);
    });
});

describe("a gate that asks for a client certificate", function () {
    this.timeout(60_000);
    let gates: Gates;
    let callers: Authority;

    before(async () => {
        callers = await authority("callers");
        const config = screening();
        gates = await Gates.start({
            ...config,
            cells: config.cells.map(cell =>
                cell.name === "eu" ? { ...cell, auth: { certificates: { authorities: callers.ca } } } : cell,
            ),
        });
    });
    after(() => gates.stop());

    const errorOf = async (options: Call): Promise<string> =>
        call(gates, here, options).then(
            ({ status }) => `answered ${status}`,
            (error: unknown) => (error as { code?: string }).code ?? String(error),
        );

    it("admits clients with one of the cell's trusted authorities, and forwards the subject to the servers", async () => {
        const identity = await callers.issue({ name: "lab-3" });
        const { status } = await call(gates, here, { ...ask, identity });
        assert.equal(status, 200);
        const request = gates.allServers.flatMap(server => server.received).at(-1);
        assert.equal(request!.headers[callerHeader], "CN=lab-3");
    });

    it("refuses who has none, but tells them its health", async () => {
        const { status, body } = await call(gates, here, ask);
        assert.equal(status, 401);
        assert.equal((JSON.parse(body) as { reason: string }).reason, "missing");
        for (const path of ["/live", "/region", "/v2/health/ready", "/v2/health/live"]) {
            assert.equal((await call(gates, here, { path })).status, 200, path);
        }
    });

    it("ends the connection of who has one of a stranger, of the cell's own authority, or one that has ended", async () => {
        const stranger = await authority("callers");
        for (const identity of [
            await stranger.issue(),
            await gates.authority(here).issue(),
            await callers.issue({ validForMs: -1000 }),
        ]) {
            assert.match(await errorOf({ ...ask, identity }), /ECONNRESET|ERR_SSL|EPIPE/);
        }
    });

    it("asks nothing of the callers of a cell that does not say so", async () => {
        assert.equal((await call(gates, "local:us-east", ask)).status, 200);
    });
});

describe("a gate that asks for a client certificate and a token", function () {
    this.timeout(60_000);
    const issuer = new Issuer();
    let gates: Gates;
    let callers: Authority;

    before(async () => {
        callers = await authority("callers");
        const jwt = { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks };
        gates = await Gates.start({
            ...screening(),
            routing: { auth: { jwt, certificates: { authorities: callers.ca } } },
        });
    });
    after(() => gates.stop());

    it("refuses a request that lacks one of them, and passes on the subject of the token", async () => {
        const identity = await callers.issue({ name: "lab-3" });
        const token = bearing(issuer.token());
        for (const [request, expected] of [
            [ask, 401],
            [token, 401],
            [{ ...ask, identity }, 401],
            [{ ...token, identity }, 200],
        ] as const) {
            const { status } = await call(gates, here, request);
            assert.equal(status, expected);
        }
        const received = gates.allServers.flatMap(server => server.received);
        assert.deepEqual(
            received.map(({ headers }) => headers[callerHeader]),
            ["alice"],
        );
    });
});
