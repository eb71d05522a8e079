import type { DriftState } from "../state";
import type { Baseline } from "./baseline";
import { added, countsIn, emptyHistogram, type Histogram, sumOfHistograms } from "./histogram";
import { type DriftRule, judgeDrift, type Observed } from "./judge";

/**
 * Values of each feature that end a window. The index of ten equal bins is reported from 500 on, and with twice as many chance has no part
 * in it at the usual limit: on rows of the screening models none of 1,000 such windows was a false alarm, and each of shifted rows was
 * found (tests/components/watch/drift/alarm-rates.test.ts). If a baseline's rare bin needs more than that for an index, only the distance
 * is reported.
 */
export const windowValues = 1_000;

/** After an hour a window ends with fewer values, once they are enough for a result: for models with few requests. */
export const windowMs = 3_600_000;

/**
 * How long it takes a region out of traffic that something has moved there. A region without requests can't show that they are
 * right again, so that it has to be tried: what goes on is found again with the next window.
 */
export const judgementMs = windowMs;

/** What was counted of a release since a moment. Windows follow each other: each value is in one. */
export interface DriftWindow {
    /** Milliseconds since 1970. */
    readonly since: number;
    readonly counted: Observed;
}

/** A window, or the next one where it has ended; with how far the release has moved in the one that did. */
export interface Looked {
    readonly window: DriftWindow;
    readonly states?: readonly DriftState[];
}

export function newWindow(baseline: Baseline, now: number): DriftWindow {
    return { since: now, counted: nothingOf(baseline) };
}

/** The window after another look, at which so much more was counted. */
export function windowAfter(
    { since, counted }: DriftWindow,
    more: Observed,
    { baseline, rule = {} }: { readonly baseline: Baseline; readonly rule?: DriftRule },
    now: number,
): Looked {
    const all = sumOf(counted, more);
    const window = { since, counted: all };
    if (!isFull(all, baseline) && now - since < windowMs) {
        return { window };
    }
    const states = judgeDrift(baseline, all, rule);
    return states.some(({ psi, ks }) => psi !== undefined || ks !== undefined)
        ? { window: newWindow(baseline, now), states }
        : { window };
}

/** What was counted since another look, process by process: all of it where the process has restarted. */
export function moreThan(before: Observed, after: Observed): Observed {
    return merged(after, before, (now, then) => added(then, now));
}

/** By features; a baseline that has none goes by its scores. */
function isFull({ features, scores }: Observed, baseline: Baseline): boolean {
    const counted = baseline.features.length > 0 ? features : scores;
    return [...counted.values()].every(
        histogram => countsIn(histogram).reduce((sum, count) => sum + count, 0) >= windowValues,
    );
}

function nothingOf({ features, scores }: Baseline): Observed {
    const empty = (all: Baseline["features"]) => new Map(all.map(({ name, edges }) => [name, emptyHistogram(edges)]));
    return { features: empty(features), scores: empty(scores) };
}

function sumOf(first: Observed, second: Observed): Observed {
    return merged(first, second, (one, other) => sumOfHistograms(one, other));
}

type Both = (one: Histogram, other: Histogram) => Histogram;

/** Of two of the same baseline. */
function merged(first: Observed, second: Observed, both: Both): Observed {
    const each = (one: Observed["features"], other: Observed["features"]) =>
        new Map([...one].map(([name, histogram]) => [name, both(histogram, other.get(name)!)]));
    return { features: each(first.features, second.features), scores: each(first.scores, second.scores) };
}
