import { type Crossing, crossingMetrics } from "../../../components/watch/metrics/crossing";
import { ownMetrics } from "../../../runtime/hub/own-metrics";
import { codes, table } from "../markdown";
import { type Exposed, processMetrics } from "./processes";
import { unitOf } from "./units";

/** Aggregates whose sources register nothing here: programs that are not ours, and what a watcher computes. */
const others: readonly (Omit<Exposed, "metrics"> & { readonly names: RegExp })[] = [
    {
        title: "Gates and edges",
        about:
            "Envoy exposes more than these ([statistics](https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/statistics)). They stay " +
            "in the cell.",
        names: /^envoy_/,
    },
    {
        title: "Watchers",
        about: "What a watcher finds about its region. `meridian_gates*` exist where gates are [watched by name](../operations/watching.md).",
        names: /^meridian_(drift|region|gates|scrape)/,
    },
    {
        title: "Servers of the store",
        about: "Names are those of [NATS's exporter](https://github.com/nats-io/prometheus-nats-exporter).",
        names: /^(gnatsd|jetstream)_/,
    },
];

/** Every metric with its type, labels and unit, by the process that exposes it. */
export function metricsPage(): string {
    const crossing = crossingMetrics();
    const own = processMetrics();
    const known = new Set(own.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
    const rest = others.map(({ names, ...kind }) => ({
        ...kind,
        metrics: Object.entries(crossing).flatMap(([name, metric]) =>
            known.has(name) || !names.test(name) ? [] : [{ name, ...metric }],
        ),
    }));
    const shown = new Set([...known, ...rest.flatMap(({ metrics }) => metrics.map(({ name }) => name))]);
    const missing = Object.keys(crossing).filter(name => !shown.has(name));
    if (missing.length > 0) throw new Error(`tools/docs/metrics names no process for ${missing.join(", ")}`);
    const hub = {
        title: "Hub",
        about: "In addition to the aggregates of all regions.",
        metrics: Object.entries(ownMetrics).map(([name, metric]) => ({ name, ...metric })),
    };
    return [...own.slice(0, -1), ...rest, ...own.slice(-1)]
        .map(kind => section(kind, crossing))
        .concat(section(hub, ownMetrics))
        .join("\n\n");
}

function section({ about, metrics, title }: Exposed, crossing: Readonly<Record<string, Crossing>>): string {
    const rows = metrics.map(metric => [
        codes([metric.name]),
        metric.type,
        codes(metric.labels),
        unitOf(metric),
        metric.name in crossing ? "yes" : "no",
        metric.help,
    ]);
    return [`## ${title}`, about, table(["metric", "type", "labels", "unit", "at the hub", "meaning"], rows)].join(
        "\n\n",
    );
}
