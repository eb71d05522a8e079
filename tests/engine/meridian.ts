import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

import { packageRoot } from "../../tools/package-root";
import type { LocalStack } from "../support/local-stack";

const run = promisify(execFile);

export interface Ended {
    readonly code: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** The command, in a stack's project. */
export async function meridian(stack: LocalStack, ...args: string[]): Promise<Ended> {
    const program = path.join(packageRoot(), "dist", "cli", "main.js");
    try {
        const done = await run(process.execPath, [program, ...args, "-s", stack.name], { cwd: stack.project });
        return { code: 0, ...done };
    } catch (error) {
        return error as Ended;
    }
}
