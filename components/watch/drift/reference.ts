/** What counts are compared with: parts of a number of rows. */
export interface Reference {
    readonly proportions: readonly number[];
    readonly rows: number;
}

/** Throws a `RangeError` where counts can't be compared: of other bins, or none at all. */
export function refuseIncomparable(counts: readonly number[], { proportions }: Reference): void {
    refuseOtherBins(counts, proportions);
    if (!counts.some(count => count > 0)) {
        throw new RangeError("nothing was counted, which has no distance from anything; wait for a value");
    }
}

/** Throws a `RangeError` where counts are of other bins than proportions. */
export function refuseOtherBins(counts: readonly number[], proportions: readonly number[]): void {
    if (counts.length !== proportions.length) {
        throw new RangeError(
            `counts of ${counts.length} bins can't be compared with ${proportions.length} proportions; ` +
                "count by the same release's baseline",
        );
    }
}
