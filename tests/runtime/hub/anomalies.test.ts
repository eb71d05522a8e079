import assert from "node:assert/strict";

import type { Traffic } from "../../../components/watch/series/traffic";
import { Anomalies } from "../../../runtime/hub/anomalies";
import type { WatchedRegion } from "../../../runtime/hub/region";

const MINUTE_MS = 60_000;
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
/** As far apart as points of successive minutes may be, so that weeks take a second. */
const STEP_MS = 6 * MINUTE_MS;
const beginMs = Date.UTC(2026, 0, 5);

/** In a minute: requests, of which some fail, and all take up to so many milliseconds. */
const minute = (requests: number, errors = 0, ms = 20): Traffic => ({
    ...{ requests, errors, ms: MINUTE_MS },
    durations: requests === 0 ? undefined : { edges: [ms / 2, ms], counts: [0, requests, requests] },
});
const usual = minute(600, 3);

describe("anomalies of a hub", function () {
    this.timeout(30_000);
    let now: number;
    let traffic: Traffic | undefined;
    let anomalies: Anomalies;
    const windows: number[] = [];

    const region = {
        cell: "eu",
        plan: { region: "local:eu-west" },
        traffic: {
            between: (from: number, until: number) => {
                windows.push(until - from);
                return traffic;
            },
        },
    } as unknown as WatchedRegion;
    const judge = () => anomalies.judge([region], { steady: now, shared: now });

    /** What is raised after so many points of this traffic. */
    function after(points: number, seen: Traffic | undefined): ReturnType<typeof judge> {
        traffic = seen;
        let raised: ReturnType<typeof judge> = [];
        for (let i = 0; i < points; i++) {
            now += STEP_MS;
            raised = judge();
        }
        return raised;
    }

    beforeEach(() => {
        now = beginMs;
        anomalies = new Anomalies();
        assert.deepEqual(after((4 * WEEK_MS) / STEP_MS, usual), []);
    });

    for (const [signal, seen, message] of [
        [
            "requestsPerSecond",
            minute(60, 0),
            "local:eu-west has 1.00 requests/s, below the usual value at this hour: 10.0 requests/s",
        ],
        [
            "errorRatio",
            minute(600, 120),
            "local:eu-west has 20 % of requests failing, above the usual value at this hour: 0.50 % of requests failing",
        ],
        [
            "p99Ms",
            minute(600, 3, 400),
            /^local:eu-west has a 99th percentile of 39\d ms, above the usual value at this hour: a 99th percentile of 19\.9 ms$/,
        ],
    ] as const) {
        it(`are raised of ${signal}, with its value and what is usual, and end with it`, () => {
            const raised = after(5, seen);
            assert.deepEqual(
                raised.map(({ cell, id, kind, region, severity }) => ({ cell, id, kind, region, severity })),
                [
                    {
                        ...{ cell: "eu", region: "local:eu-west", kind: "anomaly", severity: "ticket" },
                        id: `anomaly eu local:eu-west ${signal}`,
                    },
                ],
            );
            if (typeof message === "string") assert.equal(raised[0]!.message, message);
            else assert.match(raised[0]!.message, message);
            assert.deepEqual(after(5, usual), []);
        });
    }

    it("are not raised of what is not known, nor of errors and latency where no request came", () => {
        assert.deepEqual(after(20, undefined), []);
        assert.deepEqual(
            after(20, minute(0)).map(({ id }) => id),
            ["anomaly eu local:eu-west requestsPerSecond"],
        );
    });

    it("are looked for once a minute, in the minute before", () => {
        windows.length = 0;
        for (let i = 0; i < 60; i++) {
            now += 1_000;
            judge();
        }
        assert.deepEqual(windows, [MINUTE_MS]);
    });

    it("are known by a hub that restarts from what the one before has written", () => {
        const written = anomalies.states.get("eu local:eu-west")!;
        const restored = new Anomalies();
        restored.restore(
            "eu local:eu-west",
            JSON.parse(JSON.stringify(Object.fromEntries(written))) as object as never,
        );
        anomalies = restored;
        assert.equal(after(5, minute(60, 0)).length, 1);
    });

    it("are learnt again of a signal alone whose state can't be read", () => {
        const written = Object.fromEntries(anomalies.states.get("eu local:eu-west")!);
        anomalies = new Anomalies();
        anomalies.restore("eu local:eu-west", { ...written, requestsPerSecond: { version: 0 } });
        assert.deepEqual(
            after(5, minute(60, 30)).map(({ id }) => id),
            ["anomaly eu local:eu-west errorRatio"],
        );
    });
});
