import { increases } from "../metrics/increases";

/** Counts of values in a baseline's bins. */
export interface Histogram {
    /** Bin i holds values above `edges[i - 1]` and up to `edges[i]`; the first and the last are open. */
    readonly counts: readonly number[];
    /** Values that fit no bin. Requests may have them although the training data had none. */
    readonly nan: number;
    readonly infinite: number;
    readonly missing: number;
}

export function emptyHistogram(edges: readonly number[]): Histogram {
    return { counts: new Array<number>(edges.length + 1).fill(0), nan: 0, infinite: 0, missing: 0 };
}

/**
 * The bin that a finite number falls into. Bins of FP32 features are counted from FP32 values: a decimal that is an edge may lie
 * on its other side once it is rounded, so the number has to be what the model gets (`Math.fround`).
 */
export function binOf(edges: readonly number[], value: number): number {
    let [low, high] = [0, edges.length];
    while (low < high) {
        const middle = (low + high) >>> 1;
        if (value <= edges[middle]!) high = middle;
        else low = middle + 1;
    }
    return low;
}

/** Null and undefined are missing values. */
export function histogramOf(edges: readonly number[], values: Iterable<number | null | undefined>): Histogram {
    const { counts: empty, ...apart } = emptyHistogram(edges);
    const counts = [...empty];
    for (const value of values) {
        if (value === null || value === undefined) apart.missing += 1;
        else if (Number.isNaN(value)) apart.nan += 1;
        else if (!Number.isFinite(value)) apart.infinite += 1;
        else counts[binOf(edges, value)]! += 1;
    }
    return { counts, ...apart };
}

/** What a process has counted since it was read before; all of it where it wasn't, or where it has restarted. */
export function added(before: Histogram | undefined, after: Histogram): Histogram {
    return histogramIn(increases(before && countsIn(before), countsIn(after)));
}

/** Of several processes, or times. Throws a `RangeError` where they have other bins: counts of two baselines have no sum. */
export function sumOfHistograms(first: Histogram, ...others: readonly Histogram[]): Histogram {
    return others.reduce((sum, { counts, nan, infinite, missing }) => {
        if (counts.length !== sum.counts.length) {
            throw new RangeError(
                `counts of ${counts.length} bins can't be added to counts of ${sum.counts.length}; ` +
                    "add up what was counted by the same release's baseline",
            );
        }
        return {
            counts: counts.map((count, bin) => count + sum.counts[bin]!),
            nan: sum.nan + nan,
            infinite: sum.infinite + infinite,
            missing: sum.missing + missing,
        };
    }, first);
}

/** Values that are no finite numbers. */
export function apartIn({ nan, infinite, missing }: Histogram): number {
    return nan + infinite + missing;
}

/** All counts in a row: the bins, then NaN, infinite and missing. */
export function countsIn({ counts, nan, infinite, missing }: Histogram): readonly number[] {
    return [...counts, nan, infinite, missing];
}

export function histogramIn(all: readonly number[]): Histogram {
    const [nan, infinite, missing] = all.slice(-3) as [number, number, number];
    return { counts: all.slice(0, -3), nan, infinite, missing };
}
