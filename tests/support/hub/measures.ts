import type { Series } from "../../../components/watch/state";
import type { Trouble } from "./simulated";

export interface Level {
    readonly requestsPerSecond: number;
    readonly errorRatio: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
    readonly lagSeconds: number;
}

/** Out of traffic, so that there are no requests. */
const unasked: readonly Trouble[] = ["slow", "silent", "ill", "drained", "evacuated"];
/** How long ago the trouble of a region began. */
const troubledFor = 5 * 60_000;
const beganAt = Date.parse("2026-11-26T09:30:00.000Z") - troubledFor;

/** The measurements of a region at a time: a day's wave, noise that depends only on both, and the region's trouble. */
export function levelAt(ref: string, trouble: Trouble, time: number): Level {
    const tick = Math.floor(time / 1000);
    const noise = (of: string) => hash(`${ref} ${of} ${tick}`) - 0.5;
    const size = 20 + hash(ref) * 180;
    const wave = 1 + 0.25 * Math.sin(tick / 300 + hash(`${ref} phase`) * 6.28);
    const isTroubled = trouble !== undefined && time >= beganAt;
    const slow = isTroubled && trouble === "slow" ? Math.max(0, 1 - (time - beganAt) / (2 * troubledFor)) : 0;
    const p50Ms = 14 + hash(`${ref} p50`) * 10 + noise("p50") * 2 + slow * 60;
    return {
        requestsPerSecond:
            isTroubled && unasked.includes(trouble) && time > beganAt + 90_000
                ? 0
                : size * wave * (1 + 0.12 * noise("rps")),
        errorRatio: Math.max(0, 0.0002 + noise("errors") * 0.0005 + slow * 0.024),
        p50Ms,
        p99Ms: p50Ms * (4.2 + noise("p99")) + slow * 400,
        lagSeconds: Math.max(0.05, 0.35 + noise("lag") * 0.3 + slow * 7),
    };
}

export function seriesOf(
    ref: string,
    trouble: Trouble,
    now: number,
    { points, stepSeconds }: { readonly points: number; readonly stepSeconds: number },
): Series {
    const stepMs = stepSeconds * 1000;
    const start = Math.floor(now / stepMs) * stepMs - (points - 1) * stepMs;
    const levels = Array.from({ length: points }, (_, i) => {
        const time = start + i * stepMs;
        return trouble === "silent" && time > beganAt ? undefined : levelAt(ref, trouble, time);
    });
    const of = (name: keyof Level) => levels.map(level => level?.[name] ?? null);
    const ofRequests = (name: keyof Level) =>
        levels.map(level => (level === undefined || level.requestsPerSecond === 0 ? null : level[name]));
    return {
        start: new Date(start).toISOString(),
        stepSeconds,
        requestsPerSecond: of("requestsPerSecond"),
        errorRatio: ofRequests("errorRatio"),
        p50Ms: ofRequests("p50Ms"),
        p99Ms: ofRequests("p99Ms"),
        lagSeconds: of("lagSeconds"),
    };
}

/** From 0 to 1, the same for the same text (FNV-1a, https://datatracker.ietf.org/doc/html/draft-eastlake-fnv, and a last mix). */
export function hash(text: string): number {
    let state = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}
