import type { SignalName } from "../../components/watch/anomalies/signals";

/** A region's signals at one time. */
export type Point = Readonly<Record<SignalName, number>> & { readonly atMs: number };

export interface Region {
    /** Requests a second at noon of a working day in the first week. */
    readonly peak: number;
    /** Hours that its noon is before that of UTC. */
    readonly east: number;
    /** How many times as much as usual it wanders and flutters. Default: 1. */
    readonly noise?: number;
    readonly random: () => number;
}

/** What goes wrong for a while, or for ever: factors of traffic and latency, and a part of requests that fails in addition. */
export interface Trouble {
    readonly fromMs: number;
    readonly untilMs?: number;
    readonly traffic?: number;
    readonly errors?: number;
    readonly latency?: number;
}

const MINUTE_MS = 60_000;
export const WEEK_MS = 7 * 24 * 60 * MINUTE_MS;
/** A Monday. */
export const beginMs = Date.parse("2026-01-05T00:00:00Z");

/**
 * Weeks of a region, a point each minute. Traffic follows the day and rests at weekends, grows by 2 % a week, wanders by some 5 % in
 * hours, and comes as independent requests do. Errors are one in a thousand, and at times several. The 99th percentile follows
 * the load, wanders, and is three times as high in one of a hundred minutes.
 */
export function* weeksOf(
    { peak, east, noise = 1, random }: Region,
    weeks: number,
    troubles: readonly Trouble[] = [],
): Generator<Point> {
    let [trafficWander, latencyWander, errorWander] = [0, 0, 0];
    for (let minute = 0; minute < weeks * 7 * 24 * 60; minute++) {
        const atMs = beginMs + minute * MINUTE_MS;
        trafficWander = wandered(trafficWander, 0.05 * noise, random);
        latencyWander = wandered(latencyWander, 0.05 * noise, random);
        errorWander = wandered(errorWander, 0.3, random);
        const hours = minute / 60 + east;
        const daily = 0.55 + 0.45 * Math.cos(((hours - 12) / 24) * 2 * Math.PI);
        const weekly = Math.floor(hours / 24) % 7 < 5 ? 1 : 0.6;
        const growth = 1.02 ** (minute / (7 * 24 * 60));
        const is = troubles.find(({ fromMs, untilMs = Infinity }) => atMs >= fromMs && atMs < untilMs);
        const expected = peak * daily * weekly * growth * Math.exp(trafficWander) * (is?.traffic ?? 1);
        const requests = poisson(expected * 60, random);
        const failing = Math.min(0.001 * Math.exp(errorWander) + (is?.errors ?? 0), 1);
        const spike = random() < 0.01 ? 3 : 1;
        const p99Ms = (60 + 40 * daily * weekly) * Math.exp(latencyWander + 0.08 * noise * normal(random)) * spike;
        yield {
            atMs,
            requestsPerSecond: requests / 60,
            errorRatio: requests === 0 ? 0 : Math.min(poisson(requests * failing, random) / requests, 1),
            p99Ms: p99Ms * (is?.latency ?? 1),
        };
    }
}

/** Back to 0 within hours (an Ornstein–Uhlenbeck process), with this standard deviation. */
function wandered(value: number, deviation: number, random: () => number): number {
    const kept = Math.exp(-1 / 180);
    return kept * value + deviation * Math.sqrt(1 - kept ** 2) * normal(random);
}

/** By Box and Muller. */
function normal(random: () => number): number {
    return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Exactly where it is small, and from 50 on by the normal distribution that it is near to. */
function poisson(mean: number, random: () => number): number {
    if (mean > 50) return Math.max(Math.round(mean + Math.sqrt(mean) * normal(random)), 0);
    let [count, product] = [0, random()];
    for (const least = Math.exp(-mean); product > least; count++) product *= random();
    return count;
}
