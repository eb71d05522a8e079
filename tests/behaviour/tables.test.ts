import assert from "node:assert/strict";

import { screening } from "../components/plan/screening";
import { call } from "../support/gates/client";
import { Gates } from "../support/gates/gates";
import { Issuer } from "../support/gates/tokens";
import type { Answerer } from "../support/gates/release-server";
import { until } from "../support/until";

const here = "local:eu-west";
const there = "local:eu-central";
const item = "/v1/tables/features/patient-1";

const well: Answerer = (_, response) => response.end("{}");
const broken: Answerer = (_, response) => response.destroy();
const saying =
    (status: number): Answerer =>
    (_, response) =>
        response.writeHead(status).end("{}");
/** As a table server that has begun nothing. */
const untouched: Answerer = (_, response) => {
    response.setHeader("x-meridian-untouched", "true");
    response.writeHead(503).end("{}");
};

describe("a request for a table", function () {
    this.timeout(60_000);
    let gates: Gates;

    before(async () => {
        gates = await Gates.start({
            ...screening(),
            store: { tables: [{ name: "features", partitionKey: "subject", cells: ["eu"] }] },
        });
    });
    after(() => gates.stop());
    beforeEach(async () => {
        for (const region of [here, there] as const) gates.tables(region).answer = well;
        // A server whose connection broke is left out until its next good check.
        for (const region of [here, there] as const) await gates.untilReady(region);
        for (const region of [here, there] as const) gates.tables(region).received.length = 0;
    });

    const received = (region: typeof here | typeof there) =>
        gates.tables(region).received.map(({ method, path, body }) => [method, path, body]);

    it("comes to what serves them where it came in, with its query and conditions, and to no release", async () => {
        const path = `${item}?consistency=strong`;
        const { status, headers } = await call(gates, here, {
            method: "PUT",
            path,
            headers: { "if-match": '"17"' },
            body: '{"a":1}',
        });
        assert.equal(status, 200);
        assert.equal(headers["x-meridian-region"], here);
        assert.deepEqual(received(here), [["PUT", path, '{"a":1}']]);
        assert.equal(gates.tables(here).received[0]!.headers["if-match"], '"17"');
        assert.deepEqual(received(there), []);
        assert.deepEqual(
            gates.allServers.flatMap(({ received }) => received),
            [],
        );
    });

    it("says how long it may take: as its sender says, else as long as the gate waits", async () => {
        await call(gates, here, { path: item, headers: { "x-request-timeout-ms": "1500" } });
        await call(gates, here, { path: item });
        // Only gates say it.
        await call(gates, here, { path: item, headers: { "x-meridian-timeout-ms": "1" } });
        assert.deepEqual(
            gates
                .tables(here)
                .received.map(({ headers }) => String(headers["x-meridian-timeout-ms"]).replaceAll(" ", "")),
            ["1500,30000", "30000", "30000"],
        );
    });

    it("with an unknown name gets an error, and reaches no server", async () => {
        for (const path of ["/v1/tables/nothing/x", "/v1/tables/Features/patient-1"]) {
            const { status, body } = await call(gates, here, { path });
            assert.equal(status, 404);
            assert.match(body, /no such table; tables: features/);
        }
        assert.deepEqual(received(here), []);
    });

    it("of a cell without tables gets an error for an unknown path", async () => {
        assert.equal((await call(gates, "local:us-east", { path: item })).status, 404);
        assert.deepEqual([...received(here), ...received(there)], []);
    });

    const batch = "/v1/tables/features/batch-get";
    const key = { "idempotency-key": "8e03978e" };
    for (const [method, path, headers, answer, reported, again] of [
        ["GET", item, {}, saying(503), "503", true],
        ["GET", item, {}, broken, "a broken connection", true],
        ["POST", batch, {}, saying(503), "503", true],
        ["POST", batch, {}, broken, "a broken connection", true],
        ["GET", item, {}, saying(404), "404", false],
        ["PUT", item, {}, untouched, "503 with nothing begun", true],
        ["DELETE", item, {}, untouched, "503 with nothing begun", true],
        ["PUT", item, {}, saying(503), "503", false],
        ["DELETE", item, {}, saying(503), "503", false],
        ["PUT", item, {}, broken, "a broken connection", false],
        ["PUT", item, key, broken, "a broken connection", false],
        ["DELETE", `${item}/infer`, {}, broken, "a broken connection", false],
    ] as const) {
        const keyed = "idempotency-key" in headers ? " with an idempotency key" : "";
        const request = { method, path, headers, ...(method === "POST" || method === "PUT" ? { body: "{}" } : {}) };
        const once = [[method, path, request.body ?? ""]];

        it(`failed by ${reported}, ${method} ${path}${keyed}, is ${again ? "" : "not "}asked elsewhere`, async () => {
            gates.tables(here).answer = answer;
            const { status } = await call(gates, here, request);
            assert.deepEqual(received(here), once);
            assert.deepEqual(received(there), again ? once : []);
            assert.equal(status === 200, again);
        });

        it(`failed elsewhere by ${reported}, ${method} ${path}${keyed}, has been asked there once`, async () => {
            gates.tables(here).answer = untouched;
            gates.tables(there).answer = answer;
            await call(gates, here, request);
            assert.deepEqual(received(here), once);
            assert.deepEqual(received(there), once);
        });
    }

    it("is led past a region whose tables are not reached, whatever it is", async () => {
        gates.tables(here).ready = false;
        try {
            const answeredBy = async () => {
                const { headers } = await call(gates, here, { method: "PUT", path: item, body: "{}" });
                return headers["x-meridian-region"];
            };
            await until("it is seen", async () => (await answeredBy()) === there);
        } finally {
            gates.tables(here).ready = true;
        }
    });
});

describe("a request for a table that asks for claims", function () {
    this.timeout(60_000);
    const issuer = new Issuer();
    let gates: Gates;

    before(async () => {
        gates = await Gates.start({
            ...screening(),
            routing: { auth: { jwt: { issuer: issuer.name, audience: "meridian", jwks: issuer.jwks } } },
            store: {
                tables: [
                    {
                        name: "features",
                        partitionKey: "subject",
                        cells: ["eu"],
                        requires: { claims: { role: ["nurse", "doctor"] } },
                        writers: { claims: { role: ["doctor"] } },
                    },
                    { name: "open", partitionKey: "subject", cells: ["eu"] },
                ],
            },
        });
        for (const region of [here, there] as const) gates.tables(region).answer = well;
    });
    after(() => gates.stop());
    beforeEach(() => {
        for (const region of [here, there] as const) gates.tables(region).received.length = 0;
    });

    const statusOf = async (method: "GET" | "PUT" | "DELETE" | "POST", path: string, role?: string) => {
        const headers = role === undefined ? {} : { authorization: `Bearer ${issuer.token({ role })}` };
        const body = method === "GET" || method === "DELETE" ? {} : { body: "{}" };
        return (await call(gates, here, { method, path, headers, ...body })).status;
    };

    it("is refused without a token, whatever it is, and reaches no server", async () => {
        for (const path of ["/v1/tables", item, "/v1/tables/open/x", "/v1/tables/nothing/x"]) {
            for (const method of ["GET", "PUT", "DELETE", "POST"] as const) {
                assert.equal(await statusOf(method, path), 401, `${method} ${path}`);
            }
        }
        assert.deepEqual(gates.tables(here).received, []);
    });

    it("is let through with them, to read and to write each as asked", async () => {
        for (const [role, method, path, status] of [
            ["visitor", "GET", item, 403],
            ["visitor", "POST", "/v1/tables/features/batch-get", 403],
            ["visitor", "POST", "/v1/tables/features/changes", 403],
            ["visitor", "PUT", item, 403],
            ["nurse", "GET", item, 200],
            ["nurse", "POST", "/v1/tables/features/batch-get", 200],
            ["nurse", "PUT", item, 403],
            ["nurse", "DELETE", item, 403],
            ["doctor", "GET", item, 200],
            ["doctor", "PUT", item, 200],
            ["doctor", "DELETE", item, 200],
            ["visitor", "PUT", "/v1/tables/open/x", 200],
        ] as const) {
            assert.equal(await statusOf(method, path, role), status, `${role} ${method} ${path}`);
        }
        assert.ok(gates.tables(here).received.every(({ headers }) => headers["x-meridian-caller"] === "alice"));
    });

    it("is not let through by another way of writing the path", async () => {
        for (const path of [
            "/v1/tables/%66eatures/patient-1",
            "/v1//tables/features/patient-1",
            "/v1/tables/./features/patient-1",
            "/v1/tables/open/../features/patient-1",
            "/v1/tables/features%2Fpatient-1",
            "/v1/tables/open%2F..%2Ffeatures/patient-1",
        ]) {
            assert.notEqual(await statusOf("GET", path, "visitor"), 200, path);
        }
        assert.deepEqual(gates.tables(here).received, []);
    });
});
