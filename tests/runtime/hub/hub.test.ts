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

describe("metrics of a hub for an export", () => {
    it("are of its cells alone: those of regions, of what counts beside them, of exports, and alarms", async () => {
        let now = begin;
        const cells = ["eu", "us"];
        const sampleOf = (name: string, cell?: string) => ({ name, labels: { ...(cell && { cell }) }, value: 1 });
        const all = [...cells, undefined];
        const sources = {
            plan: () => ({
                cells: cells.map(name => ({
                    name,
                    tls: "/nowhere",
                    regions: [{ region: `local:${name}`, releases: [] }],
                })),
                limits: {},
                anomalies: false,
                everySeconds: 10,
                renewal: { ticket: 21, page: 3, remedy: "" },
            }),
            drills: () => [],
            beside: () => Promise.resolve(all.map(cell => sampleOf("envoy_tcp_downstream_cx_total", cell))),
            exports: { failing: () => [], samples: all.map(cell => sampleOf("meridian_export_up", cell)) },
        } as unknown as HubSources;
        const clocks = { steady: () => now, shared: () => now };
        const hub = new Hub(sources, { info: () => undefined, error: () => undefined }, undefined, clocks);
        await hub.look();
        // Of regions that are silent it has figures of its own, and an alarm each.
        now += hour;
        await hub.look();
        const seriesOf = (...exported: Parameters<Hub["metrics"]>) =>
            hub.metrics(...exported).samples.map(({ name, labels }) => `${name} ${labels.cell ?? "of none"}`);
        const names = [
            "meridian_region_ready",
            "meridian_region_serving",
            "envoy_tcp_downstream_cx_total",
            "meridian_export_up",
            "meridian_alarm",
        ];
        for (const cell of cells)
            assert.deepEqual(
                seriesOf([cell]),
                names.map(name => `${name} ${cell}`),
            );
        assert.deepEqual(seriesOf([]), []);
        assert.deepEqual(
            seriesOf(cells).filter(one => one.endsWith("of none")),
            [],
        );
        assert.equal(seriesOf(cells).length, 2 * names.length);
        // Who reads all of the hub reads what is of no cell, too.
        assert.ok(seriesOf().includes("meridian_export_up of none"));
    });
});
