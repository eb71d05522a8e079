import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";

import { environmentOf } from "../../cli/engine";
import type { LocalStack } from "../support/local-stack";

/** An update as a user's shell starts it, and a signal to its engine, or to all of its process group. */
export async function interruptedAfter(stack: LocalStack, ms: number, signal: NodeJS.Signals, group: boolean) {
    const { workspace } = stack.engine;
    const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", stack.name];
    const options = { cwd: stack.project, env: environmentOf(workspace), stdio: "ignore", detached: true } as const;
    const engine = spawn(workspace.command, args, options);
    const exit = once(engine, "exit") as Promise<[number | null]>;
    await Promise.race([pause(ms), exit]);
    const ended = engine.exitCode !== null;
    if (!ended) {
        process.kill(group ? -engine.pid! : engine.pid!, signal);
    }
    const [code] = await exit;
    return { code, ended };
}
