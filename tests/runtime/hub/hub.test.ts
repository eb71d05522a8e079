import assert from "node:assert/strict";

import type { DrillSummary } from "../../../components/watch/state";
import { Hub, type HubSources } from "../../../runtime/hub/hub";

/** When the hub looks first, by both clocks. */
const begin = Date.parse("2026-11-27T12:00:00Z");
const hour = 3_600_000;

describe("alarms of a hub", () => {
    it("are each an event of the log once, when they are raised and when they end, whatever their severity", async () => {
        let now = begin;
        const drills: DrillSummary[] = [];
        const raised = [
            { id: "lag eu", kind: "lag", severity: "page", cell: "eu", message: "behind" },
            { id: "export eu", kind: "export-failing", severity: "ticket", cell: "eu", message: "not taken" },
        ];
        const events: string[] = [];
        const note = (event: string, { id }: Readonly<Record<string, unknown>> = {}) => {
            if (event.startsWith("alarm")) events.push(`${event} ${String(id)}`);
        };
        const sources = {
            plan: () => ({
                cells: [{ name: "eu", regions: [], tls: "/nowhere" }],
                limits: {},
                anomalies: false,
                everySeconds: 10,
                drillsEverySeconds: 60,
            }),
            drills: () => drills,
            beside: () => Promise.resolve([]),
            exports: { failing: () => raised, samples: [] },
        } as unknown as HubSources;
        const hub = new Hub(sources, { info: note, error: note }, undefined, {
            steady: () => now,
            shared: () => now,
        });
        /** Events of a look after so many hours, sorted. */
        const eventsAfter = async (hours: number) => {
            now = begin + hours * hour;
            await hub.look();
            return events.splice(0).sort();
        };
        assert.deepEqual(await eventsAfter(0), ["alarm export eu", "alarm lag eu"]);
        assert.deepEqual(await eventsAfter(1), ["alarm drill-overdue eu"]);
        assert.deepEqual(await eventsAfter(2), []);
        raised.splice(0);
        drills.push({ drill: "region-down", cell: "eu", at: new Date(begin + 3 * hour).toISOString() } as DrillSummary);
        assert.deepEqual(
            await eventsAfter(3),
            ["drill-overdue", "export", "lag"].map(kind => `alarm ended ${kind} eu`),
        );
        assert.deepEqual(await eventsAfter(3.01), []);
    });
});
