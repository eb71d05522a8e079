import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import { identify, isAlive, startTime, type ProcessIdentity } from "./process-identity";

/**
 * Every process of a local stack carries the stack's directory under this name, and so do all processes that it starts: thus they are
 * found also after their parent has ended.
 */
export const RUNTIME_VARIABLE = "MERIDIAN_RUNTIME";

/** How long a process may take to end by itself before it is killed. */
const GRACE_MS = 5_000;
/** How long the system may take to end one that is killed: for its last steps it needs a processor, too. */
const KILLED_MS = 30_000;

/** A running process as the operating system shows it. */
export interface RunningProcess extends ProcessIdentity {
    readonly parent: number;
    readonly argv: readonly string[];
}

const onLinux = process.platform === "linux";

/** Every process that can be seen. */
export async function runningProcesses(): Promise<RunningProcess[]> {
    const seen = onLinux ? await fromProc() : await fromPs();
    return seen.flatMap(each => {
        const startedAt = startTime(each.pid);
        return startedAt === undefined ? [] : [{ ...each, startedAt }];
    });
}

/**
 * Every process of this user whose environment has that value: the mark that a parent gave its children stays with them,
 * and with theirs, also when all above them are gone.
 */
export async function processesWithEnvironment(variable: string, value: string): Promise<ProcessIdentity[]> {
    const assignment = `${variable}=${value}`;
    const pids = onLinux ? await procPidsWith(assignment) : await psPidsWith(assignment);
    return pids.filter(pid => pid !== process.pid).flatMap(pid => identify(pid) ?? []);
}

/** A variable that the process was started with; undefined where there is none or it can't be read. */
export async function variableOf(pid: number, name: string): Promise<string | undefined> {
    const variables = onLinux
        ? (await procFile(pid, "environ")).split("\0")
        : (await ps("-Eww", "-o", "command=", "-p", `${pid}`).catch(() => [])).flatMap(line => line.split(/\s+/));
    return variables.find(variable => variable.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Ends processes, kills those that don't end, and returns when all are gone. Another process under a freed pid is left alone. */
export async function endProcesses(processes: readonly ProcessIdentity[]): Promise<void> {
    signal(processes, "SIGTERM");
    if (await areGone(processes, GRACE_MS)) {
        return;
    }
    signal(processes, "SIGKILL");
    if (!(await areGone(processes, KILLED_MS))) {
        const left = processes.filter(isAlive).map(({ pid }) => pid);
        throw new Error(`processes ${left.join(", ")} can't be ended; end them manually`);
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

type Seen = Omit<RunningProcess, "startedAt">;

async function fromProc(): Promise<Seen[]> {
    const seen = await Promise.all(
        (await procPids()).map(async pid => {
            const [stat, commandLine] = await Promise.all([procFile(pid, "stat"), procFile(pid, "cmdline")]);
            const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
            return { pid, parent, argv: commandLine.split("\0").slice(0, -1) };
        }),
    );
    return seen.filter(({ argv }) => argv.length > 0);
}

async function fromPs(): Promise<Seen[]> {
    return (await ps("-axww", "-o", "pid=,ppid=,command=")).flatMap(line => {
        const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
        return command === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), argv: command.split(" ") }];
    });
}

async function procPids(): Promise<number[]> {
    return (await readdir("/proc")).filter(name => /^\d+$/.test(name)).map(Number);
}

/** Empty where the process has ended since it was listed, or is another user's. */
function procFile(pid: number, name: "stat" | "cmdline" | "environ"): Promise<string> {
    return readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "");
}

async function procPidsWith(assignment: string): Promise<number[]> {
    const pids = await procPids();
    const environments = await Promise.all(pids.map(pid => procFile(pid, "environ")));
    return pids.filter((_, i) => environments[i]?.split("\0").includes(assignment));
}

/** macOS shows a process's environment behind its arguments, to its owner. */
async function psPidsWith(assignment: string): Promise<number[]> {
    const lines = await ps("-axEww", "-o", "pid=,command=");
    return lines.filter(line => `${line} `.includes(` ${assignment} `)).map(line => Number.parseInt(line, 10));
}

async function ps(...args: string[]): Promise<string[]> {
    return (await promisify(execFile)("ps", args, { maxBuffer: 64 << 20 })).stdout.split("\n");
}
