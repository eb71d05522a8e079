import { aws } from "./aws";
import { azure } from "./azure";
import type { Behaviour } from "./behaviour";
import { gcp } from "./gcp";
import type { Kind } from "./kind";
import { random } from "./random";

/** The packages that the fake provider takes the place of. */
const behaviours: Readonly<Record<string, Behaviour>> = { aws, "azure-native": azure, gcp, random };

export const packages = Object.keys(behaviours);

/** The behaviour of a type or a token: `aws:kms/key:Key`. Throws without one. */
export function behaviourOf(token: string): Behaviour {
    const behaviour = behaviours[token.split(":")[0]!];
    if (behaviour === undefined)
        throw new Error(`the fake provider knows no ${token}; add it to tests/rehearsal/stand-in`);
    return behaviour;
}

/** How a type behaves. Throws if it is not defined. */
export function kindOf(type: string): Kind {
    const kind = behaviourOf(type).kinds[type];
    if (kind === undefined) {
        throw new Error(`the fake provider knows no ${type}; add it to tests/rehearsal/stand-in`);
    }
    return kind;
}
