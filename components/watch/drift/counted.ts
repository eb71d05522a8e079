import type { Sample } from "../metrics/samples";
import type { Baseline, Distribution } from "./baseline";
import { type Histogram, histogramIn } from "./histogram";
import type { Observed } from "./judge";

/** What a release's server counts values under: `of`, `name` and `bin`. It has the values, so this stays in their cell. */
export const valuesMetric = "meridian_feature_values_total";

/** When a server began to count rows that may be in one window, in seconds since 1970. Earlier rows are of other callers. */
export const sinceMetric = "meridian_feature_values_since_seconds";

/** 1 where a server counts by the baseline of this `digest`, 0 where that doesn't fit its model. */
export const baselineMetric = "meridian_baseline_fits";

/** What bins are called, in the order of a histogram's counts. */
export function binNames(edges: readonly number[]): string[] {
    return [...Array.from({ length: edges.length + 1 }, (_, bin) => String(bin)), "nan", "infinite", "missing"];
}

/** What a server has counted since it started; undefined where it doesn't count by the baseline of this digest. */
export function countedIn(samples: readonly Sample[], baseline: Baseline, digest: string): Observed | undefined {
    const counts = samples.some(
        ({ name, labels, value }) => name === baselineMetric && labels.digest === digest && value === 1,
    );
    if (!counts) {
        return undefined;
    }
    const values = new Map(
        samples
            .filter(({ name }) => name === valuesMetric)
            .map(({ labels: { of = "", name = "", bin = "" }, value }) => [keyOf(of, name, bin), value]),
    );
    const read = (of: string, distributions: readonly Distribution[]): ReadonlyMap<string, Histogram> =>
        new Map(
            distributions.map(({ name, edges }) => [
                name,
                histogramIn(binNames(edges).map(bin => values.get(keyOf(of, name, bin)) ?? 0)),
            ]),
        );
    return { features: read("feature", baseline.features), scores: read("score", baseline.scores) };
}

/** Seconds since 1970; undefined where the server does not say. */
export function countedSince(samples: readonly Sample[]): number | undefined {
    return samples.find(({ name }) => name === sinceMetric)?.value;
}

function keyOf(...labels: readonly string[]): string {
    return JSON.stringify(labels);
}
