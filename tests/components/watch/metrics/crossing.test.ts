import assert from "node:assert/strict";

import { valuesMetric } from "../../../../components/watch/drift/counted";
import { crossingOf, described } from "../../../../components/watch/metrics/crossing";
import { writeMetrics } from "../../../../components/watch/metrics/text";

const where = { cell: "eu", region: "local:eu-west" };
const crossed = (name: string, labels: Record<string, string> = {}) => crossingOf([{ name, labels, value: 1 }], where);

describe("what may leave a cell of what is measured", () => {
    it("is what is listed, with where it is from", () => {
        assert.deepEqual(crossed("meridian_inferences_total", { model: "m", version: "1.0.0", status: "200" }), [
            {
                name: "meridian_inferences_total",
                labels: { model: "m", version: "1.0.0", status: "200", ...where },
                value: 1,
            },
        ]);
        assert.equal(crossed("envoy_gate_request_duration_bucket", { le: "5" })[0]?.labels.le, "5");
    });

    it("has the labels of a histogram in each of its parts, and its buckets' bounds in these alone", () => {
        const labels = { model: "m", version: "1.0.0", caller: "x", le: "5" };
        for (const part of ["bucket", "sum", "count"]) {
            assert.deepEqual(crossed(`meridian_inference_duration_seconds_${part}`, labels)[0]?.labels, {
                ...{ model: "m", version: "1.0.0", ...where },
                ...(part === "bucket" && { le: "5" }),
            });
        }
    });

    it("is nothing else: no unreviewed metric, and no counts of values of requests", () => {
        for (const name of [
            valuesMetric,
            "meridian_something_new_total",
            "envoy_gate_request_duration",
            "meridian_inferences_total_bucket",
            "constructor",
            "__proto__",
            "",
        ]) {
            assert.deepEqual(crossed(name), [], name);
        }
    });

    it("has no label but those that are listed, whatever a process says", () => {
        const labels = { model: "m", subject: "patient-4711", caller: "x", le: "1" };
        assert.deepEqual(crossed("meridian_inferences_total", labels)[0]?.labels, { model: "m", ...where });
    });

    it("has no value of a label that is longer than names are", () => {
        assert.deepEqual(crossed("meridian_inferences_total", { model: "x".repeat(129) }), []);
    });

    it("says where it is from itself: a process can't say that it is somewhere else", () => {
        assert.equal(crossed("meridian_store_reached", { region: "local:us-east" })[0]?.labels.region, where.region);
    });

    it("is exposed with types, so that Prometheus distinguishes counters from gauges", () => {
        const samples = [
            ...crossed("meridian_inferences_total", { model: "m" }),
            ...crossed("envoy_gate_request_duration_bucket", { le: "+Inf" }),
            ...crossed("meridian_store_lag_seconds", { table: "t" }),
        ];
        const text = writeMetrics(described(samples));
        assert.match(text, /^# TYPE meridian_inferences_total counter$/m);
        assert.match(text, /^# TYPE envoy_gate_request_duration histogram$/m);
        assert.match(text, /^# TYPE meridian_store_lag_seconds gauge$/m);
        assert.ok(!text.includes("shadow"), "does not mention metrics that are not there");
    });
});
