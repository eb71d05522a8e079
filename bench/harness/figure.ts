export type Unit =
    | "%"
    | "µs"
    | "ms"
    | "s"
    | "requests"
    | "requests/s"
    /** A second of a core's time that a process used, whatever else the machine was doing. */
    | "requests/core-s"
    | "subjects"
    | "times"
    | "heals"
    | "resources"
    | "SDKs"
    | "KiB"
    | "MiB";

/** What a figure is held to. */
export interface Goal {
    readonly atLeast?: number;
    readonly atMost?: number;
    /** A property and no timing: it has to hold in every run, on any machine, and the command fails where it does not. */
    readonly exact?: true;
}

/** One thing measured, in one value a run. */
export interface Figure {
    readonly name: string;
    readonly unit: Unit;
    readonly values: readonly number[];
    readonly goal?: Goal;
}

export interface Spread {
    readonly min: number;
    readonly median: number;
    readonly max: number;
}

/** None of something that may never happen. */
export const none: Goal = { atMost: 0, exact: true };

export function spreadOf(values: readonly number[]): Spread {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
    const [min, max] = [sorted[0], sorted.at(-1)];
    if (low === undefined || high === undefined || min === undefined || max === undefined) {
        throw new Error("a figure needs a value");
    }
    return { min, median: (low + high) / 2, max };
}

/** Whether the goal is met: by every value of an exact property, by the median of a timing; undefined without a goal. */
export function isMet({ values, goal }: Figure): boolean | undefined {
    if (goal === undefined) return undefined;
    const { atLeast = -Infinity, atMost = Infinity, exact } = goal;
    return (exact ? values : [spreadOf(values).median]).every(value => value >= atLeast && value <= atMost);
}

/** Whether the command has to fail because of it. */
export function isBroken(figure: Figure): boolean {
    return figure.goal?.exact === true && isMet(figure) === false;
}
