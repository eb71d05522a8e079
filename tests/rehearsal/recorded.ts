import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

import { packageRoot } from "../../tools/package-root";
import type { StackState } from "./rehearsal";
import type { Recorded } from "./stand-in/adopt";

const directory = path.join(packageRoot(), "tests", "rehearsal", "recorded");
/** By the version that made them: those who have it update from there, however long ago that was. */
const fileOf = (stack: string, version: string) => path.join(directory, version, `${stack}.json.gz`);
const urnsOf = (stack: string) => path.join(directory, `${stack}.urns.txt`);

/** The versions of which a state of a stack is recorded, the first first. */
export function recordedVersions(stack: string): string[] {
    return readdirSync(directory)
        .filter(version => existsSync(fileOf(stack, version)))
        .sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** The config that a recorded state was made of, where the stack's own has gone on since. */
export function recordedConfig(stack: string, version: string): string {
    return readFileSync(path.join(directory, version, `${stack}.yaml`), "utf8");
}

/**
 * A state as a released version has created it, with the secrets of a fake provider, which open nothing. Who built the program, and when,
 * is left out.
 */
export function keepState(stack: string, version: string, state: StackState): void {
    // How it was encrypted is of no use to another stack, which has a passphrase of its own.
    const {
        resources = [],
        secrets_providers: _,
        ...deployment
    } = state.deployment as StackState["deployment"] & {
        readonly secrets_providers?: unknown;
    };
    const lasting = resources.map(resource =>
        Object.fromEntries(Object.entries(resource).filter(([key]) => !passing.includes(key))),
    );
    const whole = { ...state, deployment: { ...deployment, resources: lasting } };
    mkdirSync(path.dirname(fileOf(stack, version)), { recursive: true });
    writeFileSync(fileOf(stack, version), gzipSync(JSON.stringify(whole), { level: 9 }));
}

const passing = ["created", "modified", "sourcePosition", "stackTrace"];

export function recordedState(stack: string, version: string): StackState {
    return JSON.parse(gunzipSync(readFileSync(fileOf(stack, version))).toString("utf8")) as StackState;
}

/** The identities of resources for the engine: users' states contain these. */
export function urnsIn({ deployment }: StackState): string[] {
    return (deployment.resources ?? []).map(({ urn }: Recorded) => urn).sort();
}

export function keepUrns(stack: string, urns: readonly string[]): void {
    writeFileSync(urnsOf(stack), `${urns.join("\n")}\n`);
}

export function recordedUrns(stack: string): string[] {
    return readFileSync(urnsOf(stack), "utf8").trimEnd().split("\n");
}
