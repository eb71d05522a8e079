import assert from "node:assert/strict";

import { certificateMetric, endedFinding, endingCertificate } from "../../../components/watch/certificates";

describe("certificates of a region's processes", () => {
    const now = Date.parse("2026-11-28T00:00:00Z");
    const inDays = (days: number) => now / 1000 + days * 86_400;
    const of = (instance: string, days: number) => ({
        name: certificateMetric,
        labels: { instance },
        value: inDays(days),
    });

    it("are fine as long as updates renew them in time", () => {
        assert.equal(endingCertificate([of("tables", 21), of("gate", 60), of("broken", NaN)], now), undefined);
        assert.equal(endingCertificate([], now), undefined);
    });

    it("are for the coming days where no update has renewed one for more than a week, and for now in the last three", () => {
        for (const [days, severity] of [
            [20.5, "ticket"],
            [3, "ticket"],
            [2.9, "page"],
            [-1, "page"],
        ] as const) {
            const found = endingCertificate([of("watcher", 80), of("tables", days)], now)!;
            assert.deepEqual([found.instance, found.severity], ["tables", severity]);
            assert.ok(Math.abs(found.days - days) < 1e-9);
        }
    });

    it("are reported by the earliest expiry", () => {
        const { instance, days } = endingCertificate([of("watcher", 12), of("gate", 2), of("tables", 9)], now)!;
        assert.deepEqual([instance, Math.round(days)], ["gate", 2]);
    });

    it("are a finding from half a minute before the end on, of what serves alone", () => {
        const seconds = (left: number) => [of("", left / 86_400)];
        const found = (reported: Parameters<typeof endedFinding>[0]) => endedFinding(reported, ["gate", "model"], now);
        assert.deepEqual(found({ gate: seconds(31), model: undefined, comparer: seconds(-5) }), {});
        assert.match(
            found({ gate: seconds(29), model: seconds(9) }).certificate!,
            /^certificates end now.*: gate, model;/,
        );
        assert.match(found({ gate: seconds(60), model: seconds(-9) }).certificate!, /: model;/);
    });
});
