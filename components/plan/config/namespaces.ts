import { type Fault, quoted } from "../faults";
import { correction, nearestSpelling } from "./spelling";

/** The namespace of the config keys that are read here. */
export const namespace = "meridian";
/** The namespace of the encrypted keys. */
export const secretsNamespace = "secrets";

/** Keys of a stack's whole config, with their namespaces. */
export interface ConfigKeys {
    readonly all: readonly string[];
    /** The project's name, which is the namespace of keys without one. */
    readonly project: string;
}

/**
 * Keys that are likely meant for this package, but that it does not read. The engine passes each namespace to the program that reads it,
 * so no other check would find that, for example, `meridan:routing` and the authentication in it have no effect.
 */
export function namespaceFaults({ all, project }: ConfigKeys, known: readonly string[]): Fault[] {
    return all.flatMap((key): Fault[] => {
        const meant = meantBy(key, project, known);
        return meant === undefined
            ? []
            : [
                  {
                      code: "config/namespace",
                      path: key,
                      problem: `config key ${quoted(key)} is not read, expected ${quoted(meant)}`,
                      remedy: correction(meant),
                  },
              ];
    });
}

/** Namespaces of other programs. */
export function otherNamespaces({ all }: ConfigKeys): string[] {
    const namespaces = all.map(key => key.slice(0, Math.max(key.indexOf(":"), 0)));
    return [...new Set(namespaces)].filter(name => name !== namespace && name !== secretsNamespace).sort();
}

function meantBy(key: string, project: string, known: readonly string[]): string | undefined {
    const colon = key.indexOf(":");
    const [of, name] = [key.slice(0, colon), key.slice(colon + 1)];
    if (of === namespace || of === secretsNamespace) return undefined;
    // The project's own keys are its own, unless they have exactly the name of one of ours.
    if (of === project) return known.includes(name) ? `${namespace}:${name}` : undefined;
    return nearestSpelling(of, [namespace]) === undefined ? undefined : `${namespace}:${name}`;
}
