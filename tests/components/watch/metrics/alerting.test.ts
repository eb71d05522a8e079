import assert from "node:assert/strict";

import { alertRules } from "../../../../components/watch/metrics/alerting";
import { namesIn, promqlParser } from "./promql";

describe("rules of alarms for Prometheus", () => {
    const target = { namespace: "screening-eu", job: "hub" };
    const rules = alertRules(target);

    it("raise each alarm that the hub has on, as urgent as the hub says, and the absence of the hub", () => {
        assert.deepEqual(
            rules.map(({ alert, expr, labels }) => [alert, labels.severity, expr]),
            [
                [
                    "MeridianAlarm",
                    "critical",
                    'max by (cell, region, kind) (meridian_alarm{namespace="screening-eu", job="hub", severity="page"})',
                ],
                [
                    "MeridianAlarm",
                    "warning",
                    'max by (cell, region, kind) (meridian_alarm{namespace="screening-eu", job="hub", severity="ticket"})',
                ],
                ["MeridianHubSilent", "critical", 'absent(up{namespace="screening-eu", job="hub"} == 1)'],
            ],
        );
    });

    it("are PromQL, and name in their texts labels that are left", async () => {
        const parser = await promqlParser();
        for (const { annotations, expr } of rules) {
            namesIn(parser, expr, "Identifier");
            for (const [, name] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)) {
                assert.ok(namesIn(parser, expr, "LabelName").includes(name!), `${name} of ${expr}`);
            }
        }
    });

    it("select a hub whatever is in its labels", async () => {
        const parser = await promqlParser();
        const [{ expr } = { expr: "" }] = alertRules({ namespace: 'a"b\\c' });
        assert.deepEqual(namesIn(parser, expr, "StringLiteral"), ['"a\\"b\\\\c"', '"page"']);
    });
});
