import { nearestFirst } from "./config/spelling";

/**
 * One thing wrong with a config. Everything that is wrong is reported at once, sorted by path.
 *
 * Text is lower case and has no full stop, in the words of the config.
 */
export interface Fault {
    /** Stable and machine-readable, as in `residency/region-outside-cell`. `meridian explain` describes each. */
    readonly code: `${string}/${string}`;
    /** Where in the config, as in `cells[1].regions[0]`. */
    readonly path: string;
    /** The value found there, where it may be shown; values under unknown keys never are. */
    readonly value?: unknown;
    /** What is wrong: a sentence with the value, unless that may not be shown, and with what is expected. */
    readonly problem: string;
    /** Values that are right there, where these can be listed. Reasons and conditions are part of `problem`. */
    readonly allowed?: readonly string[];
    /** What to do about it: an imperative. */
    readonly remedy: string;
}

/** How the parts of a fault are set off from each other: on a terminal by colours. */
export interface FaultStyle {
    readonly bad: (text: string) => string;
    readonly dim: (text: string) => string;
    readonly strong: (text: string) => string;
}

/** Where a fault is found, beside its path. */
export interface FaultPlace {
    /** As in `stacks/Pulumi.local.yaml:14:7`. */
    readonly at?: string;
    /** Lines of the file, with a mark below the value. */
    readonly excerpt?: readonly string[];
}

const unstyled: FaultStyle = { bad: text => text, dim: text => text, strong: text => text };

/** A fault as compilers show one: the problem, its place, the allowed values, and what to do. */
export function faultText(
    { allowed = [], code, path, problem, remedy, value }: Fault,
    { at, excerpt = [] }: FaultPlace = {},
    { bad, dim, strong }: FaultStyle = unstyled,
): string {
    return [
        `${bad(`error[${code}]`)}${strong(`: ${problem}`)}`,
        `  ${dim("-->")} ${at === undefined ? path : `${at}  ${path}`}`,
        ...excerpt.map(line => dim(line)),
        ...(allowed.length === 0 ? [] : [`  ${dim("allowed:")} ${listed(allowed, value)}`]),
        `  ${dim("help:")} ${remedy}`,
    ].join("\n");
}

const mostListed = 5;

/** Values, those first that are spelled most like the one that was found; of many the first five. */
export function listed(values: readonly string[], found: unknown): string {
    // A list that is one value too long needs no more room than the words that stand for the value.
    if (values.length <= mostListed + 1) return nearestFirst(found, values).join(", ");
    return `${nearestFirst(found, values).slice(0, mostListed).join(", ")}, and ${values.length - mostListed} more`;
}

const longest = 80;

/** A value inside a sentence: text in quotes, and of what is long the beginning. */
export function quoted(value: unknown): string {
    const text = JSON.stringify(value);
    return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}
