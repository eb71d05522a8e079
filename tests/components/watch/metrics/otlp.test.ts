import assert from "node:assert/strict";

import { type OtlpMetric, otlpOf } from "../../../../components/watch/metrics/otlp";
import { Starts } from "../../../../components/watch/metrics/starts";
import { parseMetrics } from "../../../../components/watch/metrics/text";

const text = (requests: number) => `# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{cell="eu",status="200"} ${requests}
# HELP lag_seconds Behind.
# TYPE lag_seconds gauge
lag_seconds{cell="eu"} +Inf
# HELP duration_seconds Time.
# TYPE duration_seconds histogram
duration_seconds_bucket{cell="eu",le="0.1"} 2
duration_seconds_bucket{cell="eu",le="1"} 5
duration_seconds_bucket{cell="eu",le="+Inf"} 6
duration_seconds_sum{cell="eu"} 4.5
duration_seconds_count{cell="eu"} 6
untold{cell="eu"} 1
`;
const at = (seconds: number) => 1_800_000_000_000 + seconds * 1000;
const nanoseconds = (seconds: number) => `${at(seconds)}000000`;
const eu = { key: "cell", value: { stringValue: "eu" } };

describe("metrics as OTLP", () => {
    let starts: Starts;
    beforeEach(() => {
        starts = new Starts();
    });

    const request = (requests: number, seconds: number) =>
        otlpOf(parseMetrics(text(requests)), starts, at(seconds), "screening.example");
    const metrics = (requests: number, seconds: number): Readonly<Record<string, OtlpMetric>> =>
        Object.fromEntries(
            request(requests, seconds).resourceMetrics[0]!.scopeMetrics[0]!.metrics.map(one => [one.name, one]),
        );

    it("say whose they are", () => {
        const [only, ...more] = request(1, 0).resourceMetrics;
        assert.deepEqual(more, []);
        assert.deepEqual(only!.resource.attributes, [
            { key: "service.name", value: { stringValue: "screening.example" } },
        ]);
    });

    it("keep names, words and labels, and leave out what has no type", () => {
        const all = metrics(1, 0);
        assert.deepEqual(Object.keys(all), ["requests_total", "lag_seconds", "duration_seconds"]);
        assert.equal(all.requests_total!.description, "Requests.");
        assert.deepEqual(all.requests_total!.sum!.dataPoints[0]!.attributes, [
            eu,
            { key: "status", value: { stringValue: "200" } },
        ]);
    });

    it("have counters as sums that only grow, since when they were first seen", () => {
        metrics(3, 0);
        const { sum } = metrics(7, 60).requests_total!;
        assert.deepEqual([sum!.isMonotonic, sum!.aggregationTemporality], [true, 2]);
        const { startTimeUnixNano, timeUnixNano, asDouble } = sum!.dataPoints[0]!;
        assert.deepEqual([startTimeUnixNano, timeUnixNano, asDouble], [nanoseconds(0), nanoseconds(60), 7]);
    });

    it("have a counter that went down start again where it was seen last", () => {
        metrics(3, 0);
        metrics(7, 60);
        metrics(2, 120);
        assert.equal(metrics(4, 180).requests_total!.sum!.dataPoints[0]!.startTimeUnixNano, nanoseconds(60));
    });

    it("have a counter that was forgotten begin when it is seen again", () => {
        metrics(3, 0);
        starts.forget(at(1));
        assert.equal(metrics(3, 60).requests_total!.sum!.dataPoints[0]!.startTimeUnixNano, nanoseconds(60));
    });

    it("have gauges as they are, also where JSON has no number for them", () => {
        assert.deepEqual(metrics(1, 0).lag_seconds!.gauge!.dataPoints, [
            { attributes: [eu], timeUnixNano: nanoseconds(0), asDouble: "Infinity" },
        ]);
    });

    it("have of each bucket what is in it alone", () => {
        assert.deepEqual(metrics(1, 0).duration_seconds!.histogram, {
            dataPoints: [
                {
                    attributes: [eu],
                    startTimeUnixNano: nanoseconds(0),
                    timeUnixNano: nanoseconds(0),
                    count: "6",
                    sum: 4.5,
                    bucketCounts: ["2", "3", "1"],
                    explicitBounds: [0.1, 1],
                },
            ],
            aggregationTemporality: 2,
        });
    });

    it("omit the sum of a histogram where it is no number that JSON has", () => {
        for (const sum of ["NaN", "+Inf"]) {
            const written = text(1).replace(
                'duration_seconds_sum{cell="eu"} 4.5',
                `duration_seconds_sum{cell="eu"} ${sum}`,
            );
            const sent = JSON.stringify(otlpOf(parseMetrics(written), starts, at(0), "screening.example"));
            assert.match(sent, /"count":"6"/);
            assert.doesNotMatch(sent, /"sum":(null|[0-9"])/, sum);
        }
    });
});
