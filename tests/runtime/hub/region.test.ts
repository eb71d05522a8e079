import assert from "node:assert/strict";

import type { HubRegion } from "../../../runtime/hub/hub-file";
import { parseReport, WatchedRegion } from "../../../runtime/hub/region";

const everyMs = 2_000;

describe("what a watcher answers of its region", () => {
    const reported = {
        isReady: true,
        verdict: { kind: "withdrawn", reasons: ["lag"] },
        wrong: { lag: "it is behind" },
    };

    it("may be more than a hub knows, and without a verdict", () => {
        const { verdict, ...rest } = reported;
        const more = { ...reported, at: 1, verdict: { ...verdict, since: 2 } };
        assert.deepEqual(parseReport(JSON.stringify(more)), reported);
        assert.deepEqual(parseReport(JSON.stringify(rest)), rest);
    });

    for (const wrong of [
        null,
        {},
        [],
        { ...reported, isReady: "yes" },
        { ...reported, verdict: { kind: "withdrawn" } },
        { ...reported, verdict: { kind: "gone", reasons: [] } },
        { ...reported, wrong: null },
        { ...reported, wrong: { lag: 3 } },
    ]) {
        it(`is nothing where it is ${JSON.stringify(wrong)}`, () => {
            assert.throws(() => parseReport(JSON.stringify(wrong)));
        });
    }
});

describe("a region whose watcher has no verdict", () => {
    it("is silent, with the watcher's reason, and without a reason once it does not answer", () => {
        const region = new WatchedRegion("eu", { region: "local:eu-west", releases: [] } as unknown as HubRegion, 0);
        const seen = (now: number) => {
            const { status, reasons } = region.state(now, everyMs);
            return [status, reasons];
        };
        assert.deepEqual(seen(1), ["silent", ["its watcher does not answer"]]);
        region.hear({ isReady: true, wrong: { unread: "the store has not answered" } }, [], 1, undefined);
        assert.deepEqual(seen(2), ["silent", ["the store has not answered"]]);
        assert.equal(region.isSilent(2, everyMs), false);
        assert.deepEqual(seen(60_000), ["silent", ["its watcher does not answer"]]);
        const verdict = { kind: "evacuated", reasons: ["evacuated by ops"] } as const;
        region.hear({ isReady: true, verdict, wrong: {} }, [], 60_001, undefined);
        assert.deepEqual(seen(60_002), ["evacuated", ["evacuated by ops"]]);
    });
});
