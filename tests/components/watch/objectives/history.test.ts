import assert from "node:assert/strict";
import fc from "fast-check";

import { type Counted, recorded, talliedIn } from "../../../../components/watch/objectives/history";
import { runs } from "../../../support/arbitraries";

const [hour, day] = [3600, 86_400];
const keep = 30 * day;

/** A point every `step` seconds, of 10 requests a second and what is bad of them. */
function history(seconds: number, step: number, badAt: (time: number) => number = () => 0): readonly Counted[] {
    let points: readonly Counted[] = [];
    for (let time = 0; time <= seconds; time += step) {
        points = recorded(points, time, { total: 10 * step, bad: badAt(time) }, keep);
    }
    return points;
}

describe("a history of what was counted", () => {
    it("tells of a window what was counted in it", () => {
        const tallied = talliedIn(
            history(hour, 10, time => (time > hour - 60 ? 5 : 0)),
            hour,
        );
        assert.deepEqual(tallied(60), { total: 600, bad: 30, seconds: 60 });
        assert.deepEqual(tallied(300), { total: 3000, bad: 30, seconds: 300 });
    });

    it("knows of a window longer than itself only its own time, and of nothing before its first point", () => {
        assert.deepEqual(talliedIn(history(600, 10), 600)(hour), { total: 6000, bad: 0, seconds: 600 });
        assert.deepEqual(talliedIn([], 600)(hour), { total: 0, bad: 0, seconds: 0 });
        assert.deepEqual(recorded([], 7, { total: 99, bad: 9 }, keep), [{ time: 7, total: 0, bad: 0 }]);
    });

    it("counts nothing in the time since its last point", () => {
        assert.deepEqual(talliedIn(history(600, 10), 660)(120), { total: 600, bad: 0, seconds: 120 });
        assert.deepEqual(talliedIn(history(600, 10), 900)(120), { total: 0, bad: 0, seconds: 120 });
    });

    it("adds to its last point what comes by a clock that was set back", () => {
        const before = history(600, 10);
        const after = recorded(before, 300, { total: 5, bad: 5 }, keep);
        assert.deepEqual(after.at(-1), { time: 600, total: 6005, bad: 5 });
        assert.equal(after.length, before.length);
    });

    it("stays small: 30 days of a point every five seconds are at most 1,000 points", () => {
        // The last day alone has every step; what is older comes in minutes, which thinning leaves no trace of.
        let points: readonly Counted[] = [];
        for (let time = 0; time <= 33 * day; time += time < 32 * day ? 60 : 5) {
            points = recorded(points, time, { total: 1, bad: 0 }, keep);
        }
        assert.ok(points.length <= 1000, `${points.length}`);
        assert.ok(33 * day - points[0]!.time >= keep);
    });

    it("has what is bad in a window right to what lies between two points, a sixtieth of the window apart", () => {
        fc.assert(
            fc.property(
                fc.array(fc.record({ step: fc.integer({ min: 1, max: 60 }), bad: fc.nat(5) }), {
                    minLength: 200,
                    maxLength: 400,
                }),
                fc.integer({ min: 1, max: 10_000 }),
                (steps, window) => {
                    const exact: Counted[] = [];
                    let points: readonly Counted[] = [];
                    let time = 0;
                    for (const { step, bad } of steps) {
                        time += step;
                        points = recorded(points, time, { total: step, bad: Math.min(bad, step) }, keep);
                        exact.push({ time, total: step, bad: Math.min(bad, step) });
                    }
                    const counted = exact.slice(1).filter(point => point.time > time - window);
                    const bad = counted.reduce((sum, point) => sum + point.bad, 0);
                    const tallied = talliedIn(points, time)(window);
                    assert.ok(Math.abs(tallied.total - tallied.seconds) < 1e-6);
                    // At most what one gap between points holds: a sixtieth of the window, or one step, of 5 each second.
                    assert.ok(Math.abs(tallied.bad - bad) <= 5 * (window / 60 + 2) + 1e-6, `${tallied.bad} of ${bad}`);
                },
            ),
            runs(),
        );
    });
});
