import { spawn } from "node:child_process";
import path from "node:path";
import { json, text } from "node:stream/consumers";

import { pythonEmulators } from "./install";

/** Policies of an identity as text, and what it requests. */
export interface IamCase {
    readonly policies: readonly string[];
    readonly action: string;
    readonly resource: string;
}

/** Whether moto allows each case, and the documents of policies that AWS writes, by name. */
export async function askMoto(request: {
    readonly cases: readonly IamCase[];
    readonly managed: readonly string[];
}): Promise<{ readonly decisions: readonly boolean[]; readonly managed: Readonly<Record<string, unknown>> }> {
    const args = ["-I", "-B", path.join(__dirname, "iam.py"), await pythonEmulators()];
    const child = spawn("python3", args, { stdio: ["pipe", "pipe", "pipe"] });
    // Where it fails before it has read all, its error is of interest.
    child.stdin.on("error", () => undefined).end(JSON.stringify(request));
    const said = text(child.stderr);
    try {
        return (await json(child.stdout)) as Awaited<ReturnType<typeof askMoto>>;
    } catch {
        throw new Error(`iam.py: ${await said}`);
    }
}
