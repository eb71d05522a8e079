import assert from "node:assert/strict";

import { certificateMetric, endingCertificate, envoyDaysMetric } from "../../../components/watch/certificates";

describe("certificates of a region's processes", () => {
    const now = Date.parse("2026-11-28T00:00:00Z");
    const inDays = (days: number) => now / 1000 + days * 86_400;
    const of = (instance: string, days: number) => ({
        name: certificateMetric,
        labels: { instance },
        value: inDays(days),
    });
    const ofGate = (days: number) => ({ name: envoyDaysMetric, labels: { instance: "gate" }, value: days });

    it("are fine as long as updates renew them in time", () => {
        assert.equal(endingCertificate([of("tables", 21), ofGate(60), of("broken", NaN)], now), undefined);
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

    it("are reported by the earliest expiry, that of a gate in the days of Envoy's gauge", () => {
        const samples = [of("watcher", 12), ofGate(2), of("tables", 9)];
        assert.deepEqual(endingCertificate(samples, now), { instance: "gate", days: 2, severity: "page" });
    });
});
