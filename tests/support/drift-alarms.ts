import type { Baseline, Distribution } from "../../components/watch/drift/baseline";
import { binOf, emptyHistogram, type Histogram, histogramOf } from "../../components/watch/drift/histogram";
import { type DriftRule, judgeDrift, type Observed } from "../../components/watch/drift/judge";
import { development, heldOut, type ScreeningRow, type ScreeningVersion } from "./screening-rows";

export interface Sampling {
    /** What is drawn from, with replacement. */
    readonly rows: readonly ScreeningRow[];
    readonly size: number;
    readonly runs: number;
    /** From 0 to 1. */
    readonly random: () => number;
    readonly rule?: DriftRule;
}

/** All rows: what development rows and held-out rows are both drawn from. */
export const unshifted = [...development, ...heldOut];

/** A clinic that sees large tumours only: the third of all rows with the largest mean radius, the first feature. */
export const largestThird = [...unshifted]
    .sort((a, b) => b.features[0]! - a.features[0]!)
    .slice(0, Math.floor(unshifted.length / 3));

export const malignantOnly = unshifted.filter(({ malignant }) => malignant);

/** In how many runs something was said to have moved away from a baseline. */
export function alarmsBy(baseline: Baseline, { rows, size, runs, random, rule }: Sampling): number {
    const binned = binnedBy(baseline, columnsOf(baseline, rows));
    return count(runs, () => hasMoved(baseline, draw(baseline, binned, size, random), rule));
}

/**
 * The same by a baseline that is drawn again in each run, as the committed one was: its own chance is then part of the measure,
 * and is not that of one draw.
 */
export function alarmsByFresh(baseline: Baseline, { rows, size, runs, random, rule }: Sampling): number {
    const columns = columnsOf(baseline, rows);
    return count(runs, () => {
        const drawn = drawnRows(baseline.dataset.rows, rows.length, random);
        const fresh = baselineOf(baseline, drawn, columns);
        return hasMoved(fresh, draw(fresh, binnedBy(fresh, columns), size, random), rule);
    });
}

/** What is counted of rows as they are. */
export function observedIn(baseline: Baseline, rows: readonly ScreeningRow[]): Observed {
    const valuesOf = readers(baseline);
    const histograms = distributionsIn(baseline).map(({ edges }, i) => histogramOf(edges, rows.map(valuesOf[i]!)));
    return observedAs(baseline, histograms);
}

/** Each distribution's values of all rows. In arrays of numbers of one kind, as draws are: tests draw a hundred million. */
function columnsOf(baseline: Baseline, rows: readonly ScreeningRow[]): readonly Float64Array[] {
    return readers(baseline).map(valueOf => Float64Array.from(rows, valueOf));
}

/** The bin of each of these values. */
function binnedBy(baseline: Baseline, columns: readonly Float64Array[]): readonly Uint8Array[] {
    return distributionsIn(baseline).map(({ edges }, i) => {
        const values = columns[i]!;
        const bins = new Uint8Array(values.length);
        for (let row = 0; row < values.length; row++) bins[row] = binOf(edges, values[row]!);
        return bins;
    });
}

/** Whole rows, by their indices: features of one row belong together. */
function drawnRows(size: number, many: number, random: () => number): Uint32Array {
    const drawn = new Uint32Array(size);
    for (let i = 0; i < size; i++) drawn[i] = Math.floor(random() * many);
    return drawn;
}

function draw(baseline: Baseline, binned: readonly Uint8Array[], size: number, random: () => number): Observed {
    const drawn = drawnRows(size, binned[0]!.length, random);
    const histograms = distributionsIn(baseline).map(({ edges }, i) => {
        const empty = emptyHistogram(edges);
        return { ...empty, counts: [...countsOf(binned[i]!, drawn, empty.counts.length)] };
    });
    return observedAs(baseline, histograms);
}

function countsOf(bins: Uint8Array, drawn: Uint32Array, many: number): Float64Array {
    const counts = new Float64Array(many);
    for (const row of drawn) counts[bins[row]!]! += 1;
    return counts;
}

/** Deciles of the rows and parts between them, as baseline.py makes them. */
function baselineOf(like: Baseline, rows: Uint32Array, columns: readonly Float64Array[]): Baseline {
    const made = distributionsIn(like).map(({ name }, i): Distribution => {
        const column = columns[i]!;
        const values = new Float64Array(rows.length);
        for (let k = 0; k < rows.length; k++) values[k] = column[rows[k]!]!;
        // Sorted as numbers, without a comparison of ours: thousands of samples are.
        values.sort();
        const deciles = Array.from({ length: 9 }, (_, k) => quantileOf(values, (k + 1) / 10));
        const edges = [...new Set(deciles)];
        return { name, edges, proportions: histogramOf(edges, values).counts.map(one => one / values.length) };
    });
    const features = made.slice(0, like.features.length);
    return { ...like, dataset: { rows: rows.length }, features, scores: made.slice(features.length) };
}

/** Between the two nearest values, as NumPy has it. */
function quantileOf(sorted: Float64Array, part: number): number {
    const at = part * (sorted.length - 1);
    const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
    return Number((below + (above - below) * (at % 1)).toPrecision(6));
}

function distributionsIn({ features, scores }: Baseline): readonly Distribution[] {
    return [...features, ...scores];
}

/** What reads a row's value of each distribution. */
function readers({ features, release }: Baseline): readonly ((row: ScreeningRow) => number)[] {
    return [
        ...features.map((_, i) => (row: ScreeningRow) => row.features[i]!),
        row => row.scores[release.version as ScreeningVersion],
    ];
}

function observedAs({ features, scores }: Baseline, histograms: readonly Histogram[]): Observed {
    return {
        features: new Map(features.map(({ name }, i) => [name, histograms[i]!])),
        scores: new Map(scores.map(({ name }, i) => [name, histograms[features.length + i]!])),
    };
}

function hasMoved(baseline: Baseline, observed: Observed, rule?: DriftRule): boolean {
    return judgeDrift(baseline, observed, rule).some(state => state.hasMoved);
}

function count(runs: number, holds: () => boolean): number {
    return Array.from({ length: runs }, holds).filter(Boolean).length;
}
