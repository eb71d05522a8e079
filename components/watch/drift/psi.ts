import { chiSquaredQuantile } from "./chi-squared";
import { type Reference, refuseIncomparable } from "./reference";

/**
 * Population stability index: the sum over all bins of (p − q) ln(p / q), for parts p of what was counted and q of the reference.
 * 0 where both are equal, and more otherwise; by a rule of thumb from credit scoring 0.1 is a small shift and 0.2 a large one.
 *
 * A bin that is empty on one side has no logarithm: it counts as half a value of that side's, as usual for the weight of evidence,
 * which the logarithm is (J. Haldane, "The Estimation and Significance of the Logarithm of a Ratio of Frequencies", 1956). A
 * fixed small number in its place, as 0.0001, makes one empty bin of ten a large shift however few values there are. A bin that
 * is empty on both sides is none.
 */
export function psi(counts: readonly number[], reference: Reference): number {
    refuseIncomparable(counts, reference);
    const { proportions, rows } = reference;
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.reduce((sum, count, bin) => {
        const expected = proportions[bin]!;
        if (count === 0 && expected === 0) return sum;
        const p = (count === 0 ? 0.5 : count) / total;
        const q = expected === 0 ? 0.5 / rows : expected;
        return sum + (p - q) * Math.log(p / q);
    }, 0);
}

/**
 * What the index exceeds with probability `level` where nothing has shifted: over bins B it is distributed about as
 * (1/n + 1/m) χ²(B − 1), of n values and m rows (B. Yurdakul, "Statistical Properties of Population Stability Index", Western
 * Michigan University, 2018).
 *
 * Far out the index has more weight than χ² where bins hold few values. In 2 million draws at level 1.6e-5 it exceeded this 11
 * times as often as it should with 10 values a bin, 4 times with 20 and 1.4 times with 50, of ten bins and 455 rows.
 */
export function criticalPsi(counts: readonly number[], reference: Reference, level: number): number {
    refuseIncomparable(counts, reference);
    const { proportions, rows } = reference;
    const total = counts.reduce((sum, count) => sum + count, 0);
    const bins = counts.filter((count, bin) => count > 0 || proportions[bin]! > 0).length;
    return bins === 1 ? 0 : (1 / total + 1 / rows) * chiSquaredQuantile(level, bins - 1);
}
