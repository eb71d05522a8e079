import fc from "fast-check";

import { type ConfigInput, runs } from "./arbitraries";
import { type Plan, planConfig } from "../../components/plan/plan";

const generated = new Map<fc.Arbitrary<unknown>, readonly unknown[]>();

/**
 * Asserts what holds for `count` generated values, all synchronous. With a fixed seed every property of an arbitrary sees the same
 * values, so these are generated once in a process and frozen; a failure is run again by fast-check, which finds the smallest value.
 */
export function always<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void, count = 150): void {
    const parameters = runs(count);
    const judge = () => {
        fc.assert(fc.property(arbitrary, holds), parameters);
    };
    if (parameters.seed === undefined) {
        judge();
        return;
    }
    for (const value of valuesOf(arbitrary, count)) {
        try {
            holds(value);
        } catch (error) {
            judge();
            throw new Error(`only for a value that other properties have seen: ${fc.stringify(value)}`, {
                cause: error,
            });
        }
    }
}

/** What is made of an object, once for each. */
export function remembered<O extends object, M>(make: (object: O) => M): (object: O) => M {
    const made = new WeakMap<O, { readonly of: M }>();
    return object => {
        const known = made.get(object) ?? { of: make(object) };
        made.set(object, known);
        return known.of;
    };
}

/** The plan of a config, made once for each generated one, and frozen. */
export const planOf = remembered((written: ConfigInput): Plan => frozen(planConfig(written).plan));

/** Any write to what is frozen throws. */
export function frozen<T>(value: T): T {
    if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
        Object.values(value).forEach(frozen);
        Object.freeze(value);
    }
    return value;
}

function valuesOf<T>(arbitrary: fc.Arbitrary<T>, count: number): readonly T[] {
    const known = (generated.get(arbitrary) ?? []) as readonly T[];
    if (known.length >= count) return known.slice(0, count);
    const values = frozen(fc.sample(arbitrary, runs(count)));
    generated.set(arbitrary, values);
    return values;
}
