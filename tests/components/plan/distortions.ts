import fc from "fast-check";

/** Any object or list inside a JSON value, by reference. */
function containersIn(value: unknown): object[] {
    return typeof value === "object" && value !== null
        ? [value, ...Object.values(value as Record<string, unknown>).flatMap(containersIn)]
        : [];
}

/** Again, with nothing in two places at once. */
function unshared(value: unknown): unknown {
    return JSON.parse(JSON.stringify(value));
}

/** Valid values, wrong in a few places: something replaced, removed or added where only its neighbours are right. */
export function distorted(valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
    const edit = fc.record({
        where: fc.nat(),
        which: fc.nat(),
        how: fc.constantFrom("replace", "remove", "copy"),
        value: fc.oneof(fc.jsonValue(), fc.constantFrom("constructor", "local:eu-west", "__proto__", "1.0.0", 0, -1)),
    });
    return fc.tuple(valid, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([value, edits]) => {
        const changed = unshared(value);
        for (const { where, which, how, value } of edits) {
            const containers = containersIn(changed);
            const container = containers[where % containers.length] as Record<string, unknown>;
            const keys = Object.keys(container);
            const key = keys[which % Math.max(keys.length, 1)] ?? "0";
            if (how === "replace") {
                container[key] = value;
            } else if (how === "remove") {
                Reflect.deleteProperty(container, key);
            } else if (Array.isArray(container)) {
                container.push(structuredClone(container[Number(key)]));
            }
        }
        return changed;
    });
}

/** Valid values with one key too many, in any object whose keys are fixed. */
export function withUnknownKey(valid: fc.Arbitrary<unknown>, key: string, value: unknown): fc.Arbitrary<unknown> {
    return fc.tuple(valid, fc.nat()).map(([whole, where]) => {
        const changed = unshared(whole);
        const objects = fixedObjectsIn(changed);
        Object.assign(objects[where % objects.length]!, { [key]: value });
        return changed;
    });
}

/** Valid values with one that no key can have, in place of another. */
export function withMalformed(valid: fc.Arbitrary<unknown>, value: unknown): fc.Arbitrary<unknown> {
    return fc.tuple(valid, fc.nat(), fc.nat()).map(([whole, where, which]) => {
        const changed = unshared(whole);
        const containers = containersIn(changed).filter(container => Object.keys(container).length > 0);
        const container = containers[where % containers.length]!;
        const keys = Object.keys(container);
        Object.assign(container, { [keys[which % keys.length]!]: value });
        return changed;
    });
}

/** What is not checked for its keys: releases by version, what is said by region, claims, defaults by attribute, public keys of any type, and variables of servers. */
const open = [
    "releases",
    "regions",
    "existing",
    "networks",
    "access",
    "places",
    "claims",
    "defaults",
    "keys",
    "env",
    "secrets",
];

/** The objects inside a value that lies under a key; a list's lie under the list's. */
function fixedObjectsIn(value: unknown, key = ""): object[] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    if (Array.isArray(value)) {
        return value.flatMap(item => fixedObjectsIn(item, key));
    }
    const inner = Object.entries(value).flatMap(([name, field]) => fixedObjectsIn(field, name));
    return open.includes(key) ? inner : [value, ...inner];
}
