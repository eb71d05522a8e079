import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

import { packageRoot } from "../../tools/package-root";
import type { StackState } from "./rehearsal";
import type { Recorded } from "./stand-in/adopt";

const directory = path.join(packageRoot(), "tests", "rehearsal", "recorded");
const fileOf = (stack: string) => path.join(directory, `${stack}.json.gz`);
const urnsOf = (stack: string) => path.join(directory, `${stack}.urns.txt`);

/**
 * A state as a version that users have has made it, with secrets: they are a stand-in's, and open nothing. Where somebody has built the
 * program, and when, is left out.
 */
export function keepState(stack: string, state: StackState): void {
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
    writeFileSync(fileOf(stack), gzipSync(JSON.stringify(whole), { level: 9 }));
}

const passing = ["created", "modified", "sourcePosition", "stackTrace"];

export function recordedState(stack: string): StackState {
    return JSON.parse(gunzipSync(readFileSync(fileOf(stack))).toString("utf8")) as StackState;
}

/** What the engine knows resources by: whoever has the stack has these. */
export function urnsIn({ deployment }: StackState): string[] {
    return (deployment.resources ?? []).map(({ urn }: Recorded) => urn).sort();
}

export function keepUrns(stack: string, urns: readonly string[]): void {
    writeFileSync(urnsOf(stack), `${urns.join("\n")}\n`);
}

export function recordedUrns(stack: string): string[] {
    return readFileSync(urnsOf(stack), "utf8").trimEnd().split("\n");
}
