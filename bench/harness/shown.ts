import type { Goal } from "./figure";

/** A goal in a few characters, as `≤ 1.50`. */
export function describeGoal(goal: Goal | undefined): string {
    const { atLeast, atMost } = goal ?? {};
    if (atLeast !== undefined && atLeast === atMost) return shown(atLeast);
    return [
        ...(atLeast === undefined ? [] : [`≥ ${shown(atLeast)}`]),
        ...(atMost === undefined ? [] : [atMost === 0 ? "0" : `≤ ${shown(atMost)}`]),
    ].join(", ");
}

/** A value with the digits that mean something. */
export function shown(value: number): string {
    return Number.isInteger(value) ? `${value}` : value.toFixed(Math.abs(value) < 100 ? 2 : 0);
}
