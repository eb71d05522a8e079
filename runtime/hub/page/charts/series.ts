import type { Series } from "../../../../components/watch/state";
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

/** How far an axis from zero goes up, and whether it shows the limit. */
export interface Axis {
    readonly top: number;
    readonly limit: number | undefined;
}

/**
 * By what is shown: a limit that is far above the lines would press them flat and is left out, but where all lie at zero. `least`: how
 * far it goes where there is nothing to show.
 */
export function axisOf(values: readonly (number | null)[], limit: number | undefined, least: number): Axis {
    const highest = Math.max(...values.filter(isKnown), 0);
    const shown = limit !== undefined && (highest === 0 || limit < highest * 4) ? limit : undefined;
    return { top: Math.max(highest, shown ?? 0) * 1.1 || least, limit: shown };
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
