import { certificateMetric } from "../certificates";
import { copiedMetric, overdueMetric } from "../copies";
import type { Sample } from "./samples";
import type { Metrics, MetricType } from "./text";

/** A metric that may leave a cell. */
interface Crossing {
    readonly type: MetricType;
    readonly help: string;
    /** Labels that it keeps: of none does a caller choose a value. */
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
    envoy_gate_request_duration: histogram("Milliseconds until it did.", ...ofGate),
    envoy_gate_tokens: counter("Tokens that servers of the OpenAI API have counted.", ...release, "of"),
    envoy_server_uptime: gauge("Seconds that a gate or an edge has run."),
    envoy_server_memory_allocated: gauge("Bytes that it holds."),
    envoy_tcp_downstream_cx_total: counter("Connections that an edge has taken.", ...edge),
    envoy_tcp_downstream_cx_no_route: counter("Those that it had no gate for.", ...edge),
    envoy_tcp_downstream_cx_rx_bytes_total: counter("Bytes that it has passed on to gates.", ...edge),
    envoy_tcp_downstream_cx_tx_bytes_total: counter("Bytes that it has passed on to callers.", ...edge),
    meridian_inferences_total: counter("Requested inferences, by the status of the answer.", ...release, "status"),
    meridian_inference_duration_seconds: histogram("Time of inferences that were answered well.", ...release),
    meridian_release_loaded: gauge("1 where the artifact of this digest is loaded.", ...release, "digest"),
    meridian_release_artifact_matches: gauge("1 where the artifact's file has the release's digest.", ...release),
    meridian_baseline_fits: gauge(
        "1 where the release's baseline is its own and fits the model.",
        ...release,
        "digest",
    ),
    meridian_table_requests_total: counter("Requests for items of tables.", "table", "operation", "status"),
    meridian_table_request_duration_seconds: histogram("Time until these were answered.", "operation"),
    meridian_store_lag_seconds: gauge("By how much a copy of a table may be behind.", "table"),
    [copiedMetric]: gauge("When the newest copy of the tables was whole, since 1970.", "of"),
    [overdueMetric]: gauge("1 where that is longer ago than two of the times between copies.", "of"),
    meridian_store_reached: gauge("1 where the region's server of the store is reached."),
    meridian_shadow_comparisons_total: counter(
        "Requests mirrored to a shadow, by how it compared.",
        ...shadow,
        "result",
    ),
    meridian_shadow_decisions_total: counter("Decisions in compared answers.", ...shadow, "result"),
    meridian_shadow_score_distance: histogram("Difference between scores of release and shadow.", ...shadow),
    meridian_shadow_answer_seconds: histogram("Time of answers to mirrored requests.", ...shadow, "of"),
    meridian_drift_psi: gauge("Population stability index against the release's baseline.", ...drift),
    meridian_drift_ks: gauge("Kolmogorov and Smirnov's distance from it.", ...drift),
    meridian_drift_values: gauge("Values that these are of.", ...drift),
    meridian_drift_moved: gauge(
        "1 where it has moved further than is allowed, and than chance would move it.",
        ...drift,
    ),
    meridian_region_ready: gauge("1 where a region's gate has all that it needs to answer."),
    meridian_region_serving: gauge("1 where routers are to come to the region."),
    meridian_gates: gauge("Gates of a region that DNS has an address of, where they are watched by name."),
    meridian_gates_answering: gauge("Those of them that answer."),
    meridian_scrape_up: gauge("1 where a process has told its metrics."),
    meridian_scrape_duration_seconds: gauge("Time until it had."),
    [certificateMetric]: gauge("When a process's certificate ends, since 1970."),
    process_cpu_seconds_total: counter("Processor time of a process."),
    process_resident_memory_bytes: gauge("Memory of a process."),
    process_start_time_seconds: gauge("When a process was started, since 1970."),
    process_open_fds: gauge("Files and connections that a process has open."),
    nodejs_eventloop_lag_p99_seconds: gauge("How late a process gets to what is due."),
    gnatsd_varz_connections: gauge("Connections to a server of the store."),
    gnatsd_varz_routes: gauge("Its connections to the others."),
    gnatsd_varz_in_msgs: counter("Messages that came to it."),
    gnatsd_varz_out_msgs: counter("Messages that it sent."),
    gnatsd_varz_in_bytes: counter("Bytes that came to it."),
    gnatsd_varz_out_bytes: counter("Bytes that it sent."),
    gnatsd_varz_mem: gauge("Bytes that it holds in memory."),
    gnatsd_varz_cpu: gauge("Percent of a processor that it takes."),
    gnatsd_varz_slow_consumers: counter("Connections that it gave up, since they were too slow."),
    jetstream_server_jetstream_disabled: gauge("1 where it stores nothing, since its disk was full."),
    jetstream_server_total_streams: gauge("Streams that it has a copy of."),
    jetstream_server_total_messages: gauge("Messages in these."),
    jetstream_server_total_message_bytes: gauge("Bytes in these."),
};

/** The metrics that may leave a cell. */
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
    const told = all.filter(
        ([name, { type }]) => names.has(name) || (type === "histogram" && names.has(`${name}_bucket`)),
    );
    return {
        types: new Map(told.map(([name, { type }]) => [name, type])),
        help: new Map(told.map(([name, { help }]) => [name, help])),
        samples,
    };
}
