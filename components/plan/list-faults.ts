import type { Fault } from "./faults";

/** What a fault is called, and what to do about it. */
type Told = Pick<Fault, "code" | "remedy">;

/** Where in the config an item of a list is. */
type PathOf = (i: number, item: string) => string;

/** Of the items of a list each that stands there already. */
export function repeatedFaults(items: readonly string[], pathOf: PathOf, told: Told & Pick<Fault, "allowed">): Fault[] {
    return items.flatMap((value, i) =>
        items.indexOf(value) === i ? [] : [{ ...told, path: pathOf(i, value), value }],
    );
}

/** Of the items of a list each that there is none of. */
export function unknownFaults(
    items: readonly string[],
    known: readonly string[],
    pathOf: PathOf,
    told: Told & Partial<Pick<Fault, "allowed">>,
): Fault[] {
    const allowed = told.allowed ?? known.join(", ");
    return items.flatMap((value, i) =>
        known.includes(value) ? [] : [{ ...told, path: pathOf(i, value), value, allowed }],
    );
}
