import { createHash } from "node:crypto";

/** What JSON can say. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * The one text of a value: RFC 8785 (JSON Canonicalization Scheme). Members are sorted by the UTF-16 code units of their names,
 * nothing stands between tokens, numbers and strings are as ECMAScript writes them. A member that is undefined is left out.
 * The value must be `isPlain`.
 */
export function canonicalJson(value: Json): string {
    if (value === null || typeof value !== "object") {
        return JSON.stringify(value);
    }
    if (isList(value)) {
        return `[${value.map(canonicalJson).join(",")}]`;
    }
    // Without a comparator, sort goes by code units.
    const members = Object.keys(value)
        .sort()
        .flatMap(key => {
            const member = value[key];
            return member === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(member)}`];
        });
    return `{${members.join(",")}}`;
}

/** Of the one text of a value, so that the order of members changes nothing. */
export function digestOf(value: Json): string {
    return `sha256:${createHash("sha256").update(canonicalJson(value)).digest("hex")}`;
}

/** The type of `Array.isArray` does not cover readonly arrays. */
function isList(value: readonly Json[] | object): value is readonly Json[] {
    return Array.isArray(value);
}

/** Half of a surrogate pair: no UTF-8 can write it, so that its text would be another's. */
const half = /\p{Cs}/u;

/** Whether a value is JSON that has one text: finite numbers, whole characters, and at most `depth` levels inside each other. */
export function isPlain(value: unknown, depth: number): value is Json {
    if (typeof value === "string") {
        return !half.test(value);
    }
    if (typeof value !== "object" || value === null) {
        return value === null || typeof value === "boolean" || Number.isFinite(value);
    }
    if (depth === 0) {
        return false;
    }
    if (Array.isArray(value)) {
        return value.every(item => isPlain(item, depth - 1));
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    return (
        (prototype === Object.prototype || prototype === null) &&
        Object.entries(value).every(
            ([key, member]) => !half.test(key) && (member === undefined || isPlain(member, depth - 1)),
        )
    );
}
