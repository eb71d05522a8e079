import assert from "node:assert/strict";

import { clientHeaders, versionHeader } from "../../components/gate/headers";
import { screening } from "../components/plan/screening";
import { type Call, call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { Issuer } from "../support/gates/tokens";

const here = "local:eu-west";
const there = "local:eu-central";
const infer = "/v2/models/screening/infer";

function halves(more: object, auth: object = {}) {
    const valid = screening();
    return {
        ...valid,
        models: valid.models.map(({ stickyBy: _, ...model }) => ({
            ...model,
            traffic: ["1.0.0", "2.0.0"].map(version => ({ version, percent: 50 })),
            ...more,
        })),
        routing: { auth },
    };
}

describe("the release of a caller", function () {
    this.timeout(60_000);

    const issuer = new Issuer();
    const auth = { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } };
    const bearer = (claims: object) => ({ authorization: `Bearer ${issuer.token({ ...claims })}` });

    it("is kept by a claim of the token, in every region, and the claim goes no further than the gate", async () => {
        const gates = await Gates.start(halves({ stickyBy: "claim:patient.id" }, auth));
        try {
            const releases = await Promise.all(
                Array.from({ length: 60 }, async (_, i) => {
                    const asked = async (region: "local:eu-west" | "local:eu-central") =>
                        (await call(gates, region, { body: "{}", headers: bearer({ "patient.id": `p${i}` }) })).headers[
                            versionHeader
                        ];
                    const all = [await asked(here), await asked(there), await asked(here)];
                    assert.equal(new Set(all).size, 1, String(all));
                    return all[0];
                }),
            );
            assert.deepEqual([...new Set(releases)].sort(), ["1.0.0", "2.0.0"]);
            const seen = gates.allServers.flatMap(({ received }) =>
                received.flatMap(({ headers }) => Object.keys(headers)),
            );
            assert.deepEqual([...new Set(seen)].filter(name => name.startsWith("x-meridian-")).sort(), [
                "x-meridian-caller",
                "x-meridian-version",
            ]);
        } finally {
            await gates.stop();
        }
    });

    it("is kept by a cookie, which the first answer sets and only TLS and the server ever see", async () => {
        const gates = await Gates.start(halves({ stickyBy: "cookie:arm" }));
        try {
            const releases = await Promise.all(
                Array.from({ length: 40 }, async () => {
                    const first = await call(gates, here, { body: "{}" });
                    const [cookie = ""] = first.headers["set-cookie"] ?? [];
                    assert.match(
                        cookie,
                        /^arm=[0-9a-f-]{36}; Max-Age=2592000; Path=\/; Secure; HttpOnly; SameSite=Lax$/,
                    );
                    const kept = { body: "{}", headers: { cookie: cookie.split(";")[0]! } };
                    const later = [await call(gates, here, kept), await call(gates, there, kept)];
                    assert.ok(later.every(({ headers }) => headers[versionHeader] === first.headers[versionHeader]));
                    assert.ok(later.every(({ headers }) => headers["set-cookie"] === undefined));
                    return first.headers[versionHeader];
                }),
            );
            assert.deepEqual([...new Set(releases)].sort(), ["1.0.0", "2.0.0"]);
        } finally {
            await gates.stop();
        }
    });

    describe("is chosen", () => {
        let gates: Gates;
        const testers = { claims: { role: ["tester"] } };
        before(async () => {
            gates = await Gates.start(
                halves(
                    {
                        testers,
                        traffic: [
                            { version: "1.0.0", percent: 100 },
                            { version: "2.0.0", percent: 0 },
                        ],
                    },
                    auth,
                ),
            );
        });
        after(() => gates.stop());

        // Made when they are used: a token is good for a minute.
        const as = (role: string, more: object = {}) => ({ headers: { ...bearer({ role }), ...more } });
        const wanting = (version: string) => ({ [clientHeaders.release]: version });
        const path = "/v2/models/screening/versions/2.0.0/infer";
        const rows: readonly [string, () => Call, number, string | undefined][] = [
            ["not by clients: the weights decide", () => as("visitor"), 200, "1.0.0"],
            ["by a tester's header, also where it has no share", () => as("tester", wanting("2.0.0")), 200, "2.0.0"],
            ["by a tester's path", () => ({ ...as("tester"), path }), 200, "2.0.0"],
            ["by no other's header", () => as("visitor", wanting("2.0.0")), 403, undefined],
            ["by no other's path", () => ({ ...as("visitor"), path }), 403, undefined],
            ["nor the one that they would get", () => as("visitor", wanting("1.0.0")), 403, undefined],
            ["of those there are", () => as("tester", wanting("9.9.9")), 404, undefined],
        ];
        for (const [how, request, status, version] of rows) {
            it(how, async () => {
                const reply = await call(gates, here, { body: "{}", path: infer, ...request() });
                assert.equal(reply.status, status);
                if (version !== undefined) assert.equal(reply.headers[versionHeader], version);
            });
        }

        it("and stays so in the region that it is spilled to", async () => {
            const server = gates.server(here, "2.0.0");
            server.answer = (_, response) => response.writeHead(503).end();
            const reply = await call(gates, here, { body: "{}", ...as("tester", wanting("2.0.0")) });
            assert.deepEqual(
                [reply.status, reply.headers[versionHeader], reply.headers["x-meridian-region"]],
                [200, "2.0.0", there],
            );
        });
    });
});
