import assert from "node:assert/strict";
import fc from "fast-check";

import { burnRules, burnThreshold, judgeBurn, type Tallied } from "../../../../components/watch/objectives/burn-rate";
import { objectivesOf } from "../../../../components/watch/objectives/objectives";
import { runs } from "../../../support/arbitraries";

const [minute, hour, day] = [60, 3600, 86_400];

interface Course {
    /** Requests a second. */
    readonly rate?: number;
    /** Part of them that is bad, from so many seconds ago until then; none before and after. */
    readonly part: number;
    readonly from: number;
    readonly until?: number;
    /** Seconds that the service is old. */
    readonly age?: number;
}

/** A service with steady traffic that was bad for a while. */
function course({ rate = 10, part, from, until = 0, age = Infinity }: Course): Tallied {
    return window => {
        const seconds = Math.min(window, age);
        const bad = Math.max(Math.min(from, seconds) - until, 0) * rate * part;
        return { total: seconds * rate, bad, seconds };
    };
}

const reported = (target: number, tallied: Tallied) =>
    judgeBurn(target, tallied).alarms.map(({ severity, factor }) => `${severity} ${factor}`);

describe("the burn rate of an objective of 99.9 %", () => {
    for (const [what, since, alarms] of [
        ["nothing is bad", { part: 0, from: day }, []],
        ["as much is bad as may be", { part: 0.00099, from: 30 * day }, []],
        ["a little more than may be was bad for three days", { part: 0.0011, from: 3 * day }, ["ticket 1"]],
        ["four times as much was bad for a day", { part: 0.004, from: day }, ["ticket 3", "ticket 1"]],
        ["seven times as much was bad for six hours", { part: 0.007, from: 6 * hour }, ["page 6"]],
        ["fifteen times as much was bad for an hour", { part: 0.015, from: hour }, ["page 14.4"]],
        ["everything is bad since 51 seconds", { part: 1, from: 51 }, []],
        ["everything is bad since 52 seconds", { part: 1, from: 52 }, ["page 14.4"]],
        [
            "everything was bad for an hour, until six minutes ago",
            { part: 1, from: 66 * minute, until: 6 * minute },
            ["page 6", "ticket 3", "ticket 1"],
        ],
        ["everything was bad for an hour, a day ago", { part: 1, from: 25 * hour, until: day }, []],
    ] as const) {
        it(`tells ${alarms.join(", ") || "nobody"} where ${what}`, () => {
            assert.deepEqual(reported(0.999, course(since)), alarms);
        });
    }

    it("says what was counted, how fast the budget burns, and what of it is left", () => {
        const { alarms, remaining } = judgeBurn(0.999, course({ part: 0.02, from: hour }));
        assert.deepEqual(
            alarms.map(({ total, bad, longSeconds, shortSeconds }) => ({ total, bad, longSeconds, shortSeconds })),
            [{ total: 36_000, bad: 720, longSeconds: hour, shortSeconds: 5 * minute }],
        );
        assert.ok(Math.abs(alarms[0]!.burnRate - 20) < 1e-9 && Math.abs(alarms[0]!.shortBurnRate - 20) < 1e-9);
        // 20 times as fast for one of 720 hours.
        assert.ok(Math.abs(remaining - (1 - 20 / 720)) < 1e-9);
    });

    it("leaves less than nothing where more was bad than may be", () => {
        const { remaining } = judgeBurn(0.999, course({ part: 0.002, from: 30 * day }));
        assert.ok(Math.abs(remaining + 1) < 1e-9);
    });

    it("tells of a young service as late as of an old one, and not of its first failures", () => {
        for (const age of [52, 5 * minute, hour, Infinity]) {
            assert.deepEqual(reported(0.999, course({ part: 1, from: 51, age })), []);
            assert.deepEqual(reported(0.999, course({ part: 1, from: 52, age })), ["page 14.4"]);
        }
        // Half of the first 20 seconds' requests, as while caches fill.
        assert.deepEqual(reported(0.999, course({ part: 0.5, from: 20, age: 20 })), []);
    });

    it("raises no alarm for fewer than five bad requests, however few there were", () => {
        const few =
            (total: number, bad: number): Tallied =>
            () => ({ total, bad, seconds: 30 * day });
        assert.deepEqual(reported(0.999, few(3, 1)), []);
        assert.deepEqual(reported(0.999, few(4, 4)), []);
        assert.deepEqual(reported(0.999, few(5, 5)), ["page 14.4", "page 6", "ticket 3", "ticket 1"]);
        assert.equal(judgeBurn(0.999, few(3, 1), { leastBad: 1 }).alarms.length, 4);
    });

    it("has all of its budget, and nothing to tell, without requests", () => {
        const silent: Tallied = seconds => ({ total: 0, bad: 0, seconds });
        assert.deepEqual(judgeBurn(0.999, silent), { remaining: 1, alarms: [] });
    });

    it("is the same in seconds where a drill scales hours to seconds", () => {
        const asked: number[] = [];
        const tallied: Tallied = seconds => {
            asked.push(seconds);
            return { total: 1000, bad: 15, seconds };
        };
        const { alarms } = judgeBurn(0.999, tallied, { scale: 1 / 3600 });
        assert.deepEqual(asked.slice(0, 2), [1, 1 / 12]);
        assert.equal(asked.at(-1), 720);
        assert.deepEqual(
            alarms.map(({ factor }) => factor),
            [14.4, 6, 3, 1],
        );
    });
});

describe("the burn rate of any objective", () => {
    it("pages of a total outage, also where the budget can't burn as fast as a rule says", () => {
        fc.assert(
            fc.property(fc.double({ min: 0.5, max: 0.99999, noNaN: true }), target => {
                assert.ok(reported(target, course({ part: 1, from: hour })).includes("page 14.4"));
            }),
            runs(),
        );
    });

    it("is the part that fails at which a cloud's own alarm is set: below 1, however low the target", () => {
        const [page] = burnRules;
        assert.equal(burnThreshold(page!, 0.999), 0.0144);
        assert.equal(burnThreshold(page!, 0.5), 0.75);
        for (const target of [0.01, 0.5, 0.95, 0.99999]) {
            for (const rule of burnRules) assert.ok(burnThreshold(rule, target) < 1);
        }
    });

    it("raises no alarm if no more is bad than the target allows", () => {
        fc.assert(
            fc.property(
                fc.double({ min: 0.5, max: 0.99999, noNaN: true }),
                fc.double({ min: 0, max: 0.99, noNaN: true }),
                fc.double({ min: 1, max: 30 * day, noNaN: true }),
                (target, used, age) => {
                    const tallied = course({ part: (1 - target) * used, from: Infinity, age });
                    const { alarms, remaining } = judgeBurn(target, tallied);
                    assert.deepEqual(alarms, []);
                    assert.ok(remaining > 0 && remaining <= 1);
                },
            ),
            runs(),
        );
    });

    it("uses up in a rule's window the part of the budget that the rule is about", () => {
        assert.deepEqual(
            burnRules.map(({ factor, longSeconds }) => Number(((factor * longSeconds) / (30 * day)).toFixed(6))),
            [0.02, 0.05, 0.1, 0.1],
        );
    });

    it("needs a target that leaves a budget", () => {
        for (const target of [0, 1, NaN, 1.5]) {
            assert.throws(() => judgeBurn(target, course({ part: 0, from: 0 })), /^RangeError: target /);
        }
    });
});

describe("objectives", () => {
    it("are those that the config has: a latency is one of 99 %", () => {
        assert.deepEqual(objectivesOf({}), []);
        assert.deepEqual(objectivesOf({ availability: 0.999, p99Ms: 250 }), [
            { kind: "availability", target: 0.999 },
            { kind: "latency", target: 0.99, withinMs: 250 },
        ]);
    });
});
