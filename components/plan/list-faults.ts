import { type Fault, quoted } from "./faults";

/** What a fault is called, what its items are, and what to do about it. */
type Described = Pick<Fault, "code" | "remedy"> & {
    /** What an item is, as in `release` or `region of cell eu`. */
    readonly noun: string;
};

/** Where in the config an item of a list is. */
type PathOf = (i: number, item: string) => string;

/** Of the items of a list each that stands there already. */
export function repeatedFaults(items: readonly string[], pathOf: PathOf, { noun, ...fault }: Described): Fault[] {
    return items.flatMap((value, i) =>
        items.indexOf(value) === i
            ? []
            : [
                  {
                      ...fault,
                      path: pathOf(i, value),
                      value,
                      problem: `${noun} ${quoted(value)} is listed more than once`,
                  },
              ],
    );
}

/** Of the items of a list each that does not exist. `expected` says what is right where no list of values does. */
export function unknownFaults(
    items: readonly string[],
    known: readonly string[],
    pathOf: PathOf,
    { expected, noun, ...fault }: Described & { readonly expected?: string },
): Fault[] {
    return items.flatMap((value, i) =>
        known.includes(value)
            ? []
            : [
                  {
                      ...fault,
                      path: pathOf(i, value),
                      value,
                      problem: `there is no ${noun} ${quoted(value)}${expected === undefined ? "" : `, expected ${expected}`}`,
                      allowed: expected === undefined ? known : [],
                  },
              ],
    );
}
