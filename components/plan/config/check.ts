import type { z } from "zod";

import { type Fault, refuse } from "../faults";
import { read } from "./parse";
import { isGuess } from "./guesses";
import { hidingSecrets } from "./secrets";
import { soundPart } from "./sound-part";

/** A typed value, or all faults of the input. With faults there is no value. */
export interface Checked<T> {
    readonly value?: T;
    readonly faults: readonly Fault[];
}

/**
 * Checks form and meaning together: where the form has faults, the meaning of the rest is checked too, so that one run reports everything.
 * Faults that depend on a missing part are left out: they would be guesses. A secret in plain text is a fault wherever it is, and no fault
 * shows it.
 */
export function check<S extends z.ZodType>(
    schema: S,
    input: unknown,
    meaning: (value: z.output<S>) => readonly Fault[],
): Checked<z.output<S>> {
    const { value, faults: form } = read(schema, input);
    const found = form.length === 0 ? meaning(value!) : [...form, ...furtherFaults(schema, input, form, meaning)];
    const faults = hidingSecrets(input, found);
    return faults.length === 0 ? { value, faults } : { faults };
}

/** Faults in the meaning of a config whose form is right. */
function furtherFaults<S extends z.ZodType>(
    schema: S,
    input: unknown,
    form: readonly Fault[],
    meaning: (value: z.output<S>) => readonly Fault[],
): Fault[] {
    const sound = soundPart(schema, input);
    return sound === undefined
        ? []
        : meaning(sound.value)
              .map(fault => ({ ...fault, path: sound.originalPath(fault.path) }))
              .map(fault => ({ ...fault, problem: sound.withWrittenNames(fault.problem, fault.path) }))
              .filter(({ path }) => !form.some(other => isWithin(path, other.path)))
              .filter(fault => !isGuess(fault, sound.removed));
}

/** The typed value. Throws `ConfigFaults`. */
export function checked<T>({ value, faults }: Checked<T>): T {
    refuse(faults);
    return value as T;
}

function isWithin(path: string, outer: string): boolean {
    return path === outer || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
