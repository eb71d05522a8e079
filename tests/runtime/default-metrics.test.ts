import assert from "node:assert/strict";

import * as prom from "prom-client";

import { collectDefaultMetrics } from "../../runtime/default-metrics";
import { until } from "../support/until";

const figures = ["min", "max", "mean", "stddev", "p50", "p90", "p99"];

describe("default metrics of a process", () => {
    let registry: prom.Registry;

    beforeEach(() => {
        registry = new prom.Registry();
        collectDefaultMetrics(prom, registry);
    });

    /** In seconds, since they were read before. */
    async function lateness(): Promise<Readonly<Record<string, number>>> {
        const text = await registry.metrics();
        const read = (figure: string) =>
            new RegExp(`^nodejs_eventloop_lag_${figure}_seconds (\\S+)$`, "m").exec(text)![1];
        return Object.fromEntries(figures.map(figure => [figure, Number(read(figure))]));
    }

    it("say how late timers were while something was computed, which the next reading does not say again", async () => {
        const begun = performance.now();
        while (performance.now() - begun < 1_000);
        const { max } = await until("a timer was late", async () => {
            const read = await lateness();
            return read.max! > 0 && read;
        });
        // It was due 100 ms after the begin.
        assert.ok(max! > 0.85 && max! < 60, String(max));
        const next = await until("another timer was due", async () => {
            const read = await lateness();
            return read.max! > 0 && read;
        });
        assert.ok(next.max! < max!, JSON.stringify(next));
    });

    it("say 0 where no timer was due yet", async () => {
        assert.deepEqual(await lateness(), Object.fromEntries(figures.map(figure => [figure, 0])));
    });

    it("are prom-client's, by name", async () => {
        const own = new prom.Registry();
        prom.collectDefaultMetrics({ register: own });
        const namesOf = (of: prom.Registry) => of.getMetricsAsArray().map(({ name }) => name);
        assert.deepEqual(namesOf(registry).sort(), namesOf(own).sort());
        assert.match(await registry.metrics(), /^process_cpu_seconds_total /m);
    });
});
