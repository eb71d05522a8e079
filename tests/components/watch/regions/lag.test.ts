import assert from "node:assert/strict";

import type { ReportedSamples } from "../../../../components/watch/regions/findings";
import { knownAfter, type KnownLags, lagsOf } from "../../../../components/watch/regions/lag";

const tells = (value: number, table = "items"): ReportedSamples => ({
    tables: [{ name: "meridian_store_lag_seconds", labels: { table }, value }],
});

/** The lags after each look, a second apart. */
function lagsAfter(...looks: readonly ReportedSamples[]): number[][] {
    let known: KnownLags = new Map();
    return looks.map((reported, second) => {
        known = knownAfter(known, reported, second * 1000);
        return lagsOf(known, reported, second * 1000);
    });
}

describe("by how much a region's copy may be behind", () => {
    it("is what its process says", () => {
        assert.deepEqual(lagsAfter(tells(0.5), tells(2)), [[0.5], [2]]);
    });

    it("is what was known last and the time since, where the process was restarted and does not know it yet", () => {
        assert.deepEqual(lagsAfter(tells(0.5), { tables: undefined }, tells(Infinity), tells(Infinity), tells(0.1)), [
            [0.5],
            [],
            [2.5],
            [3.5],
            [0.1],
        ]);
    });

    it("is the time since the first look, where it was never known", () => {
        assert.deepEqual(lagsAfter(tells(Infinity), tells(Infinity)), [[0], [1]]);
    });

    it("is known of each table apart, and no longer of a process that is gone", () => {
        assert.deepEqual(lagsAfter(tells(3), tells(Infinity, "other"), {}, tells(Infinity)), [[3], [0], [], [0]]);
    });
});
