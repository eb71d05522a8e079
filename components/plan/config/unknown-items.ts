import type { Fault } from "../faults";

interface Described extends Pick<Fault, "code" | "remedy"> {
    /** The problem of an item. */
    readonly problemOf: (item: string) => string;
}

/** Items of a list that are not among the known ones, although they may exist elsewhere. */
export function unknownItemFaults(
    items: readonly string[],
    known: readonly string[],
    pathOf: (i: number, item: string) => string,
    { problemOf, ...fault }: Described,
): Fault[] {
    return items.flatMap((value, i) =>
        known.includes(value)
            ? []
            : [{ ...fault, path: pathOf(i, value), value, problem: problemOf(value), allowed: [...new Set(known)] }],
    );
}
