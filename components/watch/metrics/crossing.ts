import { certificateMetric } from "../certificates";
import { copiedMetric, overdueMetric } from "../copies";
import type { Sample } from "./samples";
import type { Metrics, MetricType } from "./text";

/** A metric that may leave a cell. */
export interface Crossing {
    readonly type: MetricType;
    readonly help: string;
    /** Labels that it retains. No caller chooses a value of them. */
    readonly labels: readonly string[];
}

const counter = (help: string, ...labels: string[]): Crossing => ({ type: "counter", help, labels });
const gauge = (help: string, ...labels: string[]): Crossing => ({ type: "gauge", help, labels });
const histogram = (help: string, ...labels: string[]): Crossing => ({ type: "histogram", help, labels });

const release = ["model", "version"] as const;
const ofGate = ["side", ...release, "status", "deadline"] as const;
const drift = [...release, "of", "name"] as const;
const edge = ["point", "cell"] as const;
const shadow = ["model", "release", "shadow"] as const;

/**
 * What may leave a cell: counts and sums over many requests. Everything else stays, including unreviewed metrics of a newer version of a
 * process. Names are those of their sources: Envoy's (https://www.envoyproxy.io/docs/envoy/latest/operations/admin), prom-client's
 * defaults, those of NATS's own exporter (https://github.com/nats-io/prometheus-nats-exporter), and ours.
 */
const crossing: Readonly<Record<string, Crossing>> = {
    envoy_gate_requests: counter("Requests that a gate has answered.", ...ofGate),
    envoy_gate_request_duration: histogram("Time until a gate answered a request, in milliseconds.", ...ofGate),
    envoy_gate_tokens: counter(
        "Tokens that servers of the OpenAI API have counted, of prompts and of completions.",
        ...release,
        "of",
    ),
    envoy_server_uptime: gauge("Time since the start of a gate or an edge."),
    envoy_server_memory_allocated: gauge("Memory that a gate or an edge has allocated."),
    envoy_tcp_downstream_cx_total: counter("Connections that an edge has accepted.", ...edge),
    envoy_tcp_downstream_cx_no_route: counter(
        "Connections that an edge has closed because it had no gate for them.",
        ...edge,
    ),
    envoy_tcp_downstream_cx_rx_bytes_total: counter("Bytes that an edge has forwarded to gates.", ...edge),
    envoy_tcp_downstream_cx_tx_bytes_total: counter("Bytes that an edge has forwarded to clients.", ...edge),
    meridian_inferences_total: counter("Requests for an inference, by the status of the answer.", ...release, "status"),
    meridian_inference_duration_seconds: histogram("Time of successful inferences.", ...release),
    meridian_release_loaded: gauge("1 if the artifact of this digest is loaded.", ...release, "digest"),
    meridian_release_artifact_matches: gauge("1 if the artifact's file has the release's digest.", ...release),
    meridian_baseline_fits: gauge(
        "1 if the release's baseline has its digest and fits the model.",
        ...release,
        "digest",
    ),
    meridian_table_requests_total: counter("Requests for items of tables.", "table", "operation", "status"),
    meridian_table_request_duration_seconds: histogram(
        "Time until requests for items of tables were answered.",
        "operation",
    ),
    meridian_store_lag_seconds: gauge("Upper bound of the lag of a region's copy of a table.", "table"),
    [copiedMetric]: gauge("Time of the latest complete copy of the tables.", "of"),
    [overdueMetric]: gauge("1 if the latest complete copy is older than two intervals between copies.", "of"),
    meridian_store_reached: gauge("1 if the region's server of the store can be reached."),
    meridian_shadow_comparisons_total: counter(
        "Requests mirrored to a shadow, by the result of the comparison.",
        ...shadow,
        "result",
    ),
    meridian_shadow_decisions_total: counter("Decisions in compared answers.", ...shadow, "result"),
    meridian_shadow_score_distance: histogram("Difference between scores of release and shadow.", ...shadow),
    meridian_shadow_answer_seconds: histogram("Time of answers to mirrored requests.", ...shadow, "of"),
    meridian_drift_psi: gauge("Population stability index against the release's baseline.", ...drift),
    meridian_drift_ks: gauge("Kolmogorov–Smirnov distance from the release's baseline.", ...drift),
    meridian_drift_values: gauge("Values that the two distances were computed from.", ...drift),
    meridian_drift_moved: gauge(
        "1 if the distribution has moved beyond the limit, and beyond what chance explains.",
        ...drift,
    ),
    meridian_region_ready: gauge("1 if the region's gate is ready to answer requests."),
    meridian_region_serving: gauge("1 if routers send traffic to the region."),
    meridian_gates: gauge("Gates of a region that DNS returns an address for, where they are watched by name."),
    meridian_gates_answering: gauge("Gates of a region that DNS returns an address for and that answer."),
    meridian_scrape_up: gauge("1 if the process has returned its metrics."),
    meridian_scrape_duration_seconds: gauge("Time until the process had returned its metrics."),
    [certificateMetric]: gauge("Expiry of the process's certificate."),
    process_cpu_seconds_total: counter("Processor time of the process."),
    process_resident_memory_bytes: gauge("Resident memory of the process."),
    process_start_time_seconds: gauge("Start of the process."),
    process_open_fds: gauge("Files and connections that the process has open."),
    nodejs_eventloop_lag_p99_seconds: gauge("Delay of the process's timers, 99th percentile."),
    gnatsd_varz_connections: gauge("Connections to a server of the store."),
    gnatsd_varz_routes: gauge("Connections of a server of the store to the other servers."),
    gnatsd_varz_in_msgs: counter("Messages that a server of the store has received."),
    gnatsd_varz_out_msgs: counter("Messages that a server of the store has sent."),
    gnatsd_varz_in_bytes: counter("Bytes that a server of the store has received."),
    gnatsd_varz_out_bytes: counter("Bytes that a server of the store has sent."),
    gnatsd_varz_mem: gauge("Memory of a server of the store."),
    gnatsd_varz_cpu: gauge("Part of a processor that a server of the store uses."),
    gnatsd_varz_slow_consumers: counter(
        "Connections that a server of the store has closed because they were too slow.",
    ),
    jetstream_server_jetstream_disabled: gauge("1 if a server of the store stores nothing because its disk was full."),
    jetstream_server_total_streams: gauge("Streams that a server of the store has a copy of."),
    jetstream_server_total_messages: gauge("Messages in these streams."),
    jetstream_server_total_message_bytes: gauge("Bytes in these streams."),
};

/** The metrics that may leave a cell, by name. */
export function crossingMetrics(): Readonly<Record<string, Crossing>> {
    return crossing;
}

/** The names of the metrics that may leave a cell. */
export function crossingNames(): readonly string[] {
    return Object.keys(crossing);
}

/** Longer than any name in a config. A value that is longer is none of them. */
const mostCharacters = 128;

/** The samples that may cross, with the labels that may, and those that say where they are from. */
export function crossingOf(samples: readonly Sample[], where: Readonly<Record<string, string>>): Sample[] {
    return samples.flatMap(({ name, labels, value }) => {
        const rule = ruleFor(name);
        const kept = rule?.flatMap(label => {
            const said = labels[label];
            return said === undefined ? [] : ([[label, said]] as const);
        });
        return kept === undefined || kept.some(([, said]) => said.length > mostCharacters)
            ? []
            : [{ name, labels: { ...Object.fromEntries(kept), ...where }, value }];
    });
}

/** The labels that a sample may keep; undefined where it stays. */
function ruleFor(name: string): readonly string[] | undefined {
    const own = metric(name);
    if (own !== undefined && own.type !== "histogram") {
        return own.labels;
    }
    const [, whole = "", part] = /^(.*)_(bucket|sum|count)$/.exec(name) ?? [];
    const of = metric(whole);
    return of?.type === "histogram" ? [...of.labels, ...(part === "bucket" ? ["le"] : [])] : undefined;
}

/** Whether a sample that may cross is of a counter, or a part of a histogram, which are counters too. */
export function isCounter(name: string): boolean {
    return metric(name)?.type === "counter" || metric(name.replace(/_(bucket|sum|count)$/, ""))?.type === "histogram";
}

function metric(name: string): Crossing | undefined {
    return Object.hasOwn(crossing, name) ? crossing[name] : undefined;
}

/** Samples that have crossed, with what is known of their metrics; `more` are metrics of the process that reports them. */
export function described(
    samples: readonly Sample[],
    more: Readonly<Record<string, Omit<Crossing, "labels">>> = {},
): Metrics {
    const all = Object.entries({ ...crossing, ...more });
    const names = new Set(samples.map(({ name }) => name));
    const reported = all.filter(
        ([name, { type }]) => names.has(name) || (type === "histogram" && names.has(`${name}_bucket`)),
    );
    return {
        types: new Map(reported.map(([name, { type }]) => [name, type])),
        help: new Map(reported.map(([name, { help }]) => [name, help])),
        samples,
    };
}
