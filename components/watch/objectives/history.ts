import type { Tallied, Tally } from "./burn-rate";

/** What had been counted by a time, since the history began. Plain, so that it may be written to a file and read again. */
export interface Counted {
    /** Seconds since 1970. */
    readonly time: number;
    readonly total: number;
    readonly bad: number;
}

/** Points are kept as close as a sixtieth of their age, which is how much a window's start may be off before interpolation. */
const CLOSENESS = 60;

/**
 * A history with what was counted since its last point. What is old is thinned, and what is older than `keepSeconds` forgotten, so
 * that 30 days of a point every five seconds are 850 points. The first point says when the history began, and counts
 * nothing. A time that is not after the last point's, as after a clock was set back, adds to that point.
 */
export function recorded(
    history: readonly Counted[],
    time: number,
    more: Pick<Tally, "total" | "bad">,
    keepSeconds: number,
): readonly Counted[] {
    const last = history.at(-1);
    if (last === undefined) {
        return [{ time, total: 0, bad: 0 }];
    }
    const sum = { time: Math.max(time, last.time), total: last.total + more.total, bad: last.bad + more.bad };
    return thinned([...(time > last.time ? history : history.slice(0, -1)), sum], keepSeconds);
}

/** What was counted in windows that end at `now`; between two points, in proportion. */
export function talliedIn(history: readonly Counted[], now: number): Tallied {
    return seconds => {
        const [first, last] = [history[0], history.at(-1)];
        if (first === undefined || last === undefined) {
            return { total: 0, bad: 0, seconds: 0 };
        }
        const begin = Math.max(now - seconds, first.time);
        const start = countedBy(history, begin);
        return { total: last.total - start.total, bad: last.bad - start.bad, seconds: Math.max(now - begin, 0) };
    };
}

function countedBy(history: readonly Counted[], time: number): Pick<Tally, "total" | "bad"> {
    const after = history.findIndex(point => point.time >= time);
    if (after <= 0) {
        return history.at(after)!;
    }
    const [one, other] = [history[after - 1]!, history[after]!];
    const part = (time - one.time) / (other.time - one.time);
    return { total: one.total + part * (other.total - one.total), bad: one.bad + part * (other.bad - one.bad) };
}

/** Leaves out what lies closer to its older neighbour than its age asks for. Of what is too old one point stays, to begin with. */
function thinned(history: readonly Counted[], keepSeconds: number): readonly Counted[] {
    const now = history.at(-1)!.time;
    const begin = Math.max(
        history.findLastIndex(({ time }) => now - time >= keepSeconds),
        0,
    );
    const kept: Counted[] = [];
    for (const [i, point] of history.slice(begin).entries()) {
        const older = kept.at(-1);
        const next = history[begin + i + 1];
        const isSpare =
            older !== undefined && next !== undefined && next.time - older.time < (now - older.time) / CLOSENESS;
        if (!isSpare) kept.push(point);
    }
    return kept;
}
