import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import { identify, isAlive, type ProcessIdentity } from "./process-identity";

/**
 * Every process that a local stack runs carries the stack's directory under this name, and so do all that it starts: thus
 * they are found also when whoever started them is gone.
 */
export const RUNTIME_VARIABLE = "MERIDIAN_RUNTIME";

/** How long a process may take to end by itself before it is killed. */
const GRACE_MS = 5_000;

/**
 * Every process of this user whose environment has that value: the mark that a parent gave its children stays with them,
 * and with theirs, also when all above them are gone.
 */
export async function processesWithEnvironment(variable: string, value: string): Promise<ProcessIdentity[]> {
    const pids = process.platform === "linux" ? await linuxPids(variable, value) : await psPids(variable, value);
    return pids.filter(pid => pid !== process.pid).flatMap(pid => identify(pid) ?? []);
}

/** Ends processes, kills those that don't end, and returns when all are gone. Another process under a freed pid is left alone. */
export async function endProcesses(processes: readonly ProcessIdentity[]): Promise<void> {
    signal(processes, "SIGTERM");
    if (await areGone(processes, GRACE_MS)) {
        return;
    }
    signal(processes, "SIGKILL");
    if (!(await areGone(processes, GRACE_MS))) {
        const left = processes.filter(isAlive).map(({ pid }) => pid);
        throw new Error(`processes ${left.join(", ")} can't be ended; end them by hand`);
    }
}

function signal(processes: readonly ProcessIdentity[], name: NodeJS.Signals): void {
    for (const each of processes.filter(isAlive)) {
        try {
            process.kill(each.pid, name);
        } catch (error) {
            // It ended between the look and the signal.
            if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
        }
    }
}

async function areGone(processes: readonly ProcessIdentity[], withinMs: number): Promise<boolean> {
    const deadline = Date.now() + withinMs;
    while (processes.some(isAlive)) {
        if (Date.now() > deadline) return false;
        await delay(20);
    }
    return true;
}

async function linuxPids(variable: string, value: string): Promise<number[]> {
    const pids = (await readdir("/proc")).filter(name => /^\d+$/.test(name));
    const marked = await Promise.all(
        pids.map(async pid => {
            const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
            return environment.split("\0").includes(`${variable}=${value}`);
        }),
    );
    return pids.filter((_, i) => marked[i]).map(Number);
}

/** macOS shows a process's environment behind its arguments, to its owner. */
async function psPids(variable: string, value: string): Promise<number[]> {
    const { stdout } = await promisify(execFile)("ps", ["-axEww", "-o", "pid=,command="], { maxBuffer: 64 << 20 });
    return stdout
        .split("\n")
        .filter(line => `${line} `.includes(` ${variable}=${value} `))
        .map(line => Number.parseInt(line, 10));
}
