import assert from "node:assert/strict";

import fc from "fast-check";

import { certificateKind } from "../../../../components/watch/certificates";
import { findingsOf } from "../../../../components/watch/regions/findings";
import {
    evacuated,
    type Finding,
    hasRelief,
    returned,
    type RegionRecords,
    recordsAfter,
    trafficFor,
    type Verdict,
    verdictOn,
    verdictWith,
} from "../../../../components/watch/regions/region-record";

const countsMs = 15_000;
const found = (region: string, now: number, more: Partial<Finding> = {}): Finding => ({
    region,
    isWell: true,
    reasons: [],
    now,
    countsMs,
    ...more,
});
const both = (now: number) => recordsAfter(recordsAfter({}, found("a", now)), found("b", now));

describe("who of a cell's regions takes traffic", () => {
    it("is all of them while nothing is wrong, and before anything is known", () => {
        assert.equal(verdictOn({}, "a", 0).kind, "serving");
        assert.equal(verdictOn(both(0), "a", 1).kind, "serving");
    });

    it("is another one while something is wrong with a region, with its reasons", () => {
        const after = recordsAfter(both(0), found("a", 1, { reasons: ["lag of 40 s; allowed: 30"] }));
        assert.deepEqual(verdictOn(after, "a", 2), { kind: "withdrawn", reasons: ["lag of 40 s; allowed: 30"] });
        assert.equal(verdictOn(after, "b", 2).kind, "serving");
    });

    it("is the region, too, for requests that no other one can answer, unless it was evacuated or its artifact is another", () => {
        const trafficOf = (kind: Verdict["kind"], ...wrong: string[]) =>
            trafficFor({ kind, reasons: [] }, new Map(wrong.map(each => [each, {}])));
        assert.equal(trafficOf("serving"), "serving");
        assert.equal(trafficOf("serving", "lag"), "serving");
        for (const wrong of [["lag"], ["drift"], ["lag", "drift"]])
            assert.equal(trafficOf("withdrawn", ...wrong), "fallback");
        const [digest] = Object.keys(
            findingsOf(
                { server: [{ name: "meridian_release_loaded", labels: { digest: "sha256:2" }, value: 1 }] },
                [{ model: "screening", version: "1.0.0", digest: "sha256:1", instance: "server" }],
                { digest: true },
            ),
        );
        assert.equal(trafficOf("withdrawn", "lag", digest!), "out");
        assert.equal(trafficOf("evacuated"), "out");
    });

    it("is still the region where the other one says so of a moment that no right clock could name", () => {
        const ahead = recordsAfter(both(0), found("b", 3_600_000));
        const after = recordsAfter(ahead, found("a", 1, { reasons: ["lag"] }));
        assert.equal(hasRelief(ahead, "a", 1), false);
        assert.equal(verdictOn(after, "a", 2).kind, "serving");
    });

    it("is still the region where no other one is known to serve", () => {
        const reasons = ["lag"];
        for (const before of [
            {},
            recordsAfter(both(0), found("b", 1, { isWell: false })),
            recordsAfter(both(0), found("b", 1, { reasons })),
            evacuated(both(0), "b", "ops", 1)!,
        ]) {
            assert.equal(verdictOn(recordsAfter(before, found("a", 2, { reasons })), "a", 3).kind, "serving");
        }
        assert.equal(verdictOn(recordsAfter(both(0), found("a", countsMs, { reasons })), "a", 3).kind, "serving");
    });

    it("is the region again once the other one is unhealthy, though its reasons last", () => {
        const reasons = ["lag"];
        let records = recordsAfter(both(0), found("a", 1, { reasons }));
        records = recordsAfter(records, found("b", 2, { isWell: false }));
        assert.equal(verdictOn(recordsAfter(records, found("a", 3, { reasons })), "a", 4).kind, "serving");
    });

    it("is the region again when its watcher says nothing more", () => {
        const records = recordsAfter(both(0), found("a", 1, { reasons: ["lag"] }));
        assert.equal(verdictOn(records, "a", 1 + countsMs - 1).kind, "withdrawn");
        assert.equal(verdictOn(records, "a", 1 + countsMs).kind, "serving");
    });

    it("keeps since when a region is withdrawn", () => {
        const once = recordsAfter(both(0), found("a", 1, { reasons: ["lag"] }));
        const again = recordsAfter(once, found("a", 5_000, { reasons: ["lag", "drift"] }));
        assert.equal(again.a?.withdrawn?.since, 1);
    });

    it("leaves a region evacuated until it is returned, whatever is measured", () => {
        let records = evacuated(both(0), "a", "ops", 1)!;
        for (let now = 0; now < 100_000; now += 5_000) {
            records = recordsAfter(records, found("a", now));
            records = recordsAfter(records, found("b", now));
        }
        assert.deepEqual(verdictOn(records, "a", 100_000), { kind: "evacuated", reasons: ["evacuated by ops"] });
        assert.equal(verdictOn(returned(records, "a"), "a", 100_000).kind, "serving");
    });

    it("withdraws a returned region for the same reasons as before its evacuation, since the same moment", () => {
        const reasons = ["lag of 40 s; allowed: 30"];
        const withdrawn = recordsAfter(both(0), found("a", 1, { reasons }));
        const after = returned(evacuated(withdrawn, "a", "ops", 2)!, "a");
        assert.deepEqual(verdictOn(after, "a", 3), { kind: "withdrawn", reasons });
        assert.equal(after.a?.withdrawn?.since, 1);
    });

    it("does not let the last region be evacuated", () => {
        assert.equal(evacuated({}, "a", "ops", 0), undefined);
        assert.equal(evacuated(evacuated(both(0), "a", "ops", 1)!, "b", "ops", 1), undefined);
    });

    it("never leaves a cell without a region, whatever is found in whatever order", () => {
        const regions = ["a", "b", "c"] as const;
        const step = fc.record({
            region: fc.constantFrom(...regions),
            kind: fc.constantFrom("finding", "evacuate", "return"),
            isWell: fc.boolean(),
            isWrong: fc.boolean(),
            waits: fc.integer({ min: 0, max: 20_000 }),
        });
        fc.assert(
            fc.property(fc.array(step, { maxLength: 60 }), steps => {
                let [records, now]: [RegionRecords, number] = [{}, 0];
                for (const { region, kind, isWell, isWrong, waits } of steps) {
                    now += waits;
                    const before = verdictOn(records, region, now).kind;
                    const relieved = hasRelief(records, region, now);
                    if (kind === "evacuate") records = evacuated(records, region, "ops", now) ?? records;
                    else if (kind === "return") records = returned(records, region);
                    else {
                        const reasons = isWrong ? ["wrong"] : [];
                        records = recordsAfter(records, found(region, now, { isWell, reasons }));
                    }
                    const after = verdictOn(records, region, now).kind;
                    const left = before === "serving" && after !== "serving";
                    assert.ok(!left || relieved, `${region} left with no other one serving`);
                    assert.ok(
                        regions.some(one => verdictOn(records, one, now).kind === "serving"),
                        JSON.stringify(records),
                    );
                }
            }),
        );
    });
});

describe("the verdict on a region whose certificates have ended", () => {
    const reason = "certificates end now, or have ended: gate";
    const ended = new Map([[certificateKind, { reason }]]);
    const lag = "lag of 40 s; allowed: 30";

    // No new connection to it succeeds, whether or not another region is left.
    it("is that it is withdrawn, for this reason beside others", () => {
        const serving: Verdict = { kind: "serving", reasons: [] };
        assert.deepEqual(verdictWith(serving, ended), { kind: "withdrawn", reasons: [reason] });
        for (const reasons of [[lag], [lag, reason]]) {
            const found = verdictWith({ kind: "withdrawn", reasons }, ended);
            assert.deepEqual(found, { kind: "withdrawn", reasons: [lag, reason] });
        }
        assert.equal(trafficFor(verdictWith(serving, ended), ended), "fallback");
    });

    it("stays that it is evacuated, where an operator has done so", () => {
        const evacuated: Verdict = { kind: "evacuated", reasons: ["evacuated by ada"] };
        assert.deepEqual(verdictWith(evacuated, ended), evacuated);
    });

    it("is what it was where none has ended", () => {
        for (const kind of ["serving", "withdrawn", "evacuated"] as const) {
            const verdict: Verdict = { kind, reasons: [lag] };
            assert.deepEqual(verdictWith(verdict, new Map([["lag", { reason: lag }]])), verdict);
        }
    });
});
