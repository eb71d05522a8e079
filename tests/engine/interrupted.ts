import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

import { type Engine, environmentOf } from "../../cli/engine";
import { type EngineEvent, stepOf, type Steps } from "./steps";

/**
 * An update as a user's shell starts it, with a signal to its engine, or to all of its process group, once it has begun so many steps.
 * `ended`: it came to its end before.
 */
export async function interruptedAt(
    stack: { readonly engine: Pick<Engine, "workspace">; readonly name: string; readonly project: string },
    step: number,
    signal: NodeJS.Signals,
    group: boolean,
) {
    const { workspace } = stack.engine;
    const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--json", "--stack", stack.name];
    const engine = spawn(workspace.command, args, {
        cwd: stack.project,
        env: environmentOf(workspace),
        stdio: ["ignore", "pipe", "ignore"],
        detached: true,
    });
    const exit = once(engine, "exit") as Promise<[number | null]>;
    let begun = 0;
    createInterface({ input: engine.stdout }).on("line", line => {
        if (!line.startsWith("{") || stepOf(JSON.parse(line) as EngineEvent) === undefined) return;
        if (++begun === step) process.kill(group ? -engine.pid! : engine.pid!, signal);
    });
    const [code] = await exit;
    return { code, ended: begun < step };
}

/** Steps at so many moments of an update like one that came to its end: evenly spread, none at its very begin or end. */
export function stepsWithin(whole: Steps, count: number): number[] {
    const total = Object.values(whole).reduce((sum, names) => sum + names.length, 0);
    return Array.from({ length: count }, (_, i) => Math.max(1, Math.round((total * (i + 0.5)) / count)));
}
