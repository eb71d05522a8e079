import assert from "node:assert/strict";

import { overdueDrills } from "../../../runtime/hub/drills";
import type { HubFile } from "../../../runtime/hub/hub-file";
import type { DrillSummary } from "../../../components/watch/state";

const day = 86_400_000;
const now = Date.parse("2026-11-27T12:00:00Z");

const hub = (drillsEverySeconds?: number) =>
    ({ cells: [{ name: "eu" }, { name: "us" }], drillsEverySeconds }) as unknown as HubFile;
const drillOf = (cell: string, daysAgo: number) =>
    ({ drill: "region-down", cell, at: new Date(now - daysAgo * day).toISOString(), passed: true }) as DrillSummary;

describe("overdue drills", () => {
    const monthly = 30 * 24 * 3600;

    it("raise an alarm for each cell whose last one is longer ago than the config says, with the command", () => {
        const raised = overdueDrills(hub(monthly), [drillOf("us", 2), drillOf("eu", 31)], now - 90 * day, now);
        assert.deepEqual(
            raised.map(({ kind, cell, message }) => [kind, cell, message]),
            [
                [
                    "drill-overdue",
                    "eu",
                    "the last drill of cell eu was 31 days ago; run `npx meridian drill region-down --cell eu`",
                ],
            ],
        );
    });

    it("count from when the hub first ran, for a cell that never had one", () => {
        const cellsOf = (sinceDays: number) =>
            overdueDrills(hub(monthly), [], now - sinceDays * day, now).map(({ cell }) => cell);
        assert.deepEqual([cellsOf(29), cellsOf(31)], [[], ["eu", "us"]]);
    });

    it("are none where the config asks for no drills", () => {
        assert.deepEqual(overdueDrills(hub(), [], 0, now), []);
    });
});
