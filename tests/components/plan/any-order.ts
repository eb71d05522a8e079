import fc from "fast-check";

import type { ConfigInput } from "../../support/arbitraries";

/** What a list is called whose order says something: who takes over first, and what is passed on as it is written. */
const ordered = [
    "failover",
    "subnets",
    "publicSubnets",
    "shape",
    "inputs",
    "outputs",
    "audience",
    "attributes",
    "command",
];
/** The same of what has no fixed form. */
const open = ["claims", "jwks"];

/** The same config with its lists and keys in any order, except where the order says something. */
export function inAnyOrder(written: ConfigInput): fc.Arbitrary<ConfigInput> {
    return anyOrder(written, "") as fc.Arbitrary<ConfigInput>;
}

function anyOrder(value: unknown, key: string): fc.Arbitrary<unknown> {
    if (typeof value !== "object" || value === null) {
        return fc.constant(value);
    }
    if (Array.isArray(value)) {
        const items = fc.tuple(...value.map(item => anyOrder(item, "")));
        return ordered.includes(key) ? items : items.chain(shuffled);
    }
    if (open.includes(key)) {
        return fc.constant(value);
    }
    const entries = Object.entries(value).map(([name, inner]) =>
        anyOrder(inner, name).map((other): [string, unknown] => [name, other]),
    );
    return fc
        .tuple(...entries)
        .chain(shuffled)
        .map(entries => Object.fromEntries(entries));
}

function shuffled<T>(items: readonly T[]): fc.Arbitrary<T[]> {
    return fc.shuffledSubarray([...items], { minLength: items.length });
}
