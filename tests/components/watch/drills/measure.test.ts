import assert from "node:assert/strict";

import fc from "fast-check";

import { hasFailed, measure, steadySeconds, wellIn } from "../../../../components/watch/drills/measure";
import { kept, runOf, unanswered, well } from "./runs";
import { runs } from "../../../support/arbitraries";

const during = "during the failure";

describe("what a drill measures", () => {
    describe("recovery", () => {
        it("is at once where all was answered well", () => {
            assert.equal(measure(runOf([well(4_000), well(20_000)]), during).rtoSeconds, 0);
        });

        it("is the time until the first request from which on all are answered well", () => {
            const run = runOf([
                well(2_000),
                unanswered(3_100),
                well(4_000),
                unanswered(5_000),
                well(5_500),
                well(9_000),
            ]);
            assert.equal(measure(run, during).rtoSeconds, 2.5);
        });

        it("doesn't come from what failed before the fault, or after it ended", () => {
            const run = runOf([unanswered(2_999), well(4_000), unanswered(23_000)]);
            assert.equal(measure(run, during).rtoSeconds, 0);
        });

        it("is not there where the last good stretch is shorter than it has to be", () => {
            const last = 23_000 - steadySeconds * 1_000;
            assert.equal(measure(runOf([unanswered(4_000), well(last)]), during).rtoSeconds, (last - 3_000) / 1_000);
            assert.equal(measure(runOf([unanswered(4_000), well(last + 1)]), during).rtoSeconds, undefined);
        });

        it("is not there where nothing was asked, or where the last answer was none", () => {
            assert.equal(measure(runOf([well(2_000)]), during).rtoSeconds, undefined);
            assert.equal(measure(runOf([well(4_000), unanswered(22_000)]), during).rtoSeconds, undefined);
        });

        it("waits for what is slow, wrong or from outside of the cell, too", () => {
            for (const bad of [
                { ms: 1_001 },
                { isRight: false },
                { region: "local:us-east" },
                { status: 500, isRight: undefined },
            ]) {
                const { isRight, ...rest } = { ...well(6_000), ...bad };
                const asked = isRight === undefined ? rest : { ...rest, isRight };
                assert.equal(
                    measure(runOf([well(4_000), asked, well(7_000)]), during).rtoSeconds,
                    4,
                    JSON.stringify(bad),
                );
            }
            assert.equal(measure(runOf([well(6_000, { ms: 1_000 }), well(7_000)]), during).rtoSeconds, 0);
        });

        it("is the longest of those of a fault that comes and goes", () => {
            const spells = [
                { from: 3_000, until: 10_000 },
                { from: 13_000, until: 20_000 },
            ];
            const run = runOf([unanswered(3_000), well(4_000), well(12_000), unanswered(13_500), well(15_000)], {
                spells,
            });
            assert.equal(measure(run, during).rtoSeconds, 2);
        });

        it("is not there where it is missing in one spell of a fault that comes and goes", () => {
            const spells = [
                { from: 3_000, until: 10_000 },
                { from: 13_000, until: 20_000 },
            ];
            for (const at of [9_000, 19_000]) {
                const run = runOf([well(4_000), well(14_000), unanswered(at)], { spells });
                assert.equal(measure(run, during).rtoSeconds, undefined, String(at));
            }
        });

        it("is counted from the fault's end if no other region can take over meanwhile", () => {
            const run = runOf([unanswered(5_000), unanswered(24_000), well(25_000), well(29_000)]);
            assert.equal(measure(run, "after recovery").rtoSeconds, 2);
        });

        const anyAsked = fc.array(
            fc
                .record({ at: fc.integer({ min: 0, max: 30_000 }), isWell: fc.boolean() })
                .map(({ at, isWell }) => (isWell ? well(at) : unanswered(at))),
        );

        it("is a moment after which nothing failed, and before which something did", () => {
            fc.assert(
                fc.property(anyAsked, asked => {
                    const run = runOf(asked);
                    const { rtoSeconds } = measure(run, during);
                    const inSpell = asked.filter(({ at }) => at >= 3_000 && at < 23_000);
                    const isWell = wellIn(run);
                    if (rtoSeconds === undefined) {
                        const lastBad = Math.max(-Infinity, ...inSpell.filter(one => !isWell(one)).map(({ at }) => at));
                        const next = inSpell.filter(({ at }) => at > lastBad).map(({ at }) => at);
                        assert.ok(inSpell.length === 0 || Math.min(23_000, ...next) > 23_000 - steadySeconds * 1_000);
                        return;
                    }
                    const since = 3_000 + Math.round(rtoSeconds * 1_000);
                    assert.ok(inSpell.filter(({ at }) => at > since).every(isWell));
                    assert.ok(23_000 - since >= steadySeconds * 1_000);
                    assert.ok(rtoSeconds === 0 || inSpell.some(one => one.at <= since && !isWell(one)));
                }),
                runs(),
            );
        });

        it("doesn't depend on the order in which answers came back", () => {
            fc.assert(
                fc.property(anyAsked, asked => {
                    // At one moment two can't be distinguished by when they were sent.
                    const apart = [...new Map(asked.map(one => [one.at, one])).values()];
                    assert.deepEqual(measure(runOf(apart), during), measure(runOf([...apart].reverse()), during));
                }),
                runs(),
            );
        });
    });

    describe("loss", () => {
        const lossOf = (...acknowledged: ReturnType<typeof kept>[]) => {
            const { rpoSeconds, lost } = measure(runOf([], { acknowledged }), during);
            return [rpoSeconds, lost];
        };

        it("is none where all is there, and not known where nothing was written", () => {
            assert.deepEqual(lossOf(kept(1_000), kept(5_000)), [0, 0]);
            assert.deepEqual(lossOf(), [undefined, 0]);
        });

        it("is the age of the oldest lost write at the fault's begin", () => {
            assert.deepEqual(lossOf(kept(500), kept(1_000, false), kept(2_500, false)), [2, 2]);
        });

        it("is its age at the fault's end, of what was acknowledged meanwhile", () => {
            assert.deepEqual(lossOf(kept(2_000, false), kept(8_000, false)), [15, 2]);
        });

        it("is never more than the whole run, and more with each write that is lost", () => {
            const anyWrites = fc.array(fc.tuple(fc.integer({ min: 0, max: 30_000 }), fc.boolean()), { minLength: 1 });
            fc.assert(
                fc.property(anyWrites, fc.nat(), (writes, which) => {
                    const acknowledged = writes.map(([at, isThere]) => kept(at, isThere));
                    const i = which % writes.length;
                    const more = acknowledged.with(i, { ...acknowledged[i]!, isThere: false });
                    const [less, all] = [acknowledged, more].map(of =>
                        measure(runOf([], { acknowledged: of }), during),
                    );
                    assert.ok(less!.rpoSeconds! <= all!.rpoSeconds! && less!.lost <= all!.lost);
                    assert.ok(all!.rpoSeconds! <= 23);
                    assert.equal(all!.acknowledged, writes.length);
                }),
                runs(),
            );
        });
    });

    describe("counts", () => {
        it("tell what failed, was slow, wrong, or leaked, of which cell and when", () => {
            const asked = [
                well(1_000),
                well(4_000, { ms: 2_000 }),
                unanswered(4_000),
                unanswered(4_100, { kind: "write" }),
                well(5_000, { isRight: false }),
                well(5_100, { kind: "read", status: 404, isRight: false }),
                well(6_000, { region: "local:us-east" }),
                unanswered(26_000),
                well(6_000, { cell: "us", region: "local:us-east" }),
                well(7_000, { cell: "us", region: "local:eu-west" }),
                unanswered(7_000, { cell: "us" }),
            ];
            const {
                requests,
                failed,
                failedInferences,
                slow,
                wrong,
                leaked,
                failedAfterwards,
                othersFailed,
                answeredMeanwhile,
            } = measure(runOf(asked), during);
            assert.deepEqual([requests, failed, failedInferences, slow], [8, 3, 2, 1]);
            assert.deepEqual([wrong, leaked, failedAfterwards, othersFailed, answeredMeanwhile], [2, 2, 1, 1, 0]);
        });

        it("include what is wrong, leaked or lost in a cell that the drill is not about", () => {
            const us = { cell: "us", region: "local:us-east" };
            const run = runOf(
                [well(4_000), well(5_000, { ...us, isRight: false }), well(6_000, { ...us, region: "local:eu-west" })],
                {
                    acknowledged: [kept(4_000), { ...kept(4_000, false), cell: "us" }],
                },
            );
            const { acknowledged, leaked, lost, wrong } = measure(run, during);
            assert.deepEqual({ acknowledged, leaked, lost, wrong }, { acknowledged: 1, leaked: 1, lost: 1, wrong: 1 });
        });

        it("count a refusal as a failure, and an evaluated answer as none", () => {
            assert.deepEqual(
                [199, 200, 299, 300, 404, 503].map(status => hasFailed({ ...unanswered(0), status })),
                [true, false, false, true, true, true],
            );
            assert.equal(hasFailed({ ...unanswered(0), status: 404, isRight: false }), false);
        });

        it("report who answers while no server should", () => {
            assert.equal(
                measure(runOf([well(3_400), well(3_500), well(22_999), well(23_000)]), during).answeredMeanwhile,
                2,
            );
        });

        it("have nothing of a time after all was as before where it never was", () => {
            const { healedAt: _, ...never } = runOf([unanswered(29_000)]);
            assert.equal(measure(never, during).failedAfterwards, 0);
        });
    });

    describe("the time until another region takes over", () => {
        it("is that of the first answer of another one to who is mostly answered there", () => {
            const asked = [
                well(1_000),
                well(1_500),
                well(2_000, { region: "local:eu-west" }),
                well(2_500, { point: "Lisbon", region: "local:eu-west" }),
                well(4_000, { point: "Lisbon", region: "local:eu-west" }),
                well(5_000, { region: "local:eu-west", ms: 50 }),
                well(6_000, { region: "local:eu-west" }),
            ];
            assert.equal(measure(runOf(asked), during).detectedSeconds, 2.05);
        });

        it("is by the answers of a point before the fault, whatever of it had none", () => {
            const asked = [
                unanswered(500),
                unanswered(600),
                well(1_000),
                unanswered(2_000),
                well(4_000, { region: "local:eu-west" }),
            ];
            assert.equal(measure(runOf(asked), during).detectedSeconds, 1.005);
        });

        it("is not there if no region had to, or if a cell is lost whole", () => {
            assert.equal(measure(runOf([well(1_000), well(4_000)]), during).detectedSeconds, undefined);
            const { region: _, ...whole } = runOf([well(1_000), well(4_000, { region: "local:eu-west" })]);
            assert.equal(measure(whole, during).detectedSeconds, undefined);
        });
    });
});
