import { increases } from "../metrics/increases";

/** Cumulative counts of a histogram, as Prometheus has them: how many values are at or below each edge (`le`). */
export interface Buckets {
    /** Finite and rising, in the unit that was counted in. */
    readonly edges: readonly number[];
    /** One more than edges: the last is of all values (`+Inf`). */
    readonly counts: readonly number[];
}

/**
 * The value that a part `q` of all is at or below, between the edges of its bucket in proportion; undefined without values. The
 * first bucket begins at 0. Of the last nothing is known but where it begins: that edge is the answer, and less than the truth.
 */
export function quantileOf({ edges, counts }: Buckets, q: number): number | undefined {
    const total = counts.at(-1) ?? 0;
    if (total === 0) {
        return undefined;
    }
    const rank = Math.min(Math.max(q, 0), 1) * total;
    const bucket = counts.findIndex(count => count > 0 && count >= rank);
    if (bucket >= edges.length) {
        return edges.at(-1);
    }
    const high = edges[bucket]!;
    const low = bucket === 0 ? Math.min(0, high) : edges[bucket - 1]!;
    const below = bucket === 0 ? 0 : counts[bucket - 1]!;
    return low + ((high - low) * (rank - below)) / (counts[bucket]! - below);
}

/**
 * Values that are certainly at or below a threshold: those up to the highest edge that is not above it. Values between that edge and the
 * threshold count as slow, so a threshold at an edge is exact, and any other too strict.
 */
export function countUpTo({ edges, counts }: Buckets, threshold: number): number {
    const edge = edges.findLastIndex(one => one <= threshold);
    return edge === -1 ? 0 : counts[edge]!;
}

/** What a process has counted since it was read before; all of it where it wasn't, or where it has restarted. */
export function addedBuckets(before: Buckets | undefined, after: Buckets): Buckets {
    const isSame = before !== undefined && hasSameEdges(before, after);
    return { edges: after.edges, counts: increases(isSame ? before.counts : undefined, after.counts) };
}

/** Of several processes, or times. Throws a `RangeError` where their edges differ. */
export function sumOfBuckets(first: Buckets, ...others: readonly Buckets[]): Buckets {
    return others.reduce((sum, more) => {
        if (!hasSameEdges(sum, more)) {
            throw new RangeError(
                `buckets up to ${more.edges.join(", ")} can't be added to buckets up to ${sum.edges.join(", ")}; ` +
                    "add up histograms of the same edges",
            );
        }
        return { edges: sum.edges, counts: sum.counts.map((count, i) => count + more.counts[i]!) };
    }, first);
}

function hasSameEdges(one: Buckets, other: Buckets): boolean {
    return one.edges.length === other.edges.length && one.edges.every((edge, i) => edge === other.edges[i]);
}
