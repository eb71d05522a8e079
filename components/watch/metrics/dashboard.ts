import { createHash } from "node:crypto";

/** A panel of the dashboard: what it is called, what it shows, and how. */
interface Panel {
    readonly title: string;
    /** Explains the figure. */
    readonly description: string;
    readonly kind: "timeseries" | "stat" | "table";
    /** Grafana's name of it: https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit */
    readonly unit: string;
    /** PromQL, with what a line is called. */
    readonly queries: readonly (readonly [expression: string, legend: string])[];
}

const anyCell = 'cell=~"$cell"';
const clients = `side="clients", ${anyCell}, region=~"$region"`;
const where = `${anyCell}, region=~"$region"`;

const panels: readonly Panel[] = [
    {
        title: "Active alarms",
        description: "What the hub reports now: objectives, anomalies, drift, regions that are unhealthy or silent.",
        kind: "table",
        unit: "none",
        queries: [[`max by (kind, severity, cell, region) (meridian_alarm{${anyCell}})`, ""]],
    },
    {
        title: "Regions in service",
        description: "Watched regions that routers send requests to.",
        kind: "stat",
        unit: "none",
        queries: [
            [`sum(meridian_region_serving{${where}})`, "serving"],
            [`count(meridian_region_serving{${where}})`, "watched"],
        ],
    },
    {
        title: "Requests",
        description: "Requests of clients, by the region that they entered. A spilled request counts there only.",
        kind: "timeseries",
        unit: "reqps",
        queries: [[`sum by (region) (rate(envoy_gate_requests{${clients}}[$__rate_interval]))`, "{{region}}"]],
    },
    {
        title: "Errors",
        description: "Fraction of requests that were answered with 5xx.",
        kind: "timeseries",
        unit: "percentunit",
        queries: [
            [
                `sum by (region) (rate(envoy_gate_requests{${clients}, status=~"5.."}[$__rate_interval])) / ` +
                    `sum by (region) (rate(envoy_gate_requests{${clients}}[$__rate_interval]))`,
                "{{region}}",
            ],
        ],
    },
    ...([0.5, 0.99] as const).map((q): Panel => ({
        title: `Latency, ${q * 100}th percentile`,
        description: "Until a gate had answered, including spills and retries.",
        kind: "timeseries",
        unit: "ms",
        queries: [
            [
                `histogram_quantile(${q}, sum by (region, le) ` +
                    `(rate(envoy_gate_request_duration_bucket{${clients}}[$__rate_interval])))`,
                "{{region}}",
            ],
        ],
    })),
    {
        title: "Requests by release",
        description: "For comparison with the configured weights.",
        kind: "timeseries",
        unit: "reqps",
        queries: [
            [
                `sum by (model, version) (rate(envoy_gate_requests{${clients}}[$__rate_interval]))`,
                "{{model}} {{version}}",
            ],
        ],
    },
    {
        title: "Releases that are not loaded",
        description: "1 for each region in which a planned release is not loaded.",
        kind: "timeseries",
        unit: "none",
        queries: [[`1 - meridian_release_loaded{${where}}`, "{{region}} {{model}} {{version}}"]],
    },
    {
        title: "Lag of the store's copies",
        description:
            "By how much a region's copy may lag behind acknowledged writes: about two seconds without writes.",
        kind: "timeseries",
        unit: "s",
        queries: [[`max by (region) (meridian_store_lag_seconds{${where}})`, "{{region}}"]],
    },
    {
        title: "Drift",
        description:
            "Population stability index of the features and scores that have moved furthest from their release's baseline.",
        kind: "timeseries",
        unit: "none",
        queries: [
            [
                `topk(10, max by (region, model, version, of, name) (meridian_drift_psi{${where}}))`,
                "{{region}} {{name}}",
            ],
        ],
    },
    {
        title: "Processor",
        description: "By kind of process, in processors.",
        kind: "timeseries",
        unit: "none",
        queries: [
            [
                `sum by (region, job) (rate(process_cpu_seconds_total{${where}}[$__rate_interval]))`,
                "{{region}} {{job}}",
            ],
        ],
    },
    {
        title: "Memory",
        description: "By kind of process.",
        kind: "timeseries",
        unit: "bytes",
        queries: [[`sum by (region, job) (process_resident_memory_bytes{${where}})`, "{{region}} {{job}}"]],
    },
];

const columns = 2;
const size = { w: 24 / columns, h: 8 } as const;

/**
 * A dashboard over what the hub tells at `/metrics`, as Grafana imports it (its JSON model, schema version 39). Where a Prometheus reads several hubs
 * of Kubernetes, one for each: of the hub in a namespace.
 */
export function dashboard(namespace?: string): object {
    const own = namespace === undefined ? undefined : `namespace=${JSON.stringify(namespace)}`;
    const narrowed = (expr: string) => (own === undefined ? expr : expr.replaceAll(anyCell, `${own}, ${anyCell}`));
    const datasource = { type: "prometheus", uid: "${datasource}" };
    const variable = (name: string) => ({
        name,
        type: "query",
        datasource,
        query: {
            query: `label_values(meridian_region_ready${own === undefined ? "" : `{${own}}`}, ${name})`,
            refId: name,
        },
        includeAll: true,
        multi: true,
        current: { text: "All", value: "$__all" },
        refresh: 2,
    });
    return {
        uid: namespace === undefined ? "meridian" : `meridian-${shortHash(namespace)}`,
        title: namespace === undefined ? "meridian: regions" : `meridian: ${namespace}`,
        tags: ["meridian"],
        schemaVersion: 39,
        editable: true,
        refresh: "10s",
        time: { from: "now-1h", to: "now" },
        templating: {
            list: [
                { name: "datasource", type: "datasource", query: "prometheus", current: {} },
                variable("cell"),
                variable("region"),
            ],
        },
        panels: panels.map(({ title, description, kind, unit, queries }, i) => ({
            id: i + 1,
            title,
            description,
            type: kind,
            datasource,
            gridPos: { ...size, x: (i % columns) * size.w, y: Math.floor(i / columns) * size.h },
            fieldConfig: { defaults: { unit }, overrides: [] },
            targets: queries.map(([expr, legendFormat], n) => ({
                refId: String.fromCharCode("A".charCodeAt(0) + n),
                datasource,
                expr: narrowed(expr),
                legendFormat,
                ...(kind === "table" && { format: "table", instant: true }),
            })),
        })),
    };
}

/** Of a text; an identifier of Grafana's has 40 characters at most. */
function shortHash(text: string): string {
    return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
