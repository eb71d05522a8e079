import assert from "node:assert/strict";
import fc from "fast-check";

import { Totals } from "../../../../components/watch/metrics/totals";
import { fixedSeed } from "../../../support/arbitraries";

const labels = { status: "200" };
const counted = (value: number) => [{ name: "requests", labels, value }];
const hour = 3_600_000;

describe("totals over processes that come and go", () => {
    let now = 0;
    let totals: Totals;
    beforeEach(() => {
        now = 1_000_000;
        totals = new Totals(now);
    });

    const read = (member: string, value: number, startedAt: number | undefined) => {
        const uptimeMs = startedAt === undefined ? undefined : Math.floor((now - startedAt) / 1000) * 1000;
        totals.add(member, counted(value), { uptimeMs, now });
    };
    const total = () => totals.samples().find(({ name }) => name === "requests")?.value;

    it("begin at 0, whatever processes had counted before", () => {
        read("a", 500, 0);
        read("b", 70, undefined);
        assert.equal(total(), 0);
        read("a", 510, 0);
        read("b", 71, undefined);
        assert.equal(total(), 11);
    });

    it("are kept by labels, in whatever order these come", () => {
        for (const value of [1, 3]) {
            const uptimeMs = now;
            totals.add("a", [{ name: "requests", labels: { x: "1", y: "2" }, value }], { uptimeMs, now });
            totals.add("b", [{ name: "requests", labels: { y: "2", x: "1" }, value }], { uptimeMs, now });
        }
        assert.deepEqual(totals.samples(), [{ name: "requests", labels: { x: "1", y: "2" }, value: 4 }]);
    });

    it("count in full what started after the first reading, and a counter that is new", () => {
        read("a", 500, 0);
        now += 10_000;
        read("b", 40, now - 5_000);
        assert.equal(total(), 40);
        totals.add("a", [{ name: "tokens", labels, value: 9 }], { uptimeMs: now, now });
        assert.deepEqual(
            totals.samples().map(({ value }) => value),
            [40, 9],
        );
    });

    it("count on where a counter is missing in an answer", () => {
        read("a", 500, 0);
        totals.add("a", [], { uptimeMs: now, now });
        read("a", 510, 0);
        assert.equal(total(), 10);
    });

    it("add what a process counted since it restarted, by its count or its uptime", () => {
        read("a", 500, 0);
        now += 10_000;
        read("a", 30, now - 4_000);
        assert.equal(total(), 30);
        // As much as before, in less time.
        now += 3_000;
        read("a", 35, now - 1_000);
        assert.equal(total(), 65);
    });

    it("continue with a process whose uptime is late by some seconds", () => {
        read("a", 500, 0);
        now += 30_000;
        totals.add("a", counted(510), { uptimeMs: now - 15_000, now });
        assert.equal(total(), 10);
    });

    for (const backMs of [3_000, 120_000]) {
        it(`continue with a process whose clock is set back by ${backMs / 1000} s`, () => {
            read("a", 500, 0);
            now += 2_000;
            read("a", 510, backMs);
            now += 2_000;
            read("a", 520, backMs);
            assert.equal(total(), 20);
            // It has restarted, which its uptime shows by this clock, too.
            now += 2_000;
            read("a", 530, now - 1_000);
            assert.equal(total(), 550);
        });
    }

    it("continue with a process that does not report its uptime for once", () => {
        read("a", 500, 0);
        for (const startedAt of [undefined, 0, undefined]) {
            now += 2_000;
            read("a", 510, startedAt);
        }
        assert.equal(total(), 10);
        now += 2_000;
        read("a", 530, now - 1_000);
        assert.equal(total(), 540);
    });

    it("continue with a process that has just restarted, and reports its uptime later", () => {
        read("a", 500, 0);
        now += 2_000;
        read("a", 5, undefined);
        now += 2_000;
        read("a", 7, now - 3_000);
        assert.equal(total(), 7);
    });

    it("keep what a process has counted that is gone, and continue when it returns", () => {
        read("a", 500, 0);
        now += 2_000;
        read("a", 520, 0);
        now += hour / 2;
        read("b", 0, undefined);
        assert.equal(total(), 20);
        read("a", 525, 0);
        assert.equal(total(), 25);
    });

    it("count another process in full if it has the address of an ended one", () => {
        read("a", 10, now - 100_000);
        now += hour / 2;
        read("a", 900, now - 600_000);
        assert.equal(total(), 900);
    });

    it("count nothing twice of a process that returns after it was forgotten", () => {
        read("a", 500, now - 1_000);
        now += hour / 2;
        read("b", 1, undefined);
        read("a", 700, 999_000);
        now += hour * 1.1;
        read("b", 1, undefined);
        read("a", 800, 999_000);
        assert.equal(
            total(),
            0,
            "the total of a counter that no process had for an hour starts again, as one of a new process does",
        );
        read("a", 801, 999_000);
        assert.equal(total(), 1);
    });

    /** What happens between two readings. */
    const steps = fc.array(
        fc.oneof(
            {
                weight: 5,
                arbitrary: fc.record({ what: fc.constant("count" as const), who: fc.nat(3), by: fc.nat(50) }),
            },
            { weight: 1, arbitrary: fc.record({ what: fc.constant("restart" as const), who: fc.nat(3) }) },
            { weight: 2, arbitrary: fc.record({ what: fc.constant("hide" as const), who: fc.nat(3) }) },
            { weight: 3, arbitrary: fc.record({ what: fc.constant("show" as const), who: fc.nat(3) }) },
        ),
        { maxLength: 60 },
    );

    it("are exactly what was counted since, but for what a process counted after its last reading", () => {
        fc.assert(
            fc.property(steps, all => {
                now = 1_000_000;
                totals = new Totals(now);
                const processes = [0, 1, 2, 3].map(i => ({
                    count: 1000 * i,
                    read: 1000 * i,
                    startedAt: 0,
                    seen: i < 2,
                }));
                let truth = 0;
                const readAll = () => {
                    for (const [i, one] of processes.entries()) {
                        if (!one.seen) continue;
                        read(String(i), one.count, one.startedAt);
                        truth += one.count - one.read;
                        one.read = one.count;
                    }
                };
                // Processes that are hidden at first are known from their first reading on.
                for (const one of processes) one.seen = true;
                readAll();
                truth = 0;
                for (const step of all) {
                    now += 2_000;
                    const one = processes[step.who]!;
                    if (step.what === "count") one.count += step.by;
                    if (step.what === "hide") one.seen = false;
                    if (step.what === "show") one.seen = true;
                    if (step.what === "restart") Object.assign(one, { count: 0, read: 0, startedAt: now });
                    readAll();
                }
                assert.equal(total(), truth);
            }),
            { ...fixedSeed, numRuns: 300 },
        );
    });
});
