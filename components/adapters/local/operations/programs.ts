import { setTimeout as pause } from "node:timers/promises";

import type { SupervisorClient } from "../provider/supervisor/client";

const lookAgainMs = 30;
const patienceMs = 60_000;

/** Kills programs as a crash does, all at once, and keeps them down. */
export async function takeDown(supervisor: SupervisorClient, names: readonly string[]): Promise<void> {
    await untilAll(supervisor, names, "STOPPED", async programs => {
        for (const { pid } of programs) kill(pid);
        // The supervisor restarts killed processes, unless they are stopped before it looks.
        await Promise.all(programs.map(({ name }) => supervisor.halt(name)));
    });
}

/** Starts programs that are down, and returns when all run. One that waits for its next try gets it at once. */
export async function bringUp(supervisor: SupervisorClient, names: readonly string[]): Promise<void> {
    // Without a supervisor there is nothing to bring up: the next `pulumi up` starts all.
    if (!(await supervisor.isUp())) return;
    await untilAll(supervisor, names, "RUNNING", async programs => {
        await Promise.all(
            programs
                .filter(({ statename }) => statename !== "STARTING")
                .map(async ({ name, statename }) => {
                    if (statename === "BACKOFF") await supervisor.halt(name);
                    await supervisor.start(name);
                }),
        );
    });
}

type Programs = Awaited<ReturnType<SupervisorClient["programs"]>>;

/** Acts on those that are not in a state until all are. Throws where that takes too long. */
async function untilAll(
    supervisor: SupervisorClient,
    names: readonly string[],
    state: string,
    act: (others: Programs) => Promise<void>,
): Promise<void> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
        const programs = (await supervisor.programs()).filter(({ name }) => names.includes(name));
        const others = programs.filter(({ statename }) => statename !== state);
        if (others.length === 0) return;
        if (Date.now() > deadline) {
            const which = others.map(({ name, statename }) => `${name} (${statename.toLowerCase()})`).join(", ");
            throw new Error(`not ${state.toLowerCase()} within ${patienceMs / 1000} s: ${which}; its log says why`);
        }
        await act(others);
        await pause(lookAgainMs);
    }
}

function kill(pid: number): void {
    // The supervisor reports 0 for a program that does not run.
    if (pid > 0) signal(pid, "SIGKILL");
}

/** One that has ended since is no failure. */
export function signal(pid: number, name: NodeJS.Signals): void {
    try {
        process.kill(pid, name);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
}
