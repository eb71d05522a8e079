import { readdirSync, readFileSync } from "node:fs";

import { until } from "./until";

/**
 * Stops processes, and waits until none of their threads runs any more. The signal is only pending when `kill` returns: one thread takes it and
 * stops the others, and these go on until that one gets a processor, or its write to the disk ends. Beside other work that took up to 0.6 s, in
 * which servers of the store acknowledged writes.
 */
export async function standStill(pids: readonly number[]): Promise<void> {
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    await until(`${pids.join()} stand still`, () => pids.every(standsStill));
}

function standsStill(pid: number): boolean {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.every(thread => stateOf(`/proc/${pid}/task/${thread}/stat`) === "T");
}

/** A letter, after the program's name in parentheses (proc_pid_stat(5)); undefined of a thread that has ended since. */
function stateOf(file: string): string | undefined {
    try {
        const stat = readFileSync(file, "utf8");
        return stat[stat.lastIndexOf(")") + 2];
    } catch {
        return undefined;
    }
}
