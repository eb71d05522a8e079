import { certifierMetrics } from "../../../runtime/certifier/metrics";
import { Metrics as ComparerMetrics } from "../../../runtime/comparer/metrics";
import { InferenceMetrics } from "../../../runtime/model-server/metrics";
import type { Release } from "../../../runtime/model-server/release";
import { ProcessMetrics } from "../../../runtime/process-metrics";
import { TableMetrics } from "../../../runtime/table-server/metrics";
import { type Definition, definitionsOf } from "./definitions";

/** Nothing is collected, so what metrics are collected from is left out. */
const unused = undefined as never;
const where = { cell: "", region: "" };
const release = { source: { name: "", version: "" } } as unknown as Release;

/** A kind of process, with the metrics that it registers. */
interface Kind {
    readonly title: string;
    readonly about: string;
    readonly metrics: () => ProcessMetrics;
}

const kinds: readonly Kind[] = [
    {
        title: "Model servers",
        about:
            "`meridian_feature_values_*` and `meridian_baseline_fits` exist for releases with a [baseline](../guides/drift.md), `meridian_batch*` with " +
            "[batching](../guides/batching.md). Servers of [TensorFlow Lite models](../guides/tflite.md) expose the inferences, the two " +
            "`meridian_release_*` and `process_*`, launchers of [custom servers](../guides/servers.md) the two `meridian_release_*`.",
        metrics: () => new InferenceMetrics(release, {} as never, { size: 1, windowMs: 0 } as never).process,
    },
    {
        title: "Table servers",
        about: "The two metrics of copies exist in Kubernetes with [backups](../operations/backups.md).",
        metrics: () => new TableMetrics("", "", unused, unused, { newest: unused, everyHours: unused }).process,
    },
    {
        title: "Comparers",
        about: "They compare releases with their [shadows](../guides/shadow.md).",
        metrics: () => new ComparerMetrics("", "").process,
    },
    {
        title: "Certifiers",
        about: "In [Kubernetes](../clouds/kubernetes.md) they issue the certificates of a region.",
        metrics: () => certifierMetrics(where, {} as never),
    },
];

export interface Exposed {
    readonly title: string;
    readonly about: string;
    readonly metrics: readonly Definition[];
}

/** The metrics of our own processes by kind, each without those of all processes, and then these. */
export function processMetrics(): Exposed[] {
    const common = withCertificate(() => definitionsOf(new ProcessMetrics({})));
    const names = new Set(common.map(({ name }) => name));
    return [
        ...kinds.map(({ about, metrics, title }) => ({
            title,
            about,
            metrics: definitionsOf(metrics()).filter(({ name }) => !names.has(name)),
        })),
        {
            title: "All processes on Node.js",
            about:
                "Each has the labels of its kind in addition. The certificate is exposed by processes that serve TLS. `process_*` and `nodejs_*` are " +
                "the default metrics of [prom-client](https://github.com/siimon/prom-client) on Linux.",
            metrics: common,
        },
    ];
}

/** A process registers the expiry of its certificate if its environment names one. */
function withCertificate<T>(make: () => T): T {
    const before = process.env.TLS_CERT;
    process.env.TLS_CERT = "";
    try {
        return make();
    } finally {
        if (before === undefined) delete process.env.TLS_CERT;
        else process.env.TLS_CERT = before;
    }
}
