type Json = Readonly<Record<string, unknown>>;

/** Comparisons that patterns of the stacks use. Others are refused, so that no pattern matches for an unknown reason. */
const comparisons: Readonly<Record<string, (actual: unknown, expected: unknown) => boolean>> = {
    "anything-but": (actual, expected) => actual !== undefined && !(expected as unknown[]).includes(actual),
    exists: (actual, expected) => (actual !== undefined) === expected,
    suffix: (actual, expected) => typeof actual === "string" && actual.endsWith(String(expected)),
};

/**
 * Whether an event matches a pattern of an EventBridge rule: each leaf of a pattern is a list, of which one value or comparison holds
 * (docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html).
 */
export function matches(pattern: Json, event: Json | undefined): boolean {
    return Object.entries(pattern).every(([key, expected]) => {
        const actual = event?.[key];
        return Array.isArray(expected)
            ? expected.some(each => holds(each, actual))
            : matches(expected as Json, actual as Json | undefined);
    });
}

function holds(expected: unknown, actual: unknown): boolean {
    if (typeof expected !== "object" || expected === null) return actual === expected;
    return Object.entries(expected).every(([name, value]) => {
        const compare = comparisons[name];
        if (compare === undefined) throw new Error(`patterns with ${name} are not supported`);
        return compare(actual, value);
    });
}
