import { copiedMetric, overdueMetric } from "../../components/watch/copies";
import type { Refusal } from "../refusal";
import { ProcessMetrics, promClient } from "../process-metrics";
import type { Handler, Route } from "../routes";
import { deadlineIn } from "../store/shard";
import type { Table } from "../store/table";
import { isOverdue } from "./copies";

/** For a copy to say how far it is: one that doesn't by then is not known to be behind by less. */
const LAG_MS = 1_000;

/** What serves a region's tables knows of itself, in Prometheus's terms. */
export class TableMetrics {
    readonly process: ProcessMetrics;
    private readonly requests;
    private readonly durations;

    constructor(
        cell: string,
        region: string,
        tables: () => ReadonlyMap<string, Table>,
        isReached: () => boolean,
        copies: { readonly newest: () => Promise<number | undefined>; readonly everyHours: () => number | undefined },
    ) {
        const { Counter, Gauge, Histogram } = promClient();
        this.process = new ProcessMetrics({ cell, region });
        const registers = [this.process.registry];
        this.requests = new Counter({
            name: "meridian_table_requests_total",
            help: "Requests for items of tables, by operation and the status of the answer.",
            labelNames: ["table", "operation", "status"],
            registers,
        });
        this.durations = new Histogram({
            name: "meridian_table_request_duration_seconds",
            help: "Time until requests for items of tables were answered.",
            labelNames: ["operation"],
            buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 12],
            registers,
        });
        new Gauge({
            name: "meridian_store_reached",
            help: "1 if the region's server of the store can be reached, else 0.",
            registers,
            collect() {
                this.set(isReached() ? 1 : 0);
            },
        });
        new Gauge({
            name: "meridian_store_lag_seconds",
            help: "Upper bound of the lag of the region's copy of a table behind acknowledged writes; +Inf if there is none.",
            labelNames: ["table"],
            registers,
            async collect() {
                this.reset();
                await Promise.all(
                    [...tables()].map(async ([table, { shards }]) => {
                        const lags = await Promise.all(shards.map(shard => shard.lagMs(deadlineIn(LAG_MS))));
                        this.set({ table }, Math.max(...lags) / 1000);
                    }),
                );
            },
        });
        this.measureCopies(copies);
    }

    /** Of tables without copies there are no samples. */
    private measureCopies({ everyHours, newest }: ConstructorParameters<typeof TableMetrics>[4]): void {
        const { Gauge } = promClient();
        const registers = [this.process.registry];
        const samples = async (gauge: InstanceType<typeof Gauge>, value: (newest: number, hours: number) => number) => {
            gauge.reset();
            const hours = everyHours();
            const seconds = hours === undefined ? undefined : await newest();
            // The label has the gauge start without a sample.
            if (hours !== undefined && seconds !== undefined) gauge.set({ of: "tables" }, value(seconds, hours));
        };
        new Gauge({
            name: copiedMetric,
            help: "Time of the latest complete copy of the tables; before the first one, the time at which copies were configured.",
            labelNames: ["of"],
            registers,
            collect() {
                return samples(this, newest => newest);
            },
        });
        new Gauge({
            name: overdueMetric,
            help: "1 if the latest complete copy is older than two intervals between copies, else 0.",
            labelNames: ["of"],
            registers,
            collect() {
                return samples(this, (newest, hours) => (isOverdue(newest, hours, Date.now()) ? 1 : 0));
            },
        });
    }

    /** The same handler, with its answers counted. Only names of tables that there are stand in a label. */
    counting(operation: string, isTable: (name: string) => boolean, handle: Handler): Handler {
        return async (path, request) => {
            const begun = performance.now();
            const table = isTable(path.table ?? "") ? path.table! : "none";
            const count = (status: number) => {
                this.requests.inc({ table, operation, status });
                this.durations.observe({ operation }, (performance.now() - begun) / 1000);
            };
            try {
                const answer = await handle(path, request);
                count(answer.status);
                return answer;
            } catch (error) {
                count((error as Partial<Refusal>).status ?? 500);
                throw error;
            }
        };
    }

    /** Where they are read. */
    route(): Route {
        return this.process.route();
    }
}
