import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import type * as client from "prom-client";

/**
 * How often a timer is due whose lateness counts. prom-client's own is due 100 times a second, which is four of five times that an idle process
 * wakes, and its figures contain the 10 ms in which nothing is due.
 */
const DUE_EVERY_MS = 100;

/** For prom-client's own timer, which can't be left out. */
const UNUSED_MS = 3_600_000;

/** What prom-client's default metrics say of that, which dashboards of Node show. */
const figures: Readonly<Record<string, (lateness: RecordableHistogram) => number>> = {
    min: ({ min }) => min,
    max: ({ max }) => max,
    mean: ({ mean }) => mean,
    stddev: ({ stddev }) => stddev,
    p50: lateness => lateness.percentile(50),
    p90: lateness => lateness.percentile(90),
    p99: lateness => lateness.percentile(99),
};

/** prom-client's default metrics of a process, with how late its timers were since they were read before, in seconds. */
export function collectDefaultMetrics(
    { collectDefaultMetrics: collect, Gauge }: typeof client,
    registry: client.Registry,
): void {
    collect({ register: registry, eventLoopMonitoringPrecision: UNUSED_MS });
    const lateness = measuredLateness();
    const gauges = Object.entries(figures).map(([figure, read], i) => {
        const name = `nodejs_eventloop_lag_${figure}_seconds`;
        registry.removeSingleMetric(name);
        const gauge = new Gauge({
            name,
            help: `Delay of timers since the previous scrape: ${figure}.`,
            registers: [registry],
            // All are of one period, which ends with the first that is read.
            ...(i === 0 && { collect: readAll }),
        });
        return { gauge, read };
    });

    function readAll(): void {
        for (const { gauge, read } of gauges) gauge.set(lateness.count === 0 ? 0 : read(lateness) / 1e9);
        lateness.reset();
    }
}

/** How late a timer is each time, in nanoseconds. It keeps no process from ending. */
function measuredLateness(): RecordableHistogram {
    const lateness = createHistogram();
    let due = performance.now() + DUE_EVERY_MS;
    setInterval(() => {
        const now = performance.now();
        // A histogram has no 0.
        lateness.record(Math.max(Math.round((now - due) * 1e6), 1));
        due = now + DUE_EVERY_MS;
    }, DUE_EVERY_MS).unref();
    return lateness;
}
