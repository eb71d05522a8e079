import assert from "node:assert/strict";

import type { AwsLandingZone } from "../../../../components/adapters/aws/landing-zone";
import { watchOnAws } from "../../../../components/adapters/aws/observability-hub";
import type { WatchLinks } from "../../../../components/observability-hub/contract";
import { planConfig } from "../../../../components/plan/plan";
import { faultsOf } from "../../plan/faults-of";
import { screening } from "../../plan/screening";
import { type Made, madeOf } from "./made";

/** Nothing of it is read before the fault. */
const unused = undefined as never;

describe("a hub on AWS", function () {
    // Loading the SDK is most of it.
    this.timeout(60_000);

    it("sends what its alarms raise, and that they end, to the topic of its region, and notices of the budget in percent", async () => {
        const observability = { slo: { availability: 0.999, p99Ms: 200 } };
        const made = await madeOf({ observability, budget: { monthly: 1_000, currency: "USD" } });
        const raising = made.filter(
            ({ inputs, kind }) => kind === "CompositeAlarm" || (kind === "MetricAlarm" && "alarmActions" in inputs),
        );
        // Four burn rates, the latency, healthy gates and health checks of each of the two regions.
        assert.equal(raising.length, 14);
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

    it("raises an alarm where no gate is healthy or no health check arrives, and where both are unknown", async () => {
        const alarms = (made: readonly Made[]) =>
            made
                .filter(({ inputs, kind }) => kind === "MetricAlarm" && inputs.treatMissingData === "breaching")
                .sort((a, b) => (a.name < b.name ? -1 : 1));
        const serving = alarms(await madeOf());
        assert.deepEqual(
            serving.map(({ inputs, name }) => [
                name,
                inputs.metricName,
                Object.keys(inputs.dimensions as object).sort(),
                inputs.actionsEnabled,
            ]),
            ["eu-central-1", "eu-west-1"].flatMap(region => [
                [`forecast-hub-eu-${region}-checks`, "RequestCount", ["LoadBalancer"], true],
                [`forecast-hub-eu-${region}-gates`, "HealthyHostCount", ["LoadBalancer", "TargetGroup"], true],
            ]),
        );
        const drained = alarms(await madeOf({ routing: { drain: ["aws:eu-central-1"] } })).filter(({ name }) =>
            name.includes("eu-central-1"),
        );
        assert.deepEqual(
            drained.map(({ inputs }) => [inputs.metricName, inputs.actionsEnabled]),
            [["HealthyHostCount", false]],
        );
    });

    it("monitors unusual cost by the text that AWS answers, which no update replaces", async () => {
        const made = await madeOf({ budget: { monthly: 1_000, currency: "USD", anomalies: true } });
        const monitors = made.filter(({ kind }) => kind === "AnomalyMonitor");
        // What the provider reads back: all members of an expression, by name (resource aws_ce_anomaly_monitor, custom example).
        assert.deepEqual(
            monitors.map(({ inputs }) => inputs.monitorSpecification),
            [
                '{"And":null,"CostCategories":null,"Dimensions":null,"Not":null,"Or":null,"Tags":{"Key":"meridian:service","MatchOptions":null,"Values":["forecast"]}}',
            ],
        );
    });

    it("refuses an objective that regions in one zone can't be expected to meet, before anything is made", () => {
        const { watch } = planConfig(screening()).plan;
        const links = { others: [], fronts: [], routed: [], stores: [], elsewhere: [] };
        const home = { cell: { name: "eu" }, settings: { footprint: "small" } } as unknown as AwsLandingZone;
        const plan = { ...watch, slo: { availability: 0.999 } };
        const found = faultsOf(() => watchOnAws("hub", plan, home, links, { parent: unused }));
        assert.deepEqual(
            found.map(({ code, path }) => [code, path]),
            [["observability/one-zone", "footprint"]],
        );
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
