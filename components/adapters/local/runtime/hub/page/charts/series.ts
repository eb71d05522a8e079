import type { Series } from "../../../../../../watch/state";
import { isKnown } from "../amounts";

export type Measure = Exclude<keyof Series, "start" | "stepSeconds">;

export interface Summary {
    /** The newest that is known. */
    readonly last: number;
    readonly lowest: number;
    readonly highest: number;
}

/** Undefined where nothing is known. */
export function summaryOf(values: readonly (number | null)[]): Summary | undefined {
    const known = values.filter(isKnown);
    return known.length === 0
        ? undefined
        : { last: known.at(-1)!, lowest: Math.min(...known), highest: Math.max(...known) };
}

/** In milliseconds since 1970, one for each point. */
export function timesOf({ start, stepSeconds, requestsPerSecond }: Series): number[] {
    const first = Date.parse(start);
    return requestsPerSecond.map((_, i) => first + i * stepSeconds * 1000);
}

/** Minutes that a series covers. */
export function minutesOf({ stepSeconds, requestsPerSecond }: Series): number {
    return Math.round((requestsPerSecond.length * stepSeconds) / 60);
}
