import assert from "node:assert/strict";

import { alertRules } from "../../../../components/watch/metrics/alerting";
import { namesIn, promqlParser } from "./promql";

const target = { namespace: "screening-eu", job: "hub", cell: "eu" };

/** Rules that hold while samples are there or are missing, of whose labels the rule has to say where it is. */
const ofHub = ["MeridianHubSilent", "MeridianHubStuck"];

describe("rules of alarms for Prometheus", () => {
    const rules = alertRules(target);

    it("raise each alarm that the hub has on, as urgent as the hub says, and a hub that is silent or looks no more", () => {
        assert.deepEqual(
            rules.map(({ alert, expr, labels }) => [alert, labels.severity, expr]),
            [
                [
                    "MeridianPage",
                    "critical",
                    'max by (namespace, cell, region, kind) (meridian_alarm{namespace="screening-eu", job="hub", severity="page"}) > 0',
                ],
                [
                    "MeridianTicket",
                    "warning",
                    'max by (namespace, cell, region, kind) (meridian_alarm{namespace="screening-eu", job="hub", severity="ticket"}) > 0',
                ],
                ["MeridianHubSilent", "critical", 'absent(up{namespace="screening-eu", job="hub"} == 1)'],
                [
                    "MeridianHubStuck",
                    "critical",
                    'time() - max(meridian_hub_looked_timestamp_seconds{namespace="screening-eu", job="hub"}) > 120',
                ],
            ],
        );
    });

    it("have a name each, so that none mutes another, and say of which cell and namespace they are", async () => {
        assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length);
        const parser = await promqlParser();
        for (const { alert, expr, labels } of rules) {
            const said = ofHub.includes(alert)
                ? labels
                : Object.fromEntries(
                      namesIn(parser, expr.split("(meridian")[0]! + "(x)", "LabelName").map(name => [name, ""]),
                  );
            assert.ok("namespace" in said && "cell" in said, alert);
        }
    });

    it("stay on over the loss of the hub that has raised them, until that itself is an alarm", () => {
        const minutes = (duration = "0m") => Number(/^(\d+)m$/.exec(duration)?.[1]);
        const silent = rules.find(({ alert }) => alert === "MeridianHubSilent")!;
        const raised = rules.filter(({ alert }) => !ofHub.includes(alert));
        assert.equal(raised.length, 2);
        for (const rule of raised) assert.ok(minutes(rule.keep_firing_for) > minutes(silent.for));
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
        const [{ expr } = { expr: "" }] = alertRules({ ...target, namespace: 'a"b\\c' });
        assert.deepEqual(namesIn(parser, expr, "StringLiteral"), ['"a\\"b\\\\c"', '"hub"', '"page"']);
    });
});
