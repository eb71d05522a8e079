import assert from "node:assert/strict";

import fc from "fast-check";

import { drillNames, drills } from "../../../../components/watch/drills/drills";
import type { Figures } from "../../../../components/watch/drills/measure";
import { findings, secondsText } from "../../../../components/watch/drills/verdict";
import { runs } from "../../../support/arbitraries";

const clean: Figures = {
    requests: 1_000,
    failed: 0,
    failedInferences: 0,
    slow: 0,
    wrong: 0,
    leaked: 0,
    answeredMeanwhile: 0,
    failedAfterwards: 0,
    othersFailed: 0,
    acknowledged: 100,
    lost: 0,
    changed: 0,
    rtoSeconds: 1.5,
    rpoSeconds: 0,
};
const drill = drills["region-down"];
const missed = (figures: Figures, objectives = {}) =>
    findings(drill, figures, objectives)
        .filter(({ isMet }) => !isMet)
        .map(({ expected, found }) => `${expected}: ${found}`);

describe("the verdict on a drill", () => {
    it("is that all is met where nothing happened that was not expected", () => {
        for (const name of drillNames) {
            assert.ok(findings(drills[name], clean, { rtoSeconds: 2, rpoSeconds: 0 }).every(({ isMet }) => isMet));
        }
    });

    it("says what was expected and what was found", () => {
        assert.deepEqual(missed({ ...clean, leaked: 3 }), ["no requests answered outside of their cell: 3"]);
        const { rtoSeconds: _, ...never } = clean;
        assert.deepEqual(missed(never), [
            "all requests succeeded again during the failure: not for 3 s before it ended",
        ]);
    });

    it("holds the stack to its objectives, to the letter", () => {
        assert.deepEqual(missed(clean, { rtoSeconds: 1.5, rpoSeconds: 0 }), []);
        assert.deepEqual(missed(clean, { rtoSeconds: 1.4 }), [
            "recovery.rtoSeconds of at most 1.4: all requests succeeded again after 1.50 s",
        ]);
        assert.deepEqual(missed({ ...clean, rpoSeconds: 12.34 }, { rpoSeconds: 5 }), [
            "recovery.rpoSeconds of at most 5: 12.3 s of acknowledged writes lost",
        ]);
    });

    it("holds an objective for missed where nothing recovered, and for met where nothing could be lost", () => {
        const { rtoSeconds: _, rpoSeconds: __, ...nothing } = clean;
        const found = findings(drill, nothing, { rtoSeconds: 60, rpoSeconds: 0 }).slice(-2);
        assert.deepEqual(
            found.map(({ found, isMet }) => [found, isMet]),
            [
                ["not recovered", false],
                ["nothing was written", true],
            ],
        );
    });

    it("misses exactly what is counted beyond what is expected, in every drill", () => {
        const anyCounts = fc.record({
            leaked: fc.nat(2),
            wrong: fc.nat(2),
            othersFailed: fc.nat(2),
            lost: fc.nat(2),
            failed: fc.nat(2),
            failedInferences: fc.nat(2),
            failedAfterwards: fc.nat(2),
            answeredMeanwhile: fc.nat(2),
            changed: fc.nat(2),
        });
        fc.assert(
            fc.property(fc.constantFrom(...drillNames), anyCounts, (name, counts) => {
                const { expects } = drills[name];
                const over = expects.filter(({ count, atMost }) => (counts as Figures)[count] > atMost);
                const found = findings(drills[name], { ...clean, ...counts }, {}).filter(({ isMet }) => !isMet);
                assert.deepEqual(
                    found.map(({ expected }) => expected),
                    over.map(({ of }) => `no ${of}`),
                );
            }),
            runs(),
        );
    });

    it("lets no drill forgive a leak, a wrong answer, a lost write, or harm to other cells", () => {
        for (const name of drillNames) {
            const held = drills[name].expects.filter(({ atMost }) => atMost === 0).map(({ count }) => count);
            for (const count of ["leaked", "wrong", "lost", "othersFailed", "changed"] as const) {
                assert.ok(held.includes(count), `${name}: ${count}`);
            }
        }
    });

    it("tells times as people read them", () => {
        assert.deepEqual([0, 0.014, 9.994, 10, 61.26].map(secondsText), [
            "0.00 s",
            "0.01 s",
            "9.99 s",
            "10.0 s",
            "61.3 s",
        ]);
    });
});
