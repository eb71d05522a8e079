import type { z } from "zod";

import { type Fault, refuse } from "../faults";
import { read } from "./parse";
import { isGuess } from "./guesses";
import { hidingSecrets } from "./secrets";
import { soundPart } from "./sound-part";

/** A typed value, or everything that is wrong with the input: where there are faults there is no value. */
export interface Checked<T> {
    readonly value?: T;
    readonly faults: readonly Fault[];
}

/**
 * Form and meaning at once: where the form has faults, the meaning of what is left is checked too, so that one run tells
 * everything. What the missing part would have decided isn't told: it would be a guess. Secrets in clear are faults
 * wherever they stand, and no fault shows them.
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

/** What is wrong with the meaning of what has a right form. */
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
