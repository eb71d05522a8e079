import { type Reference, refuseIncomparable } from "./reference";

/**
 * Kolmogorov and Smirnov's distance, from 0 to 1: the largest difference of the cumulative distributions. It is known at the
 * edges of bins only, and inside of one it may be larger: this is a lower bound of the distance of the values themselves.
 */
export function ksDistance(counts: readonly number[], reference: Reference): number {
    refuseIncomparable(counts, reference);
    const { proportions } = reference;
    const total = counts.reduce((sum, count) => sum + count, 0);
    // Proportions are rounded, and their sum with them.
    const whole = proportions.reduce((sum, proportion) => sum + proportion, 0);
    let [counted, expected, largest] = [0, 0, 0];
    for (const [bin, count] of counts.entries()) {
        counted += count;
        expected += proportions[bin]!;
        largest = Math.max(largest, Math.abs(counted / total - expected / whole));
    }
    return Math.min(largest, 1);
}

/**
 * What the distance of two samples of n and m values exceeds with probability `level` at most, where both are of one distribution:
 * √(−½ ln(level / 2)) √(1/n + 1/m), the first term of N. Smirnov's series ("Table for Estimating the Goodness of Fit of Empirical
 * Distributions", 1948), which is larger than its sum. Distances at edges of bins exceed it less often still: of ten bins a fifth
 * as often, in 4 million draws.
 */
export function criticalKs(n: number, m: number, level: number): number {
    return Math.sqrt(-0.5 * Math.log(level / 2)) * Math.sqrt(1 / n + 1 / m);
}
