import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

import { apiRoutes } from "../../../runtime/table-server/api";
import type { TableMetrics } from "../../../runtime/table-server/metrics";
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

    it("is not marked, nor has a lag, where the read is strong", async () => {
        const answer = answersOf(undefined, 5_000);
        const path = { table: "items", key: "a" };
        const { lagMsAtMost, stale } = await answer("GET", "/v1/tables/:table/:key", path, "?consistency=strong");
        assert.deepEqual([lagMsAtMost, stale], [undefined, undefined]);
    });
});
