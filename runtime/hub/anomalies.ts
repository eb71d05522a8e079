import type { Raised } from "../../components/watch/alarms/book";
import { type Anomaly, observed } from "../../components/watch/anomalies/seasonal";
import {
    newSeasonalState,
    parseSeasonalState,
    type SeasonalState,
} from "../../components/watch/anomalies/seasonal-state";
import { type Reading, type SignalName, signalNames } from "../../components/watch/anomalies/signals";
import { quantileOf } from "../../components/watch/objectives/latency";
import type { Traffic } from "../../components/watch/series/traffic";
import type { Moment } from "../clocks";
import type { WatchedRegion } from "./region";

/** A point a minute: hours of the week are learnt from these. */
const EVERY_MS = 60_000;

const words: Readonly<Record<SignalName, (value: number) => string>> = {
    requestsPerSecond: value => `${value.toPrecision(3)} requests/s`,
    errorRatio: value => `${(100 * value).toPrecision(2)} % of requests failing`,
    p99Ms: value => `a 99th percentile of ${value.toPrecision(3)} ms`,
};

/** The usual values of each region at each hour of the week, and deviations from them. */
export class Anomalies {
    /** By cell and region, and signal. */
    readonly states = new Map<string, Map<SignalName, SeasonalState>>();
    private readonly found = new Map<string, readonly Anomaly[]>();
    /** By the steady clock. */
    private lastMs = -Infinity;

    /** What is unlike the same hour of other weeks, as of the last minute. */
    judge(regions: readonly WatchedRegion[], now: Moment): Raised[] {
        if (now.steady - this.lastMs >= EVERY_MS) {
            this.lastMs = now.steady;
            for (const region of regions) this.look(region, now);
        }
        return regions.flatMap(region => (this.found.get(keyOf(region)) ?? []).map(anomaly => raised(region, anomaly)));
    }

    /** What was usual before this process. What can't be read has to be learnt again. */
    restore(key: string, written: Readonly<Record<string, unknown>>): void {
        const states = signalNames.flatMap(signal => {
            try {
                return [[signal, parseSeasonalState(written[signal])] as const];
            } catch {
                return [];
            }
        });
        this.states.set(key, new Map(states));
    }

    private look(region: WatchedRegion, { steady, shared }: Moment): void {
        const traffic = region.traffic.between(steady - EVERY_MS, steady);
        const key = keyOf(region);
        const states = this.states.get(key) ?? new Map<SignalName, SeasonalState>();
        this.states.set(key, states);
        const found = signalNames.flatMap(signal => {
            const { state, anomaly } = observed(
                states.get(signal) ?? newSeasonalState(signal),
                shared,
                readingOf(signal, traffic),
            );
            states.set(signal, state);
            return anomaly ?? [];
        });
        this.found.set(key, found);
    }
}

/** None without data or requests. The absence of requests is a signal itself. */
function readingOf(signal: SignalName, traffic: Traffic | undefined): Reading | null {
    if (traffic === undefined) return null;
    const { requests, errors, durations, ms } = traffic;
    switch (signal) {
        case "requestsPerSecond":
            return { value: (requests * 1000) / ms, requests };
        case "errorRatio":
            return requests > 0 ? { value: errors / requests, requests } : null;
        case "p99Ms": {
            const value = durations && quantileOf(durations, 0.99);
            return value === undefined ? null : { value, requests };
        }
    }
}

function raised({ cell, plan: { region } }: WatchedRegion, { signal, side, value, expected }: Anomaly): Raised {
    return {
        id: `anomaly ${cell} ${region} ${signal}`,
        kind: "anomaly",
        severity: "ticket",
        cell,
        region,
        message: `${region} has ${words[signal](value)}, ${side} the usual value at this hour: ${words[signal](expected)}`,
    };
}

function keyOf({ cell, plan: { region } }: WatchedRegion): string {
    return `${cell} ${region}`;
}
