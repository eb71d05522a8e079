import fc from "fast-check";

/** A name of one host label. `constructor` is one too, and a trap for look-ups in plain objects. */
export const labels = fc.oneof(
    { weight: 9, arbitrary: fc.stringMatching(/^[a-z]([a-z0-9-]{0,30}[a-z0-9])?$/) },
    { weight: 1, arbitrary: fc.constantFrom("constructor", "x", "x".repeat(32)) },
);

/** Names that no cloud refuses, whatever they are put together with: short, without two hyphens in a row. */
export const shortLabels = fc.stringMatching(/^[a-f][a-z0-9]{1,3}-?[a-z0-9]$/);

/** An id of something that exists already. */
export const ids = fc.constantFrom("arn:aws:iam::1:role/screening", "projects/p/zones/z", "constructor", "id 1");

/** Mostly nothing. */
export function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
    return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** Seldom nothing. */
export function mostly<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
    return fc.option(arbitrary, { nil: undefined, freq: 4 });
}

/** Seconds, in steps of a millisecond. */
export function milliseconds(min: number, max: number): fc.Arbitrary<number> {
    return fc.integer({ min, max }).map(ms => ms / 1000);
}

/** A part of a whole, in hundredths. */
export function hundredths(min: number, max: number): fc.Arbitrary<number> {
    return fc.integer({ min: min * 100, max: max * 100 }).map(value => value / 100);
}
