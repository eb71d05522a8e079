import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { type Lock, parseLock } from "pulumi-meridian/plan";

const prefix = "meridian:";

/**
 * `meridian:*` of a stack as one object. The engine hands lists and objects over as JSON; what is no JSON is a plain
 * text, and is checked as one.
 */
export function readStackConfig(all: Readonly<Record<string, string>>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(all)
            .filter(([key]) => key.startsWith(prefix))
            .map(([key, value]) => [key.slice(prefix.length), decoded(value)]),
    );
}

/** Names of the secrets that the stack has: keys `secrets:<name>`. Their values are never read here. */
export function readSecretNames(all: Readonly<Record<string, string>>): string[] {
    return Object.keys(all)
        .filter(key => key.startsWith("secrets:"))
        .map(key => key.slice("secrets:".length));
}

/** `meridian.lock.json`, which `meridian resolve` writes, where there is one. Throws `ConfigFaults` for one that is broken. */
export function readLock(project: string): Lock | undefined {
    const file = path.join(project, "meridian.lock.json");
    return existsSync(file) ? parseLock(decoded(readFileSync(file, "utf8"))) : undefined;
}

function decoded(value: string): unknown {
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}
