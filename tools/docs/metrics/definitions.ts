import type { MetricType } from "../../../components/watch/metrics/text";
import type { ProcessMetrics } from "../../../runtime/process-metrics";

/** A metric as a process exposes it. */
export interface Definition {
    readonly name: string;
    readonly type: MetricType;
    readonly labels: readonly string[];
    readonly help: string;
}

/** What prom-client knows of a metric; its declarations leave out the labels. */
interface Registered {
    readonly name: string;
    readonly type: MetricType;
    readonly help: string;
    readonly labelNames: readonly string[];
}

/** The metrics that a process has registered, in that order. Nothing is collected. */
export function definitionsOf({ labels, registry }: ProcessMetrics): Definition[] {
    const all = registry.getMetricsAsArray() as unknown as readonly Registered[];
    return all.map(({ help, labelNames, name, type }) => ({
        name,
        type,
        labels: [...Object.keys(labels), ...labelNames],
        help,
    }));
}
