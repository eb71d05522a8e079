import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { startTime, type ProcessIdentity } from "../tools/process-identity";

/** A running process as the operating system shows it. */
export interface RunningProcess extends ProcessIdentity {
    readonly parent: number;
    readonly argv: readonly string[];
}

/** Every process that can be seen. */
export function runningProcesses(): RunningProcess[] {
    const seen = process.platform === "linux" ? fromProc() : fromPs();
    return seen.flatMap(({ pid, parent, argv }) => {
        const startedAt = startTime(pid);
        return startedAt === undefined || argv.length === 0 ? [] : [{ pid, parent, argv, startedAt }];
    });
}

/** A variable that the process was started with; undefined where there is none or it can't be read. */
export function variableOf(pid: number, name: string): string | undefined {
    try {
        const variables =
            process.platform === "linux"
                ? readFileSync(`/proc/${pid}/environ`, "utf8").split("\0")
                : ps(["eww", "-o", "command=", "-p", `${pid}`]).split(/\s+/);
        return variables.find(variable => variable.startsWith(`${name}=`))?.slice(name.length + 1);
    } catch {
        return undefined;
    }
}

type Seen = Pick<RunningProcess, "pid" | "parent" | "argv">;

function fromProc(): Seen[] {
    return readdirSync("/proc")
        .filter(name => /^\d+$/.test(name))
        .flatMap(name => {
            try {
                const stat = readFileSync(`/proc/${name}/stat`, "utf8");
                const parent = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
                const argv = readFileSync(`/proc/${name}/cmdline`, "utf8").split("\0").slice(0, -1);
                return [{ pid: Number(name), parent, argv }];
            } catch {
                // Ended since the directory was read.
                return [];
            }
        });
}

function fromPs(): Seen[] {
    return ps(["-axww", "-o", "pid=,ppid=,command="])
        .split("\n")
        .flatMap(line => {
            const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
            return command === undefined
                ? []
                : [{ pid: Number(pid), parent: Number(parent), argv: command.split(" ") }];
        });
}

function ps(args: readonly string[]): string {
    return execFileSync("ps", args, {
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
        stdio: ["ignore", "pipe", "ignore"],
    });
}
