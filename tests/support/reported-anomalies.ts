import { type Anomaly, observed } from "../../components/watch/anomalies/seasonal";
import { newSeasonalState } from "../../components/watch/anomalies/seasonal-state";
import { type SignalName, signalNames } from "../../components/watch/anomalies/signals";
import type { Point } from "./synthetic-weeks";

export interface Reported extends Anomaly {
    readonly atMs: number;
}

/** The first point of each anomaly of a region's signals; anomalies within an hour of each other are one. */
export function anomaliesIn(points: Iterable<Point>, watched: readonly SignalName[] = signalNames): Reported[] {
    const states = new Map(watched.map(signal => [signal, newSeasonalState(signal)]));
    const lastMs = new Map<string, number>();
    const reported: Reported[] = [];
    for (const point of points) {
        for (const signal of watched) {
            const { state, anomaly } = observed(states.get(signal)!, point.atMs, {
                value: point[signal],
                requests: point.requestsPerSecond * 60,
            });
            states.set(signal, state);
            if (anomaly === undefined) continue;
            const key = `${signal} ${anomaly.side}`;
            if (point.atMs - (lastMs.get(key) ?? -Infinity) > 3_600_000)
                reported.push({ ...anomaly, atMs: point.atMs });
            lastMs.set(key, point.atMs);
        }
    }
    return reported;
}
