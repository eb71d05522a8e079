import type { ReportedSamples } from "./findings";

/** By how much a copy was behind at most, when that was last known. */
export interface KnownLag {
    readonly seconds: number;
    /** Milliseconds since 1970. */
    readonly at: number;
}

/** By process and table. */
export type KnownLags = ReadonlyMap<string, KnownLag>;

const metric = "meridian_store_lag_seconds";

/**
 * What is known of lags after another look. A process that was restarted does not know its lag for some seconds, though its copy goes
 * on: then what was known last goes on growing. Of a copy never known, it grows from the first look.
 */
export function knownAfter(before: KnownLags, reported: ReportedSamples, now: number): KnownLags {
    const known = new Map([...before].filter(([key]) => instanceOf(key) in reported));
    for (const [key, seconds] of lagsIn(reported)) {
        if (Number.isFinite(seconds)) known.set(key, { seconds, at: now });
        else if (!known.has(key)) known.set(key, { seconds: 0, at: now });
    }
    return known;
}

/** Seconds by which the copies that processes tell of may be behind. `known`: after the same look. */
export function lagsOf(known: KnownLags, reported: ReportedSamples, now: number): number[] {
    return lagsIn(reported).map(([key]) => {
        const { seconds, at } = known.get(key)!;
        return seconds + (now - at) / 1000;
    });
}

function lagsIn(reported: ReportedSamples): (readonly [key: string, seconds: number])[] {
    return Object.entries(reported).flatMap(([instance, samples = []]) =>
        samples
            .filter(({ name }) => name === metric)
            .map(({ labels, value }) => [`${instance}\n${JSON.stringify(labels)}`, value] as const),
    );
}

function instanceOf(key: string): string {
    return key.slice(0, key.indexOf("\n"));
}
