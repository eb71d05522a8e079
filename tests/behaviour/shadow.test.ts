import assert from "node:assert/strict";
import { request } from "node:https";

import { callerHeader, shadowHeader, versionHeader } from "../../components/gate/headers";
import { shadowsHost } from "../../components/gate/names";
import { comparerHost } from "../../components/plan/names";
import { digest, screening } from "../components/plan/screening";
import type { Identity } from "../support/certificates";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { callerOf, callOnce } from "../support/gates/open-inference";
import { Issuer } from "../support/gates/tokens";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";
const infer = "/v2/models/screening/infer";
const host = "eu-west.eu.screening.example";

/** Two releases that answer, and a third that is compared with them. */
function shadowed(percent: number, more: object = {}, routing: object = {}) {
    const valid = screening();
    return {
        ...valid,
        models: valid.models.map(model => ({
            ...model,
            releases: { ...model.releases, "3.0.0": { artifact: "file:3.onnx", digest: digest("3") } },
            traffic: ["1.0.0", "2.0.0"].map(version => ({ version, percent: 50 })),
            shadow: { version: "3.0.0", percent },
            ...more,
        })),
        routing,
    };
}

describe("a shadow", function () {
    this.timeout(60_000);

    const ask = (gates: Gates, i: number, headers: object = {}) =>
        call(gates, here, { body: `{"i":${i}}`, headers: { "x-subject": `s-${i}`, ...headers } });

    async function askMany(gates: Gates, count: number): Promise<(string | undefined)[]> {
        const versions: (string | undefined)[] = [];
        for (let i = 0; i < count; i++) {
            const { status, headers } = await ask(gates, i);
            assert.equal(status, 200);
            versions.push(headers[versionHeader] as string | undefined);
        }
        return versions;
    }

    describe("of all inferences", () => {
        const issuer = new Issuer();
        let gates: Gates;
        before(async () => {
            const auth = { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } };
            gates = await Gates.start(shadowed(100, { stickyBy: "cookie:arm" }, { auth }));
        });
        after(() => gates.stop());
        beforeEach(() => {
            for (const server of [...gates.allServers, gates.comparer(here), gates.comparer(there)]) {
                server.received.length = 0;
            }
        });

        const bearer = () => ({ authorization: `Bearer ${issuer.token({ sub: "dr-jones" })}` });
        const copies = () => gates.comparer(here).received;

        it("has its gate mirror each with its body, the release that was drawn and the shadow, and not who asked", async () => {
            const cookie = "arm=7; session=secret";
            const { headers } = await call(gates, here, { body: '{"x":1}', headers: { ...bearer(), cookie } });
            await until("it is mirrored", () => copies().length > 0);
            const [copy] = copies();
            assert.equal(copy!.body, '{"x":1}');
            assert.equal(copy!.path, infer);
            assert.equal(copy!.headers[versionHeader], headers[versionHeader]);
            assert.equal(copy!.headers[shadowHeader], "3.0.0");
            for (const name of ["authorization", "cookie", callerHeader]) {
                assert.equal(copy!.headers[name], undefined, name);
            }
            assert.ok(!JSON.stringify(copy).includes("dr-jones") && !JSON.stringify(copy).includes("secret"));
            // The servers receive no hint of it.
            const served = gates.allServers.flatMap(({ received }) => received);
            assert.deepEqual(
                served.map(({ headers }) => headers[shadowHeader]),
                [undefined],
            );
        });

        it("has nothing else mirrored, and nothing from another region", async () => {
            const others = [
                { path: "/v2/models/screening" },
                { path: "/v2/models/screening/ready" },
                { path: infer.replace("/infer", "/versions/1.0.0/infer"), body: "{}" },
                { path: infer, body: "{}", headers: { "x-release": "1.0.0" } },
            ];
            for (const one of others) {
                const reply = await call(gates, here, { ...one, headers: { ...one.headers, ...bearer() } });
                assert.equal(reply.status, 200, one.path);
            }
            assert.equal((await call(gates, here, { body: "{}" })).status, 401);
            await call(gates, here, { body: '"last"', headers: bearer() });
            await until("the last is mirrored", () => copies().some(({ body }) => body === '"last"'));
            assert.equal(copies().length, 1);
            assert.deepEqual(gates.comparer(there).received, []);
        });

        it("is compared where the request came in, also when another region answers", async () => {
            for (const version of ["1.0.0", "2.0.0"]) {
                gates.server(here, version).answer = (_, response) => response.writeHead(503).end();
            }
            const reply = await call(gates, here, { body: "{}", headers: bearer() });
            assert.deepEqual([reply.status, reply.headers["x-meridian-region"]], [200, there]);
            await until("it is mirrored", () => copies().length > 0);
            assert.equal(copies().length, 1);
            assert.deepEqual(gates.comparer(there).received, []);
        });
    });

    describe("of a part of the inferences", () => {
        let gates: Gates;
        before(async () => {
            gates = await Gates.start(shadowed(25));
        });
        after(() => gates.stop());

        it("is asked about so many, of each release", async () => {
            const count = 600;
            const versions = await askMany(gates, count);
            const copies = gates.comparer(here).received;
            // Four standard deviations of a fair draw.
            const isShareOf = (asked: number, copied: number) =>
                Math.abs(copied - asked * 0.25) < 4 * Math.sqrt(asked * 0.1875);
            const copiesOf = (version: string) =>
                copies.filter(({ headers }) => headers[versionHeader] === version).length;
            await until(
                "the share is mirrored, of each release",
                () =>
                    isShareOf(count, copies.length) &&
                    ["1.0.0", "2.0.0"].every(version =>
                        isShareOf(versions.filter(one => one === version).length, copiesOf(version)),
                    ),
            );
            const shadows = gates.allServers.filter(({ name }) => name.endsWith("3.0.0"));
            assert.deepEqual(
                shadows.flatMap(({ received }) => received),
                [],
            );
        });
    });

    for (const [what, stickyBy] of [
        ["no subject is kept on a release", undefined],
        ["requests come without their subject", "header:x-subject"],
    ] as const) {
        it(`is compared with each release by its share where ${what}`, async () => {
            const gates = await Gates.start(shadowed(50, { stickyBy }));
            try {
                const drawn: unknown[] = [];
                for (let i = 0; i < 300; i++)
                    drawn.push((await call(gates, here, { body: "{}" })).headers[versionHeader]);
                const copies = gates.comparer(here).received;
                for (const version of ["1.0.0", "2.0.0"]) {
                    const expected = drawn.filter(one => one === version).length / 2;
                    const copied = () => copies.filter(({ headers }) => headers[versionHeader] === version).length;
                    // Four standard deviations of a fair draw.
                    const near = () => Math.abs(copied() - expected) < 4 * Math.sqrt(expected / 2);
                    assert.ok(expected > 40, `${version} was drawn ${2 * expected} times`);
                    await until(`${version} is copied by its share: ${copied()} of ${2 * expected}`, near);
                }
            } finally {
                await gates.stop();
            }
        });
    }

    it("takes no place of clients' batch requests", async () => {
        const gates = await Gates.start(shadowed(100, {}, { limits: { concurrency: 4 } }));
        try {
            const held: (() => void)[] = [];
            for (const server of gates.allServers) server.answer = (_, response) => held.push(() => response.end("{}"));
            const own = await gates.authority(here).issue({ hosts: [comparerHost(host)] });
            // As many as it asks at a time, of the one release.
            const comparisons = Array.from({ length: 4 }, () => knockAt(gates, shadowsHost(host), own, infer, "1.0.0"));
            await until("the comparer's are under way", () => held.length === 4);
            const path = infer.replace("/infer", "/versions/1.0.0/infer");
            const batch = call(gates, here, { path, body: "{}", headers: { "x-priority": "batch" } });
            await until("the client's is, too", () => held.length === 5);
            held.forEach(answer => {
                answer();
            });
            assert.equal((await batch).status, 200);
            assert.deepEqual(await Promise.all(comparisons), [200, 200, 200, 200]);
        } finally {
            await gates.stop();
        }
    });

    it("stands in for no other region that answers clients with it: they get an error of their cell", async () => {
        const traffic = [{ version: "3.0.0", percent: 100 }];
        const gates = await Gates.start(shadowed(10, { regions: { [here]: { traffic } } }));
        try {
            gates.server(here, "3.0.0").answer = (_, response) => response.writeHead(503).end();
            // In the other region it answers no client: the client gets an error of its cell, without a word about versions.
            const reply = await call(gates, here, { body: "{}" });
            assert.equal(reply.status, 503, reply.body);
            assert.deepEqual(gates.server(there, "3.0.0").received, []);
        } finally {
            await gates.stop();
        }
    });

    it("has calls over gRPC answered as without it, and not mirrored", async () => {
        const gates = await Gates.start(shadowed(100), { upstream: one => ({ ...one, protocol: "http2" }) });
        const client = callerOf(gates, here);
        try {
            const { code } = await callOnce(client, "ModelInfer", { model_name: "screening" }, {});
            assert.equal(code, 0);
            await ask(gates, 1);
            await until("what came over HTTP is mirrored", () => gates.comparer(here).received.length > 0);
            assert.equal(gates.comparer(here).received.length, 1);
        } finally {
            client.close();
            await gates.stop();
        }
    });

    describe("whose comparer", () => {
        let gates: Gates;
        beforeEach(async () => {
            gates = await Gates.start(shadowed(100));
        });
        afterEach(() => gates.stop());

        it("reads and never answers costs clients nothing, also after its room is used up", async () => {
            gates.comparer(here).answer = () => undefined;
            const began = performance.now();
            await askMany(gates, 100);
            // The first to wait for the comparer would take until its deadline, half a minute.
            assert.ok(performance.now() - began < 20_000);
            assert.ok(gates.comparer(here).received.length <= 16 + 5, `${gates.comparer(here).received.length}`);
        });

        it("is gone costs clients nothing", async () => {
            await gates.comparer(here).close();
            await askMany(gates, 100);
        });

        it("answers with errors costs clients nothing", async () => {
            gates.comparer(here).answer = (_, response) => response.writeHead(500).end();
            await askMany(gates, 50);
            await until("it was asked", () => gates.comparer(here).received.length > 0);
        });
    });

    describe("is asked", () => {
        let gates: Gates;
        let own: Identity;
        let peer: Identity;
        before(async () => {
            gates = await Gates.start(shadowed(100));
            own = await gates.authority(here).issue({ hosts: [comparerHost(host)] });
            peer = await gates.authority(here).issue({ hosts: ["eu-central.eu.screening.example"] });
        });
        after(() => gates.stop());

        const knock = (servername: string, identity: Identity | undefined, path = infer, version = "3.0.0") =>
            knockAt(gates, servername, identity, path, version);
        it("by its comparer, as the releases that it is compared with are", async () => {
            for (const version of ["1.0.0", "2.0.0", "3.0.0"]) {
                assert.equal(await knock(shadowsHost(host), own, infer, version), 200, version);
                assert.equal(gates.server(here, version).received.length, 1);
            }
        });

        it("by no client without the comparer's certificate", async () => {
            const refused = /^(ERR_SSL|ECONNRESET|EPIPE)/;
            assert.match(String(await knock(shadowsHost(host), undefined)), refused);
            assert.match(String(await knock(shadowsHost(host), peer)), refused);
        });

        it("by no other gate", async () => {
            // It would go on to the next region.
            assert.equal(await knock(host, peer), 503);
            assert.equal(gates.server(here, "3.0.0").received.length, 1);
        });

        it("by its comparer for inferences only, which no other route admits", async () => {
            assert.equal(await knock(shadowsHost(host), own, "/v2/models/screening/ready"), 404);
            assert.equal(await knock(shadowsHost(host), own, infer, "9.0.0"), 404);
            assert.match(String(await knock(host, own)), /^(ERR_SSL|ECONNRESET|EPIPE)/);
        });
    });
});

/** The status that a gate answers with, by the name that it is called by and a certificate; or the error's code. */
function knockAt(gates: Gates, servername: string, identity: Identity | undefined, path: string, version: string) {
    return new Promise<number | string | undefined>(resolve => {
        const sent = request(
            {
                ...gates.address(here),
                agent: false,
                servername,
                ca: gates.authority(here).ca,
                ...(identity && { cert: identity.cert, key: identity.key }),
                checkServerIdentity: () => undefined,
                method: "POST",
                path,
                headers: { host, [versionHeader]: version },
            },
            answer => {
                answer.resume().on("end", () => {
                    resolve(answer.statusCode);
                });
            },
        );
        sent.on("error", (error: NodeJS.ErrnoException) => {
            resolve(error.code);
        });
        sent.end("{}");
    });
}
