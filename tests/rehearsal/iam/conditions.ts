import { isArnLike, isLike } from "./patterns";
import type { Statement } from "./policy";

/** What a request says beside principal, action and resource, by condition key. Several values where AWS sends a list. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

interface Operator {
    readonly holds: (actual: string, expected: string) => boolean;
    /** Holds for a value that equals none of those expected, and without a value. */
    readonly negated?: true;
}

/**
 * Operators that policies of the stacks use. Others are refused, so that no condition passes for an unknown reason
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html). `Null` is beside them: it looks at no value.
 */
export const operators: Readonly<Record<string, Operator>> = {
    StringEquals: { holds: (actual, expected) => actual === expected },
    StringNotEquals: { holds: (actual, expected) => actual === expected, negated: true },
    StringLike: { holds: (actual, expected) => isLike(expected, actual) },
    ArnLike: { holds: (actual, expected) => isArnLike(expected, actual) },
    Bool: { holds: (actual, expected) => actual.toLowerCase() === expected.toLowerCase() },
};

/** Whether all conditions of a statement hold. Throws on operators that are not supported. */
export function areMet(conditions: Statement["conditions"], context: Context): boolean {
    const known = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
    return Object.entries(conditions).every(([written, keys]) =>
        Object.entries(keys).every(([key, expected]) =>
            isMet(written, key, known.get(key.toLowerCase()), resolved(expected, known)),
        ),
    );
}

function isMet(
    written: string,
    key: string,
    actual: readonly string[] | undefined,
    expected: readonly string[],
): boolean {
    if (written === "Null") return expected.includes(String(actual === undefined));
    const [, set, name = "", ifExists] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(written) ?? [];
    const operator = operators[name];
    if (operator === undefined)
        throw new Error(
            `the evaluator does not support condition operator ${written}; it supports ${[...Object.keys(operators), "Null"].join(", ")}`,
        );
    const { holds, negated = false } = operator;
    if (actual === undefined) return set === "ForAllValues" || ifExists !== undefined || (negated && set === undefined);
    const matches = (value: string) => expected.some(each => holds(value, each)) !== negated;
    if (set === "ForAllValues") return actual.every(matches);
    if (set === "ForAnyValue") return actual.some(matches);
    if (actual.length !== 1) throw new Error(`${written} of ${key}: several values need ForAllValues or ForAnyValue`);
    return matches(actual[0]!);
}

/**
 * Values with their policy variables replaced. A value with a variable that the request does not have matches nothing
 * (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html).
 */
function resolved(values: readonly string[], known: ReadonlyMap<string, readonly string[]>): string[] {
    return values.flatMap(value => {
        const names = [...value.matchAll(/\$\{([^}]+)\}/g)].map(([, name]) => name!);
        if (names.some(name => known.get(name.toLowerCase())?.length !== 1)) return [];
        return value.replace(/\$\{([^}]+)\}/g, (_, name: string) => known.get(name.toLowerCase())![0]!);
    });
}
