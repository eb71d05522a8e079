import type { StackState } from "../rehearsal";
import { aws } from "../stand-in/aws";

type Properties = Readonly<Record<string, unknown>>;

/** A resource of AWS in a state, with what it has been created after, and is deleted before. */
export interface Known {
    readonly urn: string;
    /** Module and kind, as in `ecs/service`. */
    readonly kind: string;
    readonly name: string;
    readonly id: string;
    /** That its provider signs in to. */
    readonly account: string;
    readonly inputs: Properties;
    readonly outputs: Properties;
    /** Whether the engine orders this one after the other, by whatever is in between. */
    readonly isAfter: (other: Known) => boolean;
}

/** Resources of AWS by kind. */
export type KnownOf = (kind: string) => readonly Known[];

/** What the engine knows of order: it is in the state alone, calls of providers have nothing of it. */
export function knownIn({ deployment }: StackState): KnownOf {
    const recorded = new Map((deployment.resources ?? []).map(resource => [resource.urn, resource]));
    const closures = new Map<string, ReadonlySet<string>>();
    /** What is created before a resource, in any number of steps. */
    const closureOf = (urn: string): ReadonlySet<string> => {
        const known = closures.get(urn);
        if (known !== undefined) return known;
        const found = new Set<string>();
        closures.set(urn, found);
        const { dependencies = [], parent, propertyDependencies = {} } = recorded.get(urn) ?? {};
        const direct = [...dependencies, ...Object.values(propertyDependencies).flatMap(urns => urns ?? [])];
        for (const next of [...direct, ...(parent === undefined ? [] : [parent])]) {
            found.add(next);
            for (const further of closureOf(next)) found.add(further);
        }
        return found;
    };
    const accountOf = (provider = "") => {
        const urn = provider.split("::").slice(0, -1).join("::");
        return aws.homeOf(recorded.get(urn)?.inputs ?? {}).account;
    };
    const all = [...recorded.values()]
        .filter(({ id, type }) => id !== undefined && type.startsWith("aws:"))
        .map(({ id, inputs = {}, outputs = {}, provider, type, urn }): Known => ({
            urn,
            id: id!,
            account: accountOf(provider),
            kind: type.split(":")[1]!,
            name: urn.split("::").slice(3).join("::"),
            inputs,
            outputs,
            isAfter: other => closureOf(urn).has(other.urn),
        }));
    const byKind = new Map<string, Known[]>();
    for (const one of all) byKind.set(one.kind, [...(byKind.get(one.kind) ?? []), one]);
    return kind => byKind.get(kind) ?? [];
}

/** The kinds of AWS that a state has. */
export function kindsIn({ deployment }: StackState): string[] {
    const types = (deployment.resources ?? []).map(({ type }) => /^aws:([^:]+):/.exec(type)?.[1]);
    return [...new Set(types.flatMap(kind => kind ?? []))].sort();
}

/** A state in which nothing orders its resources: what a check of order must fail for. */
export function withoutOrder({ deployment }: StackState): StackState {
    const resources = (deployment.resources ?? []).map(
        ({ dependencies: _, parent: __, propertyDependencies: ___, ...resource }) => resource,
    );
    return { deployment: { resources } };
}
