import { baselineMetric, sinceMetric, valuesMetric } from "../../components/watch/drift/counted";
import { ProcessMetrics, promClient } from "../process-metrics";
import { Refusal } from "../refusal";
import type { BatchCounts } from "./batching";
import type { BatchingSetting } from "./environment";
import { Observations } from "./observations";
import type { Answer, Handler, Route } from "../routes";
import type { Release } from "./release";
import type { ValueCounts } from "./value-counts";

/** Of an inference by a model of this size, tens of microseconds; of a large one, seconds. */
const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Of rows of a run: as many as a batch may have. */
const rowBuckets = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** What a server of a release knows of itself, in Prometheus's terms. */
export class InferenceMetrics {
    readonly process: ProcessMetrics;
    /** By status. Counted beside the registry, where a label's value takes longer to find than an inference may take. */
    private readonly inferences = new Map<number, number>();
    private readonly durations: Observations;

    /** Counts what batching does, where requests are computed in batches. */
    readonly batches: BatchCounts | undefined;

    /** `values` are counted where the release has a baseline. */
    constructor(release: Release, values?: ValueCounts, batching?: BatchingSetting) {
        const { Counter, Gauge, Histogram } = promClient();
        const { name: model, version } = release.source;
        this.process = new ProcessMetrics({ model, version });
        const registers = [this.process.registry];
        const { inferences } = this;
        new Counter({
            name: "meridian_inferences_total",
            help: "Requests for an inference, by the status of the answer.",
            labelNames: ["status"],
            registers,
            collect() {
                this.reset();
                for (const [status, count] of inferences) this.inc({ status }, count);
            },
        });
        this.durations = new Observations(
            new Histogram({
                name: "meridian_inference_duration_seconds",
                help: "Time from the complete head of a request for an inference to its answer, of successful ones.",
                buckets,
                registers,
                collect: () => {
                    this.durations.flush();
                },
            }),
        );
        new Gauge({
            name: "meridian_release_loaded",
            help: "1 if the artifact of this digest is loaded and serves requests; else 0, with the release's own digest.",
            labelNames: ["digest"],
            registers,
            collect() {
                const { readiness, source } = release;
                this.reset();
                // By what was opened and not by what should have been: who watches compares the two.
                if (readiness.ready) this.set({ digest: readiness.model.digest }, 1);
                else this.set({ digest: source.digest }, 0);
            },
        });
        new Gauge({
            name: "meridian_release_artifact_matches",
            help: "1 if the artifact's file has the release's digest, 0 if it has another or does not exist.",
            registers,
            collect() {
                this.set(release.isCorrupt ? 0 : 1);
            },
        });
        if (values !== undefined) this.tell(values, release);
        this.batches = batching && this.countsOf(batching);
    }

    private tell(values: ValueCounts, release: Release): void {
        const { Counter, Gauge } = promClient();
        const registers = [this.process.registry];
        new Counter({
            name: valuesMetric,
            help: "Values of features in requests and of scores in answers, by bin of the release's baseline.",
            labelNames: ["of", "name", "bin"],
            registers,
            collect() {
                // Counted beside the registry, which takes a microsecond for each sample: too long for each value of each row.
                this.reset();
                for (const { count, ...labels } of values.bins) this.inc({ ...labels }, count);
            },
        });
        new Gauge({
            name: sinceMetric,
            help: "Start of the values that may be in one window: since then all are of one caller, or of several.",
            registers,
            collect() {
                this.set(values.since / 1000);
            },
        });
        new Gauge({
            name: baselineMetric,
            help: "1 if values are counted by the baseline of this digest, 0 if it is refused or does not fit the model.",
            labelNames: ["digest"],
            registers,
            collect() {
                const { opened } = release;
                this.set({ digest: values.digest }, opened !== undefined && values.fits(opened.signature) ? 1 : 0);
            },
        });
    }

    /** The same handler, with its answers counted. */
    counting(handle: Handler): Handler {
        return async (path, request) => {
            const begun = performance.now();
            try {
                const answer: Answer = await handle(path, request);
                this.count(answer.status);
                this.durations.add((performance.now() - begun) / 1000);
                return answer;
            } catch (error) {
                this.count(error instanceof Refusal ? error.status : 500);
                throw error;
            }
        };
    }

    private count(status: number): void {
        this.inferences.set(status, (this.inferences.get(status) ?? 0) + 1);
    }

    private countsOf({ size }: BatchingSetting): BatchCounts {
        const { Counter, Histogram } = promClient();
        const registers = [this.process.registry];
        const rows = new Observations(
            new Histogram({
                name: "meridian_batch_rows",
                help: "Rows that one run of the model computed.",
                buckets: rowBuckets.filter(rows => rows < size * 2),
                registers,
                collect: () => {
                    rows.flush();
                },
            }),
        );
        const parted = new Counter({
            name: "meridian_batches_parted_total",
            help: "Batches that the model could not compute; each of their requests was computed alone.",
            registers,
        });
        return {
            ran: count => {
                rows.add(count);
            },
            parted: () => {
                parted.inc();
            },
        };
    }

    /** Where they are read. */
    route(): Route {
        return this.process.route();
    }
}
