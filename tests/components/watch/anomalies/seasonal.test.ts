import assert from "node:assert/strict";

import { randomFrom } from "../../../../bench/harness/random";
import { ConfigFaults } from "../../../../components/plan/faults";
import { observed } from "../../../../components/watch/anomalies/seasonal";
import {
    newSeasonalState,
    parseSeasonalState,
    type SeasonalState,
} from "../../../../components/watch/anomalies/seasonal-state";
import type { SignalName } from "../../../../components/watch/anomalies/signals";
import { anomaliesIn } from "../../../support/reported-anomalies";
import { beginMs, type Trouble, WEEK_MS, weeksOf } from "../../../support/synthetic-weeks";

const [MINUTE_MS, HOUR_MS] = [60_000, 3_600_000];
const region = (peak: number, seed: number) => ({ peak, east: 5 * seed, random: randomFrom(seed) });

describe("anomalies of synthetic weeks", function () {
    this.timeout(60_000);

    for (const [what, noise, peaks] of [
        ["of usual noise", 1, [0.3, 2, 10, 50]],
        ["that wanders by a fifth in hours, four times as much as usual", 4, [2, 10, 50]],
    ] as const) {
        it(`are reported falsely in at most one of ten weeks of a region ${what}`, () => {
            const regions = peaks.map((peak, seed) => ({ ...region(peak, seed), noise }));
            const reported = regions.flatMap(one => anomaliesIn(weeksOf(one, 10)));
            // The first three weeks are learnt from.
            const weeks = regions.length * 7;
            console.log(`      ${reported.length} false alarms in ${weeks} weeks of a region`);
            assert.ok(reported.length <= weeks / 10);
        });
    }

    for (const [what, signal, trouble] of [
        ["half the traffic", "requestsPerSecond", { traffic: 0.5 }],
        ["twice the traffic", "requestsPerSecond", { traffic: 2 }],
        ["5 % more errors", "errorRatio", { errors: 0.05 }],
        ["twice the latency", "p99Ms", { latency: 2 }],
    ] as const) {
        it(`are reported at any hour within six points of ${what}, of five requests a second or more`, () => {
            // For half an hour, each time an hour later of the next day.
            const troubles = Array.from({ length: 24 }, (_, i): Trouble & { untilMs: number } => {
                const fromMs = beginMs + 4 * WEEK_MS + i * 25 * HOUR_MS;
                return { ...trouble, fromMs, untilMs: fromMs + 30 * MINUTE_MS };
            });
            const reported = anomaliesIn(weeksOf(region(80, 3), 7.6, troubles), [signal]);
            const points = troubles.map(({ fromMs, untilMs }) => {
                const first = reported.find(({ atMs }) => atMs >= fromMs && atMs < untilMs);
                return first === undefined ? NaN : (first.atMs - fromMs) / MINUTE_MS + 1;
            });
            assert.ok(
                points.every(count => count <= 6),
                points.join(),
            );
        });
    }

    it("say what was seen, what is usual, and on which side", () => {
        const fromMs = beginMs + 4 * WEEK_MS + 12 * HOUR_MS;
        const [first] = anomaliesIn(weeksOf({ ...region(80, 0), east: 0 }, 4.2, [{ fromMs, traffic: 0.5 }]));
        assert.equal(first!.signal, "requestsPerSecond");
        assert.equal(first!.side, "below");
        // 80 at noon, and 2 % more in each of four weeks.
        assert.ok(Math.abs(first!.expected - 86.6) < 10, `${first!.expected}`);
        assert.ok(Math.abs(first!.value - 43.3) < 10, `${first!.value}`);
    });

    it("leave no trace in what is usual: the week after a day without traffic is quiet", () => {
        const fromMs = beginMs + 4 * WEEK_MS + 24 * HOUR_MS;
        const outage = { fromMs, untilMs: fromMs + 24 * HOUR_MS, traffic: 0 };
        const reported = anomaliesIn(weeksOf(region(50, 4), 6, [outage]), ["requestsPerSecond"]);
        assert.ok(reported.length > 0);
        assert.deepEqual(
            reported.filter(({ atMs }) => atMs >= outage.untilMs),
            [],
        );
    });

    it("become usual where they last: half the traffic is reported for a day, and not after two", () => {
        const fromMs = beginMs + 4 * WEEK_MS + 12 * HOUR_MS;
        const reportedAt = (hours: number) => {
            const reported = reportedPoints(
                weeksOf(region(50, 5), 4.6, [{ fromMs, traffic: 0.5 }]),
                "requestsPerSecond",
            );
            return reported.filter(atMs => atMs >= fromMs + hours * HOUR_MS).length;
        };
        const [all, afterOne, afterTwo] = [0, 24, 48].map(reportedAt);
        assert.ok(all! - afterOne! > 0.9 * 24 * 60, `${all! - afterOne!} of ${24 * 60} points`);
        assert.equal(afterTwo, 0);
    });
});

describe("what is seasonal", () => {
    it("is quiet of whatever comes before an hour has been seen in three weeks", () => {
        const learning = taught(3 * 168 - 1, () => 10);
        assert.equal(reportedOf(learning, beginMs + 3 * WEEK_MS - HOUR_MS, new Array<number>(10).fill(1000)), 0);
        const learnt = taught(3 * 168 + 1, () => 10);
        assert.equal(reportedOf(learnt, beginMs + 3 * WEEK_MS + HOUR_MS, new Array<number>(10).fill(1000)), 7);
    });

    for (const [what, values, reported] of [
        ["a single point, however far out", [1000, 10, 10, 10, 10], 0],
        ["three points of five", [1000, 1000, 10, 1000, 10], 0],
        ["four of five points", [1000, 1000, 10, 1000, 1000], 1],
        ["four points, two of them on each side", [1000, 0, 1000, 0, 10], 0],
        ["less than half as much again", [14, 14, 14, 14, 14], 0],
    ] as const) {
        it(`is ${reported === 0 ? "quiet about" : "reported for"} ${what}`, () => {
            assert.equal(
                reportedOf(
                    taught(4 * 168, () => 10),
                    beginMs + 4 * WEEK_MS,
                    values,
                ),
                reported,
            );
        });
    }

    it("is quiet of points that are no successive ones", () => {
        const state = taught(4 * 168, () => 10);
        const apart = [1000, 1000, 1000, 1000, 1000];
        assert.equal(reportedOf(state, beginMs + 4 * WEEK_MS, apart, 20 * MINUTE_MS), 0);
        assert.equal(reportedOf(state, beginMs + 4 * WEEK_MS, apart, 10 * MINUTE_MS), 2);
    });

    it("is quiet of what goes up in steps at full hours, each night, as jobs do", () => {
        const jobs = (hour: number) => (hour % 24 === 2 ? 100 : 10);
        const state = taught(4 * 168, jobs);
        const values = Array.from({ length: 240 }, (_, minute) => jobs(Math.floor(minute / 60)));
        assert.equal(reportedOf(state, beginMs + 4 * WEEK_MS, values), 0);
    });

    for (const [minute, part] of [
        [3, 0.45],
        [48, 0.3],
    ] as const) {
        it(`expects ${minute} minutes into an hour what lies between its middle and that of the nearest other hour`, () => {
            let state = taught(4 * 168, hour => (hour % 2 === 0 ? 100 : 10));
            let expected: number | undefined;
            for (let i = minute - 3; i <= minute; i++) {
                const { anomaly, state: next } = observed(state, beginMs + 4 * WEEK_MS + i * MINUTE_MS, {
                    value: 0,
                    requests: 0,
                });
                state = next;
                expected = anomaly?.expected;
            }
            // On the scale of the signal, to which a tenth is added.
            const between = 100.1 ** (1 - part) * 10.1 ** part - 0.1;
            assert.ok(Math.abs(expected! - between) < between / 1000, `${expected} for ${between}`);
        });
    }

    it("passes over what is no point, and what is no later than the last one", () => {
        const state = taught(4 * 168, () => 10);
        const atMs = beginMs + 4 * WEEK_MS;
        for (const value of [NaN, -1, Infinity]) {
            assert.equal(observed(state, atMs, { value, requests: 600 }).state, state);
        }
        assert.equal(observed(state, atMs, null).state, state);
        assert.equal(observed(state, state.lastMs!, { value: 9, requests: 540 }).state, state);
    });

    it("learns of each minute its last point, so that an hour has sixty at most", () => {
        let state = newSeasonalState("requestsPerSecond");
        const points: readonly (readonly [seconds: number, value: number])[] = [
            [0, 10],
            [20, 20],
            [40, 30],
            [130, 40],
        ];
        for (const [seconds, value] of points) {
            ({ state } = observed(state, beginMs + seconds * 1000, { value, requests: value * 60 }));
        }
        assert.equal(state.minutes.length, 3);
        assert.equal(state.minutes[1], null);
        let other = newSeasonalState("requestsPerSecond");
        for (const [seconds, value] of points.slice(2)) {
            ({ state: other } = observed(other, beginMs + seconds * 1000, { value, requests: value * 60 }));
        }
        assert.deepEqual(other.minutes, state.minutes);
    });

    it("goes on at once when the clock was far ahead and is set back", () => {
        const learnt = taught(4 * 168, () => 10);
        const at = beginMs + 4 * WEEK_MS;
        const { state } = observed(learnt, at + 2 * WEEK_MS, { value: 10, requests: 600 });
        assert.equal(reportedOf(state, at, [1000, 1000, 1000, 1000, 1000]), 2);
    });

    it("goes on from a written state as if it had never been written", () => {
        const trouble = { fromMs: beginMs + 3.3 * WEEK_MS, traffic: 0.4 };
        const points = [...weeksOf(region(20, 6), 3.4, [trouble])];
        let [kept, reread] = [newSeasonalState("requestsPerSecond"), newSeasonalState("requestsPerSecond")];
        let reported = 0;
        for (const [i, { atMs, requestsPerSecond: value }] of points.entries()) {
            if (i % 997 === 0) reread = parseSeasonalState(JSON.parse(JSON.stringify(reread)));
            const reading = { value, requests: value * 60 };
            const [one, other] = [observed(kept, atMs, reading), observed(reread, atMs, reading)];
            assert.deepEqual(one.anomaly, other.anomaly);
            reported += one.anomaly === undefined ? 0 : 1;
            [kept, reread] = [one.state, other.state];
        }
        assert.deepEqual(kept, reread);
        assert.ok(reported > 0);
    });

    it("is at most 20 KB once written, however long it learns", () => {
        let state = newSeasonalState("p99Ms");
        for (const { atMs, p99Ms } of weeksOf(region(50, 7), 7)) {
            state = observed(state, atMs, { value: 1000 * p99Ms, requests: 3000 }).state;
        }
        const size = JSON.stringify(state).length;
        assert.ok(size <= 20_000, `${size}`);
    });

    it("refuses a state of another version, or of other bounds", () => {
        const state = newSeasonalState("errorRatio");
        for (const [written, path] of [
            [{ ...state, version: 2 }, "anomalies.version"],
            [{ ...state, bins: state.bins.slice(1) }, "anomalies.bins"],
            [{ ...state, residuals: new Array<number>(73).fill(0) }, "anomalies.residuals"],
            [{ ...state, recent: [2] }, "anomalies.recent[0]"],
        ] as const) {
            assert.throws(
                () => parseSeasonalState(written),
                (error: unknown) => error instanceof ConfigFaults && error.faults[0]!.path === path,
                path,
            );
        }
    });
});

/** What has learnt so many hours of requests a second that depend on the hour alone. */
function taught(hours: number, valueAt: (hour: number) => number): SeasonalState {
    let state = newSeasonalState("requestsPerSecond");
    for (let minute = 0; minute < hours * 60; minute += 5) {
        const value = valueAt(Math.floor(minute / 60));
        state = observed(state, beginMs + minute * MINUTE_MS, { value, requests: value * 300 }).state;
    }
    return state;
}

/** How many of the points, the first of them at some time, end in something told. */
function reportedOf(state: SeasonalState, fromMs: number, values: readonly number[], stepMs = MINUTE_MS): number {
    let [current, reported] = [state, 0];
    for (const [i, value] of values.entries()) {
        const { state: next, anomaly } = observed(current, fromMs + i * stepMs, { value, requests: value * 60 });
        current = next;
        if (anomaly !== undefined) reported += 1;
    }
    return reported;
}

function reportedPoints(points: ReturnType<typeof weeksOf>, signal: SignalName): readonly number[] {
    let state = newSeasonalState(signal);
    const reported: number[] = [];
    for (const point of points) {
        const reading = { value: point[signal], requests: point.requestsPerSecond * 60 };
        const next = observed(state, point.atMs, reading);
        state = next.state;
        if (next.anomaly !== undefined) reported.push(point.atMs);
    }
    return reported;
}
