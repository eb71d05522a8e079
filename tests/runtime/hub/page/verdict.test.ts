import assert from "node:assert/strict";

import { verdictOn } from "../../../../runtime/hub/page/verdict";
import type { Alarm, RegionStatus, ServiceState } from "../../../../components/watch/state";
import { simulatedState } from "../../../support/hub/service-state";

const healthy = simulatedState({ cells: 2, regionsPerCell: 2 });
const [anAlarm] = simulatedState({ cells: 2, regionsPerCell: 2, troubled: true }).alarms;

function stateWith(statuses: readonly RegionStatus[], severities: readonly Alarm["severity"][] = []): ServiceState {
    return {
        ...healthy,
        regions: healthy.regions.map((region, i) => ({ ...region, status: statuses[i] ?? "serving" })),
        alarms: severities.map((severity, i) => ({ ...anAlarm!, id: String(i), severity })),
    };
}

describe("the verdict on a service", () => {
    for (const [what, state, level, sentences] of [
        ["serves everywhere", stateWith([]), "well", ["All 4 regions serve"]],
        ["serves but for a region that is drained", stateWith(["drained"]), "impaired", ["3 of 4 regions serve"]],
        [
            "has an alarm that can wait",
            stateWith([], ["ticket"]),
            "impaired",
            ["All 4 regions serve", "1 alarm for the coming days"],
        ],
        [
            "has alarms that can't wait",
            stateWith(["ill"], ["page", "ticket", "page"]),
            "failing",
            ["3 of 4 regions serve", "2 alarms to act on now", "1 alarm for the coming days"],
        ],
        [
            "has lost a cell",
            stateWith(["silent", "withdrawn"]),
            "failing",
            ["No region of cell eu serves", "2 of 4 regions serve"],
        ],
    ] as const) {
        it(`is "${level}" when it ${what}, and says why`, () => {
            assert.deepEqual(verdictOn(state), { level, sentences });
        });
    }

    it("does not count alarms that have ended", () => {
        const ended = { ...anAlarm!, until: healthy.time };
        assert.equal(verdictOn({ ...healthy, alarms: [ended] }).level, "well");
    });

    it("holds a service without regions for impaired rather than well", () => {
        assert.notEqual(verdictOn({ ...healthy, cells: [], regions: [], alarms: [] }).level, "well");
    });
});
