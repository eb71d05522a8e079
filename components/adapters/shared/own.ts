import type { Cloud } from "../../plan/places/catalogue";
import { ConfigFaults } from "../../plan/faults";

/** What a program gave to a component: where, and what it is called there. */
export interface Given {
    /** Argument of the component, as in `landings`. */
    readonly path: string;
    readonly value: string;
    /** In a sentence, as in `the store of cell "eu"`. */
    readonly subject: string;
    /** How the adapter makes one. */
    readonly remedy: string;
}

/** What was given, if the adapter of a cloud made it: only that one knows what lies behind. Throws `ConfigFaults`. */
export function own<T extends object>(
    cloud: Cloud,
    kind: abstract new (...args: never[]) => T,
    thing: object,
    given: Given,
): T {
    if (thing instanceof kind) {
        return thing;
    }
    const { path, remedy, subject, value } = given;
    const problem = `${subject} was created by another adapter, expected the adapter for ${cloud}`;
    throw new ConfigFaults([{ code: "capability/foreign", path, value, problem, remedy }]);
}
