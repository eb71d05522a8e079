import { laterOnAws } from "./aws";

/**
 * Where a program's config may hold an Output: what names things that exist already, accounts, or is passed on as it is. Nothing that is
 * planned depends on it. `[]` is each element of a list, `.*` at the end everything below. Those of one cloud are in its own file.
 */
export const laterPaths = ["routing.zone", "cells[].existing.*", ...laterOnAws] as const;

/** One of `laterPaths`. */
export type LaterPath = (typeof laterPaths)[number];

const patterns = laterPaths.map(path => path.replaceAll("[]", ".[]").split("."));

/** Whether the value at a path of a config may be known after an update only. */
export function mayBeLater(path: readonly PropertyKey[]): boolean {
    return patterns.some(pattern => matches(pattern, path));
}

function matches(pattern: readonly string[], path: readonly PropertyKey[]): boolean {
    const isDeep = pattern.at(-1) === "*";
    const parts = isDeep ? pattern.slice(0, -1) : pattern;
    return (
        (isDeep ? path.length > parts.length : path.length === parts.length) &&
        parts.every((part, i) => (part === "[]" ? typeof path[i] === "number" : path[i] === part))
    );
}
