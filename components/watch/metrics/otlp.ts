import { histogramsIn } from "./histograms";
import { keyOf, type Sample } from "./samples";
import type { Starts } from "./starts";
import type { Metrics } from "./text";

type Attributes = readonly { readonly key: string; readonly value: { readonly stringValue: string } }[];

interface NumberPoint {
    readonly attributes: Attributes;
    readonly startTimeUnixNano?: string;
    readonly timeUnixNano: string;
    /** Text for the values that JSON has no numbers for: `NaN`, `Infinity`. */
    readonly asDouble: number | string;
}

interface HistogramPoint {
    readonly attributes: Attributes;
    readonly startTimeUnixNano: string;
    readonly timeUnixNano: string;
    readonly count: string;
    readonly sum?: number;
    readonly bucketCounts: readonly string[];
    readonly explicitBounds: readonly number[];
}

interface Cumulative<P> {
    readonly dataPoints: readonly P[];
    readonly aggregationTemporality: 2;
}

/** A metric, as OTLP writes it: of `sum`, `gauge` and `histogram` one. */
export interface OtlpMetric {
    readonly name: string;
    readonly description: string;
    readonly sum?: Cumulative<NumberPoint> & { readonly isMonotonic: true };
    readonly gauge?: { readonly dataPoints: readonly NumberPoint[] };
    readonly histogram?: Cumulative<HistogramPoint>;
}

/** `ExportMetricsServiceRequest`. */
export interface OtlpRequest {
    readonly resourceMetrics: readonly {
        readonly resource: { readonly attributes: Attributes };
        readonly scopeMetrics: readonly {
            readonly scope: { readonly name: string };
            readonly metrics: readonly OtlpMetric[];
        }[];
    }[];
}

/**
 * Metrics at a time (milliseconds since 1970) in OTLP's JSON: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Names and
 * labels stay as they are, so that queries for Prometheus also work in the backend. A metric without a type is left out.
 */
export function otlpOf({ types, help, samples }: Metrics, starts: Starts, time: number, service: string): OtlpRequest {
    const now = nanoseconds(time);
    const metrics = [...types].flatMap(([name, type]): OtlpMetric[] => {
        const described = { name, description: help.get(name) ?? "" };
        const own = samples.filter(sample => sample.name === name);
        switch (type) {
            case "counter": {
                const dataPoints = own.map(({ labels, value }) => ({
                    attributes: attributesOf(labels),
                    startTimeUnixNano: nanoseconds(starts.of(name, labels, value, time)),
                    timeUnixNano: now,
                    asDouble: numberOf(value),
                }));
                return [{ ...described, sum: { dataPoints, aggregationTemporality: cumulative, isMonotonic: true } }];
            }
            case "gauge": {
                const dataPoints = own.map(({ labels, value }) => ({
                    attributes: attributesOf(labels),
                    timeUnixNano: now,
                    asDouble: numberOf(value),
                }));
                return [{ ...described, gauge: { dataPoints } }];
            }
            case "histogram": {
                const dataPoints = histogramPoints(name, samples, starts, time);
                return [{ ...described, histogram: { dataPoints, aggregationTemporality: cumulative } }];
            }
            default:
                return [];
        }
    });
    return {
        resourceMetrics: [
            {
                resource: { attributes: attributesOf({ "service.name": service }) },
                scopeMetrics: [{ scope: { name: "pulumi-meridian" }, metrics }],
            },
        ],
    };
}

const cumulative = 2;

/** Of OTLP's buckets each has its own count; of Prometheus's also those of all below it. */
function histogramPoints(name: string, samples: readonly Sample[], starts: Starts, time: number): HistogramPoint[] {
    const sums = new Map(
        samples
            .filter(sample => sample.name === `${name}_sum`)
            .map(({ labels, value }) => [keyOf(labels), value] as const),
    );
    return histogramsIn(samples, name).map(({ labels, buckets: { edges, counts } }) => {
        const count = counts.at(-1)!;
        const sum = sums.get(keyOf(labels));
        return {
            attributes: attributesOf(labels),
            startTimeUnixNano: nanoseconds(starts.of(name, labels, count, time)),
            timeUnixNano: nanoseconds(time),
            count: String(count),
            ...(sum !== undefined && Number.isFinite(sum) && { sum }),
            bucketCounts: counts.map((below, i) => String(Math.max(0, below - (counts[i - 1] ?? 0)))),
            explicitBounds: edges,
        };
    });
}

function attributesOf(labels: Sample["labels"]): Attributes {
    return Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** Beyond what a number holds to the nanosecond, so that it is text. */
function nanoseconds(ms: number): string {
    return `${BigInt(Math.round(ms)) * 1_000_000n}`;
}

function numberOf(value: number): number | string {
    return Number.isFinite(value) ? value : String(value);
}
