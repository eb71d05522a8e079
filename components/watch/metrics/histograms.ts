import type { Buckets } from "../objectives/latency";
import { keyOf, type Sample } from "./samples";

/** A histogram of one process, and what it is of. */
export interface LabelledBuckets {
    /** All but `le`. */
    readonly labels: Readonly<Record<string, string>>;
    readonly buckets: Buckets;
}

/**
 * A metric's histograms, one for each set of labels, in the order in which they come. Edges are sorted; one that is no number, or
 * a histogram without its bucket of all (`+Inf`), is left out.
 */
export function histogramsIn(samples: readonly Sample[], name: string): LabelledBuckets[] {
    const found = new Map<string, { labels: Sample["labels"]; counts: Map<number, number> }>();
    for (const sample of samples) {
        const { le, ...labels } = sample.labels;
        if (sample.name !== `${name}_bucket` || le === undefined) continue;
        const key = keyOf(labels);
        const histogram = found.get(key) ?? { labels, counts: new Map<number, number>() };
        const edge = le === "+Inf" ? Infinity : Number(le);
        if (!Number.isNaN(edge)) histogram.counts.set(edge, sample.value);
        found.set(key, histogram);
    }
    return [...found.values()]
        .filter(({ counts }) => counts.has(Infinity))
        .map(({ labels, counts }) => {
            const sorted = [...counts].sort(([one], [other]) => one - other);
            return {
                labels,
                buckets: {
                    edges: sorted.slice(0, -1).map(([edge]) => edge),
                    counts: sorted.map(([, count]) => count),
                },
            };
        });
}
