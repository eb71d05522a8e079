import assert from "node:assert/strict";

import type { Moment } from "../../../runtime/clocks";
import type { HubFile, HubRegion } from "../../../runtime/hub/hub-file";
import { judgeObjectives } from "../../../runtime/hub/objectives";
import { WatchedRegion } from "../../../runtime/hub/region";
import { countedByGate } from "../../support/hub/counted-by-gate";

const reported = { isReady: true, verdict: { kind: "serving", reasons: [] }, wrong: {} } as const;
const plan = (limits: HubFile["limits"]) => ({ limits, burnScale: 1 }) as HubFile;

/** A region that was asked ten times a second for ten minutes, and so many of these badly. */
function asked(badOf10: number, slowOf10: number): { readonly region: WatchedRegion; readonly now: Moment } {
    const region = new WatchedRegion("eu", { region: "local:eu-west" } as unknown as HubRegion, 0);
    for (let second = 0; second <= 600; second += 5) {
        const all = second * 10;
        const bad = (all * badOf10) / 10;
        region.hear(reported, countedByGate(all, bad, (all * slowOf10) / 10), second * 1000, 250);
    }
    return { region, now: { steady: 600_000, shared: 0 } };
}

describe("objectives that a hub holds regions to", () => {
    it("are quiet where they are met, and where none is said", () => {
        const { region, now } = asked(0, 0);
        assert.deepEqual(judgeObjectives([region], plan({ availability: 0.999, p99Ms: 250 }), now), []);
        const bad = asked(5, 5);
        assert.deepEqual(judgeObjectives([bad.region], plan({}), bad.now), []);
    });

    it("page for a model that fails, with how much over what time, and how fast its budget burns", () => {
        const { region, now } = asked(1, 0);
        const [alarm, ...others] = judgeObjectives([region], plan({ availability: 0.999, p99Ms: 250 }), now);
        assert.deepEqual(others, []);
        assert.deepEqual(
            { ...alarm, message: undefined },
            {
                id: "availability eu local:eu-west screening",
                kind: "availability",
                severity: "page",
                cell: "eu",
                region: "local:eu-west",
                message: undefined,
            },
        );
        assert.match(
            alarm!.message,
            /^screening in local:eu-west fails 10 % of requests over 1 h; allowed: 0\.1 %\. The budget burns 16\.7 times/,
        );
    });

    it("page for a model that is slow", () => {
        const { region, now } = asked(0, 9);
        const alarms = judgeObjectives([region], plan({ p99Ms: 250 }), now);
        assert.deepEqual(
            alarms.map(({ kind, severity }) => [kind, severity]),
            [["latency", "page"]],
        );
        assert.match(alarms[0]!.message, /exceeds 250 ms for 90 % of requests/);
    });
});
