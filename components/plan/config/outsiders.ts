import type { Fault } from "../faults";

interface Described extends Pick<Fault, "code" | "remedy"> {
    /** What is wrong with an item. */
    readonly problemOf: (item: string) => string;
}

/** Of the items of a list each that is not among the known ones, where the item itself may well exist. */
export function outsiderFaults(
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
