import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Seconds of a core's time that a process has used until now, its own and the system's for it. */
export function coreSecondsOf(pid: number): number {
    return process.platform === "linux" ? fromProc(pid) : fromPs(pid);
}

function fromProc(pid: number): number {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name in parentheses may hold anything; utime and stime are the 14th and 15th field (proc_pid_stat(5)).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond();
}

let ticks: number | undefined;

function ticksPerSecond(): number {
    ticks ??= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));
    return ticks;
}

/** As in `1:02.34`. */
function fromPs(pid: number): number {
    const time = execFileSync("ps", ["-o", "time=", "-p", `${pid}`], { encoding: "utf8" });
    return time.split(":").reduce((seconds, part) => seconds * 60 + Number(part), 0);
}
