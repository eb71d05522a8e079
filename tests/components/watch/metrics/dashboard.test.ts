import assert from "node:assert/strict";

import { crossingNames } from "../../../../components/watch/metrics/crossing";
import { dashboard } from "../../../../components/watch/metrics/dashboard";
import { namesIn, promqlParser, type PromqlParser } from "./promql";

interface Panel {
    readonly id: number;
    readonly title: string;
    readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
    readonly targets: readonly { readonly expr: string; readonly refId: string; readonly legendFormat: string }[];
}

const { panels } = dashboard() as { readonly panels: readonly Panel[] };
const queries = panels.flatMap(({ title, targets }) => targets.map(target => ({ title, ...target })));

describe("the dashboard for Grafana", () => {
    let parser: PromqlParser;
    before(async () => {
        parser = await promqlParser();
    });

    it("asks in PromQL, for metrics that the hub tells and no others", () => {
        const reported = new Set(
            crossingNames().flatMap(name => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`]),
        );
        const asked = queries.flatMap(({ expr }) => namesIn(parser, expr, "Identifier"));
        assert.ok(asked.length >= queries.length);
        assert.deepEqual(
            asked.filter(name => !reported.has(name) && name !== "meridian_alarm"),
            [],
        );
    });

    it("groups by labels that its metrics have, and calls lines by labels that are left", () => {
        const labels = new Set([
            ...["cell", "region", "job", "instance", "kind", "severity"],
            ...["side", "model", "version", "status", "le", "of", "name"],
        ]);
        for (const { expr, legendFormat } of queries) {
            for (const name of namesIn(parser, expr, "LabelName")) assert.ok(labels.has(name), `${name} in ${expr}`);
            for (const [, name = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
                assert.ok(!expr.includes(" by (") || expr.includes(name), `${name} of ${expr}`);
            }
        }
    });

    it("reads of several hubs the one in its namespace alone, and is another one to Grafana than those of others", () => {
        const of = (namespace: string) => dashboard(namespace) as { readonly uid: string; readonly title: string };
        const own = of("screening-eu");
        const { panels } = own as unknown as { readonly panels: readonly Panel[] };
        const selectors = panels.flatMap(({ targets }) =>
            targets.flatMap(({ expr }) => expr.match(/\{[^{}]*\}/g) ?? []),
        );
        assert.ok(selectors.length >= queries.length);
        for (const selector of selectors) assert.match(selector, /namespace="screening-eu", cell=~"\$cell"/);
        assert.match(
            JSON.stringify(own),
            /label_values\(meridian_region_ready\{namespace=\\"screening-eu\\"\}, region\)/,
        );
        assert.notEqual(of("screening-us").uid, own.uid);
        assert.notEqual(of("screening-us").title, own.title);
        assert.ok(of("n".repeat(63)).uid.length <= 40);
    });

    it("has panels that lie beside each other and not upon each other, each with a number and a name of its own", () => {
        assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length);
        assert.equal(new Set(panels.map(({ title }) => title)).size, panels.length);
        for (const a of panels) {
            assert.ok(a.gridPos.x + a.gridPos.w <= 24);
            for (const b of panels.filter(({ id }) => id > a.id)) {
                const apart =
                    a.gridPos.x + a.gridPos.w <= b.gridPos.x ||
                    b.gridPos.x + b.gridPos.w <= a.gridPos.x ||
                    a.gridPos.y + a.gridPos.h <= b.gridPos.y ||
                    b.gridPos.y + b.gridPos.h <= a.gridPos.y;
                assert.ok(apart, `${a.title} and ${b.title}`);
            }
        }
    });
});
