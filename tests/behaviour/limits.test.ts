import assert from "node:assert/strict";
import type { Answer } from "../support/gates/release-server";
import { Agent } from "node:https";

import { clientHeaders } from "../../components/gate/headers";
import type { Rate } from "../../components/plan/serving/limits";
import { screening } from "../components/plan/screening";
import { type Call, call, type Reply } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import type { ReleaseServer } from "../support/gates/release-server";
import { authority } from "../support/certificates";
import { Issuer } from "../support/gates/tokens";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";

/** One release with all the traffic, so that every request has the same way. */
function config(limits: object, auth: object = {}) {
    const valid = screening();
    return {
        ...valid,
        models: valid.models.map(model => ({ ...model, traffic: [{ version: "1.0.0", percent: 100 }] })),
        routing: { auth, limits },
    };
}

function problemOf({ status, headers, body }: Reply): Record<string, unknown> {
    assert.equal(headers["content-type"], "application/problem+json", body);
    const problem = JSON.parse(body) as Record<string, unknown>;
    assert.deepEqual([problem.status, problem.cell], [status, "eu"]);
    return problem;
}

describe("the sizes and deadlines of requests", function () {
    this.timeout(60_000);
    let gates: Gates;
    let server: ReleaseServer;

    before(async () => {
        gates = await Gates.start(config({ bodyKiB: 64, headerKiB: 8, deadlineSeconds: 6 }));
        server = gates.server(here, "1.0.0");
    });
    after(() => gates.stop());
    afterEach(() => {
        server.received.length = 0;
        server.answer = (_, response) => response.end("{}");
    });

    it("admits a body of the limit and rejects a byte more, announced or not", async () => {
        const most = 64 * 1024;
        assert.equal((await call(gates, here, { body: "x".repeat(most) })).status, 200);
        assert.equal(server.received.at(-1)?.body.length, most);
        for (const headers of [{}, { "transfer-encoding": "chunked" }]) {
            const reply = await call(gates, here, { body: "x".repeat(most + 1), headers });
            assert.equal(reply.status, 413);
            problemOf(reply);
        }
        assert.equal(server.received.length, 1);
    });

    it("let headers as large as that pass to the servers of another region, with what gates add", async () => {
        const server = gates.server(here, "1.0.0");
        server.answer = (_, response) => response.writeHead(503).end();
        const reply = await call(gates, here, { body: "{}", headers: { "x-note": "x".repeat(7 * 1024) } });
        server.answer = (_, response) => response.end("{}");
        assert.deepEqual([reply.status, reply.headers["x-meridian-region"]], [200, there]);
    });

    it("refuse headers that are larger together than the limit", async () => {
        assert.equal((await call(gates, here, { headers: { "x-note": "x".repeat(6 * 1024) } })).status, 200);
        assert.equal((await call(gates, here, { headers: { "x-note": "x".repeat(9 * 1024) } })).status, 431);
    });

    it("end a request when the longest time is over, and sooner where it asks for that", async () => {
        server.answer = () => undefined;
        const tookWith = async (headers: Record<string, string>) => {
            const begun = performance.now();
            const reply = await call(gates, here, { body: "{}", headers });
            assert.equal(reply.status, 504);
            problemOf(reply);
            return performance.now() - begun;
        };
        const longest = await tookWith({});
        // By default it would be half a minute.
        assert.ok(longest > 5_900 && longest < 20_000, `${longest} ms`);
        // A busy machine may delay an answer, but never hastens it: one that comes before the longest time is over suffices.
        const sooner: number[] = [];
        while (sooner.length < 5 && !sooner.some(took => took < 4_000)) {
            sooner.push(await tookWith({ [clientHeaders.timeout]: "300" }));
        }
        const least = Math.min(...sooner);
        assert.ok(least > 250 && least < 4_000, `${sooner.join(", ")} ms`);
    });

    it("count a request by whose deadline ended it, and a server's own 504 by none", async () => {
        server.answer = () => undefined;
        await call(gates, here, { body: "{}" });
        await call(gates, here, { body: "{}", headers: { [clientHeaders.timeout]: "300" } });
        server.answer = (_, response) => response.writeHead(504).end();
        await call(gates, here, { body: "{}" });
        await until("all are counted", async () => {
            const text = await gates.adminText(here, "/stats/prometheus");
            const series = text.split("\n").filter(line => /^envoy_gate_requests\{.*status="504"/.test(line));
            const deadlines = series.map(line => /deadline="(\w*)"/.exec(line)?.[1]);
            return ["client", "gate", "none"].every(one => deadlines.includes(one));
        });
    });

    it("say nothing about a server's health: a caller in a hurry has none left out", async () => {
        server.answer = () => undefined;
        const hurry = { body: "{}", headers: { [clientHeaders.timeout]: "1" } };
        for (let i = 0; i < 20; i++) assert.equal((await call(gates, here, hurry)).status, 504);
        server.answer = (_, response) => response.end("{}");
        const { status, headers } = await call(gates, here, { body: "{}" });
        assert.deepEqual([status, headers["x-meridian-region"]], [200, here]);
    });

    for (const value of ["0", "6001", "-1", "soon", "1.5", ""]) {
        it(`refuse ${JSON.stringify(value)} as a deadline`, async () => {
            const reply = await call(gates, here, { body: "{}", headers: { [clientHeaders.timeout]: value } });
            assert.equal(reply.status, 400);
            assert.match(String(problemOf(reply).detail), /whole number from 1 to 6000/);
            assert.deepEqual(server.received, []);
        });
    }
});

describe("the rates of requests", function () {
    this.timeout(60_000);
    const issuer = new Issuer();
    const bearer = (sub: string): Call => ({
        body: "{}",
        headers: { authorization: `Bearer ${issuer.token({ sub })}` },
    });
    const statuses = async (gates: Gates, requests: readonly Call[]) => {
        const replies = await Promise.all(requests.map(request => call(gates, here, request)));
        for (const reply of replies.filter(({ status }) => status === 429)) {
            assert.equal(problemOf(reply).reason, "rate");
            assert.match(String(reply.headers["retry-after"]), /^[1-9]\d*$/);
        }
        return replies.map(({ status }) => status);
    };
    const count = (all: readonly number[], status: number) => all.filter(one => one === status).length;
    /** Sends more than a bucket holds; all that pass are what it held and what came into it meanwhile. */
    const assertHeld = async (gates: Gates, request: () => Call, { perSecond, burst }: Rate) => {
        const begun = performance.now();
        const all = await statuses(gates, Array.from({ length: 40 }, request));
        const seconds = (performance.now() - begun) / 1000;
        const passed = count(all, 200);
        assert.ok(passed >= burst && passed <= burst + perSecond * seconds + 1, `${passed} in ${seconds} s`);
        assert.ok(count(all, 429) > 0);
        assert.equal(passed + count(all, 429), all.length);
    };

    it("hold for each caller alone", async () => {
        const auth = { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } };
        const gates = await Gates.start(config({ rate: { perCaller: { perSecond: 1, burst: 5 } } }, auth));
        try {
            await assertHeld(gates, () => bearer("alice"), { perSecond: 1, burst: 5 });
            assert.deepEqual(
                await statuses(
                    gates,
                    Array.from({ length: 5 }, () => bearer("bob")),
                ),
                [200, 200, 200, 200, 200],
            );
        } finally {
            await gates.stop();
        }
    });

    it("are not used up by who shows no certificate where one is asked for", async () => {
        const callers = await authority("callers");
        const auth = { certificates: { authorities: callers.ca } };
        const gates = await Gates.start(config({ rate: { cell: { perSecond: 2, burst: 10 } } }, auth));
        try {
            const strangers = Array.from({ length: 30 }, (): Call => ({ body: "{}" }));
            assert.equal(count(await statuses(gates, strangers), 401), 30);
            const identity = await callers.issue({ name: "lab-3" });
            assert.deepEqual(await statuses(gates, [{ body: "{}", identity }]), [200]);
        } finally {
            await gates.stop();
        }
    });

    it("hold for the cell, an equal part at each of its regions, and not for health checks", async () => {
        const gates = await Gates.start(config({ rate: { cell: { perSecond: 2, burst: 8 } } }));
        try {
            await assertHeld(gates, () => ({ body: "{}" }), { perSecond: 1, burst: 4 });
            assert.equal((await call(gates, here, { path: "/region" })).status, 200);
            assert.equal((await call(gates, there, { body: "{}" })).status, 200);
        } finally {
            await gates.stop();
        }
    });
});

describe("an overloaded region", function () {
    this.timeout(60_000);
    let gates: Gates;
    let agent: Agent;
    let held: Answer[];

    beforeEach(async () => {
        gates = await Gates.start(config({ concurrency: 8, queue: 12, batchPercent: 25, deadlineSeconds: 20 }));
        agent = new Agent({ keepAlive: true });
        held = [];
        for (const region of [here, there] as const) {
            gates.server(region, "1.0.0").answer = (_, response) => held.push(response);
        }
    });
    afterEach(async () => {
        agent.destroy();
        await gates.stop();
    });

    const letGo = () => {
        for (const response of held.splice(0)) response.end("{}");
    };
    /** Lets go again and again: what waits comes to the servers only then. */
    const untilAnswered = async (what: string, sent: readonly Promise<Reply>[]) => {
        let answered = 0;
        for (const one of sent) void one.then(() => answered++);
        await until(`${what} are answered`, () => {
            letGo();
            return answered === sent.length;
        });
    };
    const send = (count: number, headers: Record<string, string> = {}) =>
        Array.from({ length: count }, () => call(gates, here, { body: "{}", headers, agent }));
    const batch = { [clientHeaders.priority]: "batch" };

    it("has its servers work on as many requests as they may, lets some wait, and refuses the rest at once", async () => {
        const working = send(8);
        await until("the servers are busy", () => held.length === 8);
        const sent = [...working, ...send(22)];
        const refused: Reply[] = [];
        for (const one of sent) void one.then(reply => reply.status === 503 && refused.push(reply));
        await until("ten are refused", () => refused.length === 10);
        assert.equal(held.length, 8);
        for (const reply of refused) {
            assert.equal(problemOf(reply).reason, "overload");
            assert.equal(reply.headers["retry-after"], "1");
            assert.equal(reply.headers["x-envoy-overloaded"], undefined);
        }
        await untilAnswered("all others", sent);
        assert.equal((await Promise.all(sent)).filter(({ status }) => status === 200).length, 20);
        // None went to the other region: a busy server is not unhealthy.
        assert.equal(gates.server(there, "1.0.0").received.length, 0);
    });

    it("finds room for interactive requests when batch ones have taken all that they may", async () => {
        const batches = send(20, batch);
        await until("batch is full", () => held.length === 2);
        const interactive = send(6);
        await until("interactive ones are worked on", () => held.length === 8);
        letGo();
        assert.deepEqual(
            (await Promise.all(interactive)).map(({ status }) => status),
            [200, 200, 200, 200, 200, 200],
        );
        await untilAnswered("the batch", batches);
        const answered = (await Promise.all(batches)).map(({ status }) => status);
        assert.ok(answered.includes(503) && answered.includes(200), String(answered));
    });

    it("is not made to work more by the failure of another, whose gate asks it once and then answers for it", async () => {
        const unhealthy = gates.server(here, "1.0.0");
        await unhealthy.close();
        const working = send(8);
        await until("the peer's servers are busy", () => held.length === 8);
        const sent = [...working, ...send(32)];
        const refused: Reply[] = [];
        for (const one of sent) void one.then(reply => reply.status === 503 && refused.push(reply));
        await until("twenty are refused", () => refused.length === 20);
        const peer = gates.server(there, "1.0.0");
        assert.equal(peer.received.length, 8);
        assert.ok(refused.every(({ headers }) => headers["retry-after"] === "1"));
        await untilAnswered("all others", sent);
        const answered = (await Promise.all(sent)).filter(({ status }) => status === 200);
        assert.equal(answered.length, 20);
        assert.ok(answered.every(({ headers }) => headers["x-meridian-region"] === there));
        assert.equal(peer.received.length, 20);
    });
});
