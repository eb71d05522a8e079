import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";

import { parseMetrics } from "../../../components/watch/metrics/text";
import { Refusal } from "../../../runtime/refusal";
import type { Table } from "../../../runtime/store/table";
import { TableMetrics } from "../../../runtime/table-server/metrics";

const request = {} as unknown as IncomingMessage;

describe("the metrics of a table server", () => {
    let tables: Map<string, Table>;
    let isReached: boolean;
    let newest: number | undefined;
    let everyHours: number | undefined;
    let metrics: TableMetrics;

    beforeEach(() => {
        tables = new Map();
        [isReached, newest, everyHours] = [true, undefined, undefined];
        const copies = { newest: () => Promise.resolve(newest), everyHours: () => everyHours };
        metrics = new TableMetrics(
            "eu",
            "local:eu-west",
            () => tables,
            () => isReached,
            copies,
        );
    });

    const behindBy = (...lags: number[]) =>
        ({ shards: lags.map(ms => ({ lagMs: () => Promise.resolve(ms) })) }) as unknown as Table;

    /** Values of one metric by a label. */
    async function values(name: string, label: string) {
        const { body } = await metrics.route().handle({}, request);
        const samples = parseMetrics(body).samples.filter(sample => sample.name === name);
        return Object.fromEntries(samples.map(({ labels, value }) => [labels[label] ?? "", value]));
    }

    it("are read by observers in place of clients", () => {
        assert.equal(metrics.route().observed, "instead");
    });

    it("have the lag of each table's slowest shard, and none of a table that is no longer there", async () => {
        tables = new Map([
            ["items", behindBy(10, 250)],
            ["visits", behindBy(Infinity, 0)],
        ]);
        const lag = () => values("meridian_store_lag_seconds", "table");
        assert.deepEqual(await lag(), { items: 0.25, visits: Infinity });
        tables.delete("visits");
        assert.deepEqual(await lag(), { items: 0.25 });
    });

    it("show whether the store is reached", async () => {
        assert.deepEqual(await values("meridian_store_reached", "of"), { "": 1 });
        isReached = false;
        assert.deepEqual(await values("meridian_store_reached", "of"), { "": 0 });
    });

    it("show the newest copy and whether it is overdue, and neither once copies are no longer made", async () => {
        const copies = async () => [
            await values("meridian_store_copied_timestamp_seconds", "of"),
            await values("meridian_store_copies_overdue", "of"),
        ];
        everyHours = 6;
        assert.deepEqual(await copies(), [{}, {}]);
        newest = Math.floor(Date.now() / 1000) - 3_600;
        assert.deepEqual(await copies(), [{ tables: newest }, { tables: 0 }]);
        newest -= 12 * 3_600;
        assert.deepEqual(await copies(), [{ tables: newest }, { tables: 1 }]);
        everyHours = undefined;
        assert.deepEqual(await copies(), [{}, {}]);
    });

    it("count requests by the status of their answer or failure, and name tables that there are only", async () => {
        tables.set("items", behindBy());
        const call = async (table: string, answer: () => Promise<{ status: number; body: string }>) => {
            const handle = metrics.counting("get", name => tables.has(name), answer);
            await Promise.resolve(handle({ table }, request)).catch(() => undefined);
        };
        await call("items", () => Promise.resolve({ status: 404, body: "" }));
        assert.deepEqual(await values("meridian_table_requests_total", "status"), { 404: 1 });
        await call("items", () => Promise.reject(new Refusal(413, "too big")));
        await call("items", () => Promise.reject(new Error("a fault")));
        assert.deepEqual(await values("meridian_table_requests_total", "status"), { 404: 1, 413: 1, 500: 1 });
        await call("secret", () => Promise.resolve({ status: 404, body: "" }));
        assert.deepEqual(Object.keys(await values("meridian_table_requests_total", "table")), ["items", "none"]);
    });
});
