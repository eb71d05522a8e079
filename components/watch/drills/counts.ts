/** What a run counts, of its own cell unless stated otherwise. */
export interface Counts {
    readonly requests: number;
    /** Without an answer, or with one that is a failure. */
    readonly failed: number;
    readonly failedInferences: number;
    /** Answered well, but late. */
    readonly slow: number;
    /** Another answer than the same release gave to the same question before; an old one, to a strong read. */
    readonly wrong: number;
    /** Of all cells: answered by a region that is not the cell's. */
    readonly leaked: number;
    /** Sent and answered well while the failure was on. */
    readonly answeredMeanwhile: number;
    /** Sent and failed since the stack was as before. */
    readonly failedAfterwards: number;
    readonly othersFailed: number;
    readonly acknowledged: number;
    readonly lost: number;
    readonly changed: number;
}
