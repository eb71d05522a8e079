import assert from "node:assert/strict";

import type { AwsLandingZone } from "../../../../components/adapters/aws/landing-zone";
import { watchOnAws } from "../../../../components/adapters/aws/observability-hub";
import type { WatchLinks } from "../../../../components/observability-hub/contract";
import { planConfig } from "../../../../components/plan/plan";
import { faultsOf } from "../../plan/faults-of";
import { screening } from "../../plan/screening";
import { madeOf } from "./made";

/** Nothing of it is read before the fault. */
const unused = undefined as never;

describe("a hub on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);

    it("sends what its alarms raise, and that they end, to the topic of its region, and notices of the budget in percent", async () => {
        const observability = { slo: { availability: 0.999, p99Ms: 200 } };
        const made = await madeOf({ observability, budget: { monthly: 1_000, currency: "USD" } });
        const raising = made.filter(
            ({ inputs, kind }) =>
                kind === "CompositeAlarm" || (kind === "MetricAlarm" && "extendedStatistic" in inputs),
        );
        // Four burn rates and the latency of each of the two regions.
        assert.equal(raising.length, 10);
        for (const { inputs, name } of raising) {
            const { alarmActions, okActions, region } = inputs;
            assert.match(String(alarmActions), new RegExp(`^arn:aws:sns:${String(region)}:`), name);
            assert.deepEqual(okActions, alarmActions, name);
        }
        const notices = made
            .filter(({ kind }) => kind === "Budget")
            .flatMap(
                ({ inputs }) =>
                    (inputs as { notifications: { threshold: number; thresholdType: string }[] }).notifications,
            )
            .map(({ threshold, thresholdType }) => `${threshold} ${thresholdType}`);
        assert.deepEqual(notices, ["80 PERCENTAGE", "100 PERCENTAGE", "100 PERCENTAGE"]);
    });

    it("refuses a front that another adapter made, before anything is made", () => {
        const { watch } = planConfig(screening()).plan;
        const links = { others: [], fronts: [{ region: "aws:eu-west-1" }], routed: [], stores: [], elsewhere: [] };
        const found = faultsOf(() =>
            watchOnAws("hub", watch, unused, links as unknown as WatchLinks<AwsLandingZone>, { parent: unused }),
        );
        assert.deepEqual(
            found.map(({ code, path, value }) => [code, path, value]),
            [["capability/foreign", "watches", "aws:eu-west-1"]],
        );
    });
});
