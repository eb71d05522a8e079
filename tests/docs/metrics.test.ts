import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

import { crossingNames } from "../../components/watch/metrics/crossing";
import { metricsPage } from "../../tools/docs/metrics/page";
import { unitOf } from "../../tools/docs/metrics/units";
import { packageRoot } from "../../tools/package-root";

const root = packageRoot();

/** The metrics that sources name in full; parts of names end in an underscore. */
function namesInSources(): string[] {
    const files = ["components", "runtime"].flatMap(folder =>
        readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
            .filter(file => file.endsWith(".ts"))
            .map(file => path.join(root, folder, file)),
    );
    const literal = /"(meridian_[a-z_]*[a-z])"/g;
    return files.flatMap(file => [...readFileSync(file, "utf8").matchAll(literal)].map(([, name]) => name!));
}

describe("the reference of metrics", () => {
    const listed = [...metricsPage().matchAll(/^\| `([a-zA-Z0-9_:]+)` \|/gm)].map(([, name]) => name!);

    it("lists each metric once, with all that leave a cell", () => {
        assert.deepEqual(
            listed.filter((name, i) => listed.indexOf(name) !== i),
            [],
        );
        assert.deepEqual(
            crossingNames().filter(name => !listed.includes(name)),
            [],
        );
    });

    it("lists each metric that components and the runtime name", () => {
        // Tables of the store, and a series that the dashboard computes.
        const noMetrics = ["meridian_copies", "meridian_regions"];
        const named = [...new Set(namesInSources())].filter(name => !noMetrics.includes(name));
        assert.ok(named.length > 25, `${named.length}`);
        assert.deepEqual(
            named.filter(name => !listed.includes(name)),
            [],
        );
    });

    it("takes the unit from the name, and finds flags by their help", () => {
        const units: readonly (readonly [name: string, unit: string])[] = [
            ["meridian_inference_duration_seconds", "s"],
            ["process_cpu_seconds_total", "s"],
            ["process_start_time_seconds", "s since 1970"],
            ["gnatsd_varz_in_bytes", "bytes"],
            ["envoy_gate_request_duration", "ms"],
            ["meridian_inferences_total", ""],
        ];
        for (const [name, unit] of units) assert.equal(unitOf({ name, help: "Something." }), unit, name);
        assert.equal(unitOf({ name: "meridian_release_loaded", help: "1 if it is loaded." }), "0 or 1");
    });
});
