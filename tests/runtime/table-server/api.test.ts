import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

import { apiRoutes } from "../../../runtime/table-server/api";
import type { TableMetrics } from "../../../runtime/table-server/metrics";
import { deadlineIn, Unavailable } from "../../../runtime/store/shard";
import type { Table } from "../../../runtime/store/table";

const item = { attributes: { id: "a" }, revision: 1, writtenAt: 0, isSendable: true };

/** Says nothing of requests. */
const metrics = {
    counting: (_operation, _isTable, handle) => handle,
    route: () => ({ method: "GET", path: "/metrics", handle: () => ({ status: 200, body: "" }) }),
} satisfies Pick<TableMetrics, "counting" | "route"> as unknown as TableMetrics;

/** Answers of a table server whose copy is behind by so much, or by what is not known. */
function answersOf(lagMs: number | undefined, staleAfterMs: number) {
    const table = {
        spec: { name: "items", partitionKey: "id", shards: 1 },
        get: ({ key }: { key: string }) => Promise.resolve({ item: key === "a" ? item : undefined, lagMs }),
        batch: (keys: readonly object[]) => Promise.resolve({ found: new Map(keys.map(key => [key, item])), lagMs }),
    };
    const sorted = {
        spec: { ...table.spec, name: "sorted", sortKey: "at" },
        list: () => Promise.resolve({ items: [item], next: undefined, lagMs }),
    };
    const tables = new Map([table, sorted].map(one => [one.spec.name, one as unknown as Table]));
    const served = () => ({ consistency: "nearest" as const, tables });
    const changesIds = { of: () => Promise.resolve("id") };
    const routes = apiRoutes({ isReady: () => true, served, deadlineMs: 1_000, staleAfterMs, metrics, changesIds });
    return async (method: string, path: string, parts: Record<string, string>, query = "", body = "") => {
        const route = routes.find(one => one.method === method && one.path === path)!;
        const request = Object.assign(Readable.from([Buffer.from(body)]), {
            url: `/${query}`,
            headers: { "content-type": "application/json" },
        }) as unknown as IncomingMessage;
        const answer = await route.handle(parts, request);
        return JSON.parse(answer.body) as { lagMsAtMost?: number | null; stale?: boolean };
    };
}

describe("an answer of the nearest copy", () => {
    const cases: [title: string, lagMs: number | undefined, staleAfterMs: number, stale: boolean | undefined][] = [
        ["is not marked up to the limit", 30_000, 30_000, undefined],
        ["is marked as stale where it may be further behind", 30_001, 30_000, true],
        ["is marked as stale where nothing bounds how far it is behind", undefined, 30_000, true],
        ["is not marked without a limit", undefined, Infinity, undefined],
    ];
    for (const [title, lagMs, staleAfterMs, stale] of cases) {
        it(title, async () => {
            const answer = answersOf(lagMs, staleAfterMs);
            for (const { lagMsAtMost, stale: marked } of [
                await answer("GET", "/v1/tables/:table/:key", { table: "items", key: "a" }),
                await answer("GET", "/v1/tables/:table/:key", { table: "items", key: "none" }),
                await answer("GET", "/v1/tables/:table/:key", { table: "sorted", key: "a" }),
                await answer("POST", "/v1/tables/:table/batch-get", { table: "items" }, "", '{"keys":[{"key":"a"}]}'),
            ]) {
                assert.deepEqual([lagMsAtMost, marked], [lagMs ?? null, stale]);
            }
        });
    }

    it("has its lag rounded up, since it is a bound", async () => {
        const answer = answersOf(412.3, 30_000);
        const { lagMsAtMost } = await answer("GET", "/v1/tables/:table/:key", { table: "items", key: "a" });
        assert.equal(lagMsAtMost, 413);
    });

    it("is what a query may demand, or the newest, and nothing else", async () => {
        const answer = answersOf(412, 30_000);
        const path = { table: "items", key: "a" };
        const get = (query: string) => answer("GET", "/v1/tables/:table/:key", path, query);
        assert.equal((await get("?consistency=nearest")).lagMsAtMost, 412);
        assert.equal((await get("?consistency=strong")).lagMsAtMost, undefined);
        for (const [query, why] of [
            ["?consistency=eventual", /consistency is wrong; allowed: strong, nearest/],
            ["?consistency=", /consistency is wrong/],
            ["?Consistency=strong", /Consistency.* in the query is unknown; allowed: consistency/],
            ["?after=1", /after.* in the query is unknown/],
        ] as const) {
            await assert.rejects(get(query), why, query);
        }
    });

    it("is not marked, nor has a lag, where the read is strong", async () => {
        const answer = answersOf(undefined, 5_000);
        const path = { table: "items", key: "a" };
        const { lagMsAtMost, stale } = await answer("GET", "/v1/tables/:table/:key", path, "?consistency=strong");
        assert.deepEqual([lagMsAtMost, stale], [undefined, undefined]);
    });
});

describe("the list of tables", () => {
    it("has of each its keys, its time to live and its changes, as far as it has them, and nothing of how it is stored", async () => {
        const plain = { name: "items", partitionKey: "id" };
        const whole = { ...plain, name: "visits", sortKey: "at", ttl: "expires", changes: { retainHours: 24 } };
        const stored = { shards: 4, keeps: { deletedSeconds: 60 } };
        const tables = new Map(
            [plain, whole].map(one => [one.name, { spec: { ...one, ...stored } } as unknown as Table]),
        );
        const served = () => ({ consistency: "nearest" as const, tables });
        const changesIds = { of: () => Promise.resolve("id") };
        const options = { isReady: () => true, deadlineMs: 1_000, staleAfterMs: Infinity };
        const { handle } = apiRoutes({ ...options, served, metrics, changesIds }).find(
            ({ method, path }) => method === "GET" && path === "/v1/tables",
        )!;
        const { status, body } = await handle({}, undefined as never);
        assert.deepEqual([status, JSON.parse(body)], [200, { tables: [plain, whole] }]);
    });
});

describe("a request of a table", () => {
    const deadlineMs = 10_000;
    /** What the table was called with, and what it fails with. */
    let called: unknown[];
    let failure: Error | undefined;

    beforeEach(() => {
        [called, failure] = [[], undefined];
    });

    async function answerTo(method: "GET" | "PUT" | "DELETE", headers: Record<string, string> = {}) {
        const outcome = <T>(done: T, ...given: unknown[]) => {
            called = given;
            return failure === undefined ? Promise.resolve(done) : Promise.reject(failure);
        };
        const result = { kind: "done", revision: 7 };
        const table = {
            spec: { name: "items", partitionKey: "id", shards: 1 },
            get: (_key: object, _how: string, deadline: number, caller: string) =>
                outcome({ item: undefined, lagMs: 0 }, deadline, caller),
            put: (_key: object, _attributes: object, condition: object, deadline: number) =>
                outcome(result, deadline, condition),
            delete: (_key: object, condition: object, deadline: number) => outcome(result, deadline, condition),
        };
        const served = { consistency: "strong" as const, tables: new Map([["items", table as unknown as Table]]) };
        const changesIds = { of: () => Promise.resolve("id") };
        const options = { isReady: () => true, served: () => served, staleAfterMs: Infinity, metrics, changesIds };
        const route = apiRoutes({ ...options, deadlineMs }).find(
            one => one.method === method && one.path === "/v1/tables/:table/:key",
        )!;
        const request = Object.assign(Readable.from([Buffer.from("{}")]), {
            url: "/",
            method,
            headers: { "content-type": "application/json", ...headers },
        }) as unknown as IncomingMessage;
        const answer = await route.handle({ table: "items", key: "a" }, request);
        return { ...answer, body: JSON.parse(answer.body) as { done?: string; error?: string; revision?: string } };
    }

    for (const [title, state, done, isUntouched] of [
        ["may go to another region where it was not begun", "untouched", "no", "true"],
        ["stays in its region where none would do better", "undone", "no", undefined],
        ["stays in its region where it may be done", "maybe", "maybe", undefined],
    ] as const) {
        it(`${title}, and says which`, async () => {
            failure = new Unavailable(state);
            for (const method of ["GET", "PUT", "DELETE"] as const) {
                const { status, headers, body } = await answerTo(method);
                assert.deepEqual(
                    [status, body.done, headers?.["x-meridian-untouched"], headers?.["retry-after"]],
                    [503, done, isUntouched, "2"],
                );
            }
        });
    }

    it("advises a client to read the item again where what became of its write is unknown", async () => {
        failure = new Unavailable("maybe", "trace");
        assert.match((await answerTo("PUT")).body.error!, /the result of this write is unknown; read the item$/);
    });

    for (const [title, header, ms] of [
        ["the server's limit", undefined, deadlineMs],
        ["nine tenths of the gate's limit", "1000", 900],
        ["the least of several gates' limits", "3000, 1000", 900],
        ["the server's limit where the gate's is longer", "60000", deadlineMs],
        ["the server's limit where a header says nothing", "0, soon", deadlineMs],
    ] as const) {
        it(`may take ${title}`, async () => {
            for (const method of ["GET", "PUT", "DELETE"] as const) {
                const before = deadlineIn(ms);
                await answerTo(method, header === undefined ? {} : { "x-meridian-timeout-ms": header });
                const [deadline] = called as [number];
                assert.ok(deadline >= before && deadline <= deadlineIn(ms), `${method}: ${deadline - before}`);
            }
        });
    }

    it("reads in the turn of its caller, which the gate names", async () => {
        await answerTo("GET", { "x-meridian-caller": "shop" });
        assert.equal(called[1], "shop");
    });

    it("carries its condition to a write and to a deletion, and gets the revision and its tag", async () => {
        for (const method of ["PUT", "DELETE"] as const) {
            const { status, headers, body } = await answerTo(method, { "if-match": '"5"' });
            assert.deepEqual(called[1], { kind: "revision", revision: 5 });
            assert.deepEqual([status, body.revision, headers?.etag], [200, "7", method === "PUT" ? '"7"' : undefined]);
        }
    });
});
