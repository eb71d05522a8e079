import { medianOf, spreadOf } from "./robust";
import { type Reading, type SignalName, signals } from "./signals";
import {
    type Bin,
    HOURS_OF_WEEK,
    LEVEL_HOURS,
    MINUTES,
    PERSISTENCE,
    type SeasonalState,
    WEEKS,
} from "./seasonal-state";

/** A signal that has been unlike the same hour of other weeks for some points. */
export interface Anomaly {
    readonly signal: SignalName;
    readonly side: "above" | "below";
    /** Of the last point. */
    readonly value: number;
    /** What is usual at this hour, at the level of the last days. */
    readonly expected: number;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Points further apart than this are no successive ones. */
const LONGEST_GAP_MS = 15 * MINUTE_MS;
/** Weeks in which an hour has been seen before it is evaluated: of three values the middle one can be trusted. */
const LEAST_WEEKS = 3;
/** Hours that the level is from before it is trusted. */
const LEAST_HOURS = 24;
/** Minutes of an hour from which it is learnt: fewer say little of it. */
const LEAST_MINUTES = 6;
/** Standard deviations of points within an hour: each point has its own chance, and several in a row have to be unlike. */
const FAST_LIMIT = 2.5;
/**
 * Standard deviations of whole hours: what wanders so slowly takes all points of a row with it. Neighbouring hours are alike, so that
 * 72 of them tell their own deviation no better than some 24 would, and it may be a fifth too small.
 */
const SLOW_LIMIT = 5;
/** Of whole hours, in parts: what is steadier than 5 % for weeks will not be for ever. */
const LEAST_SPREAD = 0.05;

/**
 * Adds a signal's next point, at best one a minute and at least one in ten minutes, and returns whether the signal is anomalous. Null, and
 * anything but a number of 0 or more, is not a point. A time that is not after the last point's is skipped, unless it is so long before
 * that a clock was set back.
 *
 * The expected value is the median of an hour of the week (UTC) over its last five weeks, adjusted by the level of the last three days: an
 * outage in one or two of five weeks leaves no trace, growth is followed, and a lasting change is reported for a day and a half, then
 * expected. A point deviates if it is further off than chance takes points within such hours (2.5 standard deviations) and whole hours
 * (5), by medians of absolute deviations, and by the factor in `signals`. Four of the last five points have to deviate on the same side: a
 * single one, however far out, is ignored.
 *
 * Evaluation begins when an hour has been seen in three weeks. With a point a minute, of synthetic weeks of daily and weekly seasons, slow
 * and fast noise and growth, there was no false positive in 28 weeks of a region with its three signals, nor in 21 where that noise is
 * four times as large (with other seeds 4 in 48). The test's limit is one in ten. Half or twice the traffic, 5 % more errors and twice the
 * latency were reported within six points, at any hour, of five requests a second or more
 * (tests/components/watch/anomalies/seasonal.test.ts). With fewer, a minute is weaker evidence, and it takes longer.
 */
export function observed(
    state: SeasonalState,
    atMs: number,
    reading: Reading | null,
): { readonly state: SeasonalState; readonly anomaly?: Anomaly } {
    const sinceMs = state.lastMs === null ? Infinity : atMs - state.lastMs;
    // Else nothing would be reported until the time comes again, however far a clock was ahead.
    const wasSetBack = sinceMs < -LONGEST_GAP_MS;
    if (reading === null || !isSound(reading) || (sinceMs <= 0 && !wasSetBack)) {
        return { state };
    }
    const { scaled, unscaled } = signals[state.signal];
    const seen = scaled(reading);
    const current = inHourOf(state, atMs);
    const usual = usualAt(current, atMs, seen);
    const side = usual === undefined ? 0 : sideOf(state, seen - usual.centre, usual.reach);
    const isSuccessive = sinceMs <= LONGEST_GAP_MS && !wasSetBack;
    const recent = [...(isSuccessive ? current.recent : []), side].slice(-PERSISTENCE.of);
    const next = { ...current, lastMs: atMs, recent, minutes: noted(current.minutes, atMs, seen) };
    const reported = usual && persistent(recent);
    return reported === undefined
        ? { state: next }
        : {
              state: next,
              anomaly: {
                  signal: state.signal,
                  side: reported,
                  value: reading.value,
                  expected: Math.max(unscaled(usual!.centre, reading.requests), 0),
              },
          };
}

function isSound({ value, requests }: Reading): boolean {
    return value >= 0 && value < Infinity && requests >= 0 && requests < Infinity;
}

function persistent(recent: readonly number[]): Anomaly["side"] | undefined {
    const on = (side: number) => recent.filter(one => one === side).length >= PERSISTENCE.points;
    return on(1) ? "above" : on(-1) ? "below" : undefined;
}

function sideOf({ signal }: SeasonalState, distance: number, reach: number): -1 | 0 | 1 {
    const { sides, leastTimes } = signals[signal];
    const isUnlike = Math.abs(distance) > Math.max(reach, Math.log(leastTimes));
    const side = distance > 0 ? "above" : "below";
    return isUnlike && sides.includes(side) ? (side === "above" ? 1 : -1) : 0;
}

interface Usual {
    readonly centre: number;
    /** How far from it chance takes a point, of those that count. */
    readonly reach: number;
}

/**
 * What is usual at a time. Some go up and down smoothly, and some in steps at the full hour: of the hour's own median, and of what lies
 * between it and its neighbour's, whatever is nearest to what was seen counts.
 */
function usualAt(
    { bins, level, levelSpread, residuals }: SeasonalState,
    atMs: number,
    seen: number,
): Usual | undefined {
    const [own, centre] = [binAt(bins, hourOf(atMs)), centreAt(bins, hourOf(atMs))];
    if (centre === undefined || own.centres.length < LEAST_WEEKS || residuals.length < LEAST_HOURS) {
        return undefined;
    }
    const middle = atMs / HOUR_MS - 0.5;
    const before = Math.floor(middle);
    const [from, to] = [centreAt(bins, before) ?? centre, centreAt(bins, before + 1) ?? centre];
    const between = from + (to - from) * (middle - before);
    const nearest = Math.min(Math.max(seen - level, Math.min(centre, between)), Math.max(centre, between));
    const within = medianOf(own.spreads) ?? 0;
    return {
        centre: nearest + level,
        reach: Math.hypot(FAST_LIMIT * within, SLOW_LIMIT * Math.max(levelSpread, LEAST_SPREAD)),
    };
}

/** The state with its open hour that of the time; what was open before is learnt from. */
function inHourOf(state: SeasonalState, atMs: number): SeasonalState {
    const hour = hourOf(atMs);
    if (hour === state.hour) {
        return state;
    }
    const learnt = state.hour === null ? state : learntFrom(state, state.hour);
    return { ...learnt, hour, minutes: [] };
}

function learntFrom(state: SeasonalState, hour: number): SeasonalState {
    const values = state.minutes.filter(value => value !== null);
    const middle = medianOf(values);
    if (middle === undefined || values.length < LEAST_MINUTES) {
        return state;
    }
    const usual = centreAt(state.bins, hour);
    const residuals =
        usual === undefined ? state.residuals : [...state.residuals, rounded(middle - usual)].slice(-LEVEL_HOURS);
    const level = medianOf(residuals) ?? 0;
    const { centres, spreads } = binAt(state.bins, hour);
    const bin: Bin = {
        centres: [...centres, rounded(middle)].slice(-WEEKS),
        spreads: [...spreads, rounded(spreadOf(values, middle))].slice(-WEEKS),
    };
    return {
        ...state,
        bins: state.bins.with(hour % HOURS_OF_WEEK, bin),
        residuals,
        level,
        levelSpread: spreadOf(residuals, level),
    };
}

/** The last point of each minute represents it, so an hour has at most sixty. */
function noted(minutes: readonly (number | null)[], atMs: number, seen: number): readonly (number | null)[] {
    const minute = Math.floor(atMs / MINUTE_MS) % MINUTES;
    return minute < minutes.length
        ? minutes.with(minute, rounded(seen))
        : [...minutes, ...new Array<null>(minute - minutes.length).fill(null), rounded(seen)];
}

/** Whole hours since 1970, which began on a Thursday: which hour of the week is the first one does not matter. */
function hourOf(atMs: number): number {
    return Math.floor(atMs / HOUR_MS);
}

function binAt(bins: readonly Bin[], hour: number): Bin {
    return bins[hour % HOURS_OF_WEEK]!;
}

function centreAt(bins: readonly Bin[], hour: number): number | undefined {
    return medianOf(binAt(bins, hour).centres);
}

/** A ten-thousandth more or less is nothing, and short numbers make a small file. */
function rounded(value: number): number {
    return Math.round(value * 1e4) / 1e4;
}
