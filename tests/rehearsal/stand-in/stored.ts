import { isDeepStrictEqual } from "node:util";

import { asSecret, isSecret, plain, type Properties, unknown } from "./values";

/**
 * What a provider stores of an input, once the cloud has answered, and how it compares that with the input of the next update. An input
 * without a row is stored as it is, and compared exactly.
 */
export interface Stored {
    /** An input, or a path in one, with `[]` for each element of a list: `rules[].copyActions`. */
    readonly path: string;
    /** What the cloud answers; of nothing, what it adds by itself. Applied twice, it changes nothing more. Default: the input. */
    readonly answers?: (input: unknown) => unknown;
    /** The form in which both are compared. Where the program may leave the input to the cloud, it is what the cloud answers. */
    readonly compares: (value: unknown) => unknown;
    /** Where the provider or the cloud says so. */
    readonly source: string;
}

/** Inputs as the cloud answers them. */
export function answered(rows: readonly Stored[], inputs: Properties): Properties {
    return rewritten(rows, inputs, ({ answers }, value) => (answers === undefined ? value : answers(value)));
}

/** Whether the provider finds a difference at an input, between what is stored and what the program says now. */
export function differsFrom(rows: readonly Stored[], key: string, stored: unknown, now: unknown): boolean {
    const own = rows.filter(({ path }) => keyOf(path) === key);
    // A state that was recorded before may have it as the program said it.
    const before = answered(own, { [key]: plain(stored) });
    const after = { [key]: plain(now) };
    if (isDeepStrictEqual(before, after)) return false;
    const [old, next] = [before, after].map(each => rewritten(own, each, ({ compares }, value) => compares(value)));
    return !isDeepStrictEqual(old, next);
}

/** Inputs that rows are about. */
export function keysOf(rows: readonly Stored[]): readonly string[] {
    return [...new Set(rows.map(({ path }) => keyOf(path)))];
}

const keyOf = (path: string) => /^[^.[]+/.exec(path)![0];
const stepsOf = (path: string) => path.replaceAll("[]", ".[]").split(".");

/** What is inside comes first: the order of a list depends on its elements. */
function rewritten(
    rows: readonly Stored[],
    inputs: Properties,
    by: (row: Stored, value: unknown) => unknown,
): Properties {
    return [...rows]
        .sort((one, other) => stepsOf(other.path).length - stepsOf(one.path).length)
        .reduce((sofar, row) => at(sofar, stepsOf(row.path), value => by(row, value)) as Properties, inputs);
}

/** The same with what is at a path replaced. What isn't known yet, and what isn't there, has no parts. */
function at(value: unknown, steps: readonly string[], by: (value: unknown) => unknown): unknown {
    const [step, ...further] = steps;
    if (value === unknown) return value;
    if (isSecret(value)) return asSecret(at(value.value, steps, by));
    if (step === undefined) return by(value);
    if (step === "[]") return Array.isArray(value) ? value.map(each => at(each, further, by)) : value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const inner = (value as Properties)[step];
    const replaced = at(inner, further, by);
    return replaced === inner ? value : { ...value, [step]: replaced };
}
