import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";

import { Refusal } from "../../../runtime/refusal";
import { Forgotten } from "../../../runtime/store/changes";
import { TooManyItems } from "../../../runtime/store/reader";
import { Unavailable } from "../../../runtime/store/shard";
import type { Table } from "../../../runtime/store/table";
import { apiRoutes } from "../../../runtime/table-server/api";
import { MOST_BODY_BYTES, MOST_ITEM_BYTES } from "../../../runtime/table-server/limits";
import type { TableMetrics } from "../../../runtime/table-server/metrics";
import { type Operation, type OperationName, operations } from "../../../runtime/table-server/operations";

const metrics = {
    counting: (_operation, _isTable, handle) => handle,
    route: () => ({ method: "GET", path: "/metrics", handle: () => ({ status: 200, body: "" }) }),
} satisfies Pick<TableMetrics, "counting" | "route"> as unknown as TableMetrics;

/** What a table does with each request. */
interface Behaviour {
    readonly result?: object;
    readonly failure?: Error;
}

function tableWith({ result, failure }: Behaviour, spec: object): Table {
    const act = () => (failure === undefined ? Promise.resolve(result) : Promise.reject(failure));
    const scan = { scan: act };
    const whole = { name: "items", partitionKey: "id", shards: 1, ...spec };
    return { spec: whole, shards: [scan], get: act, list: act, batch: act, put: act, delete: act } as unknown as Table;
}

/** A request of an operation, and how the table behaves. */
interface Scenario extends Behaviour {
    readonly table?: string;
    readonly key?: string;
    readonly query?: string;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly spec?: object;
}

async function statusOf(name: OperationName, scenario: Scenario): Promise<number> {
    const { body = "{}", headers = {}, key = "a", query = "", spec = {}, table = "items" } = scenario;
    const served = { consistency: "nearest" as const, tables: new Map([["items", tableWith(scenario, spec)]]) };
    const { method, paths }: Operation = operations[name];
    const route = apiRoutes({
        isReady: () => true,
        served: () => served,
        deadlineMs: 1_000,
        staleAfterMs: Infinity,
        metrics,
        changesIds: { of: () => Promise.resolve("id") },
    }).find(one => one.method === method && one.path === paths[0])!;
    const request = Object.assign(Readable.from([Buffer.from(body)]), {
        url: `/${query}`,
        method,
        headers: { "content-type": "application/json", ...headers },
    }) as unknown as IncomingMessage;
    try {
        return (await route.handle({ table, key }, request)).status;
    } catch (error) {
        if (error instanceof Refusal) return error.status;
        throw error;
    }
}

const item = { attributes: {}, revision: 1, writtenAt: 0, isSendable: true };
const found = { result: { item, lagMs: 0 } };
const written = { result: { kind: "done", revision: 2 } };
const sorted = { sortKey: "at" };
const keys = '{"keys":[{"key":"a"}]}';
const read = { result: { found: new Map(), lagMs: 0 } };
const noTable = { table: "others" };
const unavailable = { failure: new Unavailable("undone") };
const text = { headers: { "content-type": "text/plain" } };
const recorded = { spec: { changes: { id: "id", retainHours: 24 } } };

/** Requests for each status of each operation. */
const scenarios: Readonly<Record<OperationName, Readonly<Record<number, Scenario>>>> = {
    list: { 200: {} },
    get: {
        200: found,
        400: { query: "?consistency=eventual" },
        404: { result: { item: undefined, lagMs: 0 } },
        422: { result: { item: { ...item, isSendable: false }, lagMs: 0 } },
        503: unavailable,
    },
    items: {
        200: { spec: sorted, result: { items: [item], lagMs: 0 } },
        400: { spec: sorted, query: "?before=b" },
        404: noTable,
        413: { spec: sorted, failure: new TooManyItems() },
        503: { spec: sorted, ...unavailable },
    },
    put: {
        200: written,
        400: { body: '{"id":"b"}' },
        404: noTable,
        412: { result: { kind: "mismatch", revision: 1 } },
        413: { headers: { "content-length": String(MOST_ITEM_BYTES + 1) } },
        415: text,
        503: unavailable,
    },
    delete: {
        200: written,
        400: { headers: { "if-match": "1" } },
        404: noTable,
        412: { result: { kind: "mismatch", revision: 1 } },
        503: unavailable,
    },
    "batch-get": {
        200: { body: keys, ...read },
        400: { body: "{}" },
        404: noTable,
        413: { headers: { "content-length": String(MOST_BODY_BYTES + 1) } },
        415: text,
        503: { body: keys, ...unavailable },
    },
    changes: {
        200: { ...recorded, result: { messages: [], next: undefined, newest: 0, last: 0 } },
        400: { ...recorded, body: '{"most":0}' },
        404: {},
        410: { ...recorded, failure: new Forgotten() },
        413: { ...recorded, headers: { "content-length": String(MOST_BODY_BYTES + 1) } },
        415: { ...recorded, ...text },
        503: { ...recorded, ...unavailable },
    },
};

describe("the operations of the table API", () => {
    for (const name of Object.keys(operations) as OperationName[]) {
        const { answers }: Operation = operations[name];
        for (const status of Object.keys(answers).map(Number)) {
            it(`have an answer ${status} of ${name}`, async () => {
                const scenario = scenarios[name][status];
                assert.ok(scenario, `no request for ${status}`);
                assert.equal(await statusOf(name, scenario), status);
            });
        }
    }

    it("are the routes below /v1/tables", () => {
        const routes = apiRoutes({ metrics } as never)
            .filter(({ path }) => path.startsWith("/v1/tables"))
            .map(({ method, path }) => `${method} ${path}`);
        const listed = Object.values<Operation>(operations).flatMap(({ method, paths, routedBy }) =>
            routedBy === undefined ? paths.map(path => `${method} ${path}`) : [],
        );
        assert.deepEqual([...routes].sort(), listed.sort());
    });
});
