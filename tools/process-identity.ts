import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process for as long as it lives: a pid alone is given to another process some time after its owner has ended. */
export interface ProcessIdentity {
    readonly pid: number;
    /** As `startTime` gave it; only good for comparison. */
    readonly startedAt: string;
}

/** When a living process started, in a form that only this process of this boot has; undefined when there is none. */
export function startTime(pid: number): string | undefined {
    if (process.platform !== "linux") return darwinStart(pid);
    const ticks = linuxStartTicks(pid);
    return ticks === undefined ? undefined : `${bootId()}:${ticks}`;
}

export function identify(pid: number): ProcessIdentity | undefined {
    const startedAt = startTime(pid);
    return startedAt === undefined ? undefined : { pid, startedAt };
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
    return startTime(pid) === startedAt;
}

/** When a living process started, by the wall clock; good to about a second, because the clock may have been set since. */
export function startDate(pid: number): Date | undefined {
    if (process.platform !== "linux") {
        const start = darwinStart(pid);
        return start === undefined ? undefined : new Date(`${start} UTC`);
    }
    const ticks = linuxStartTicks(pid);
    if (ticks === undefined) return undefined;
    const uptimeSeconds = Number(readFileSync("/proc/uptime", "utf8").split(" ")[0]);
    return new Date(Date.now() - (uptimeSeconds - ticks / TICKS_PER_SECOND) * 1000);
}

/** What Linux shows to programs (USER_HZ) on every architecture that Node runs on, whatever the kernel's own rate. */
const TICKS_PER_SECOND = 100;

/** Ticks since boot. A zombie has ended and only waits for its parent to notice. */
function linuxStartTicks(pid: number): number | undefined {
    let stat: string;
    try {
        stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    } catch {
        return undefined;
    }
    // The second field is the program's name in brackets, and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [state, ticks] = [fields[0], fields[19]];
    return state === "Z" || state === "X" || ticks === undefined ? undefined : Number(ticks);
}

/** Ticks count from boot, so without it a process of an earlier boot could be taken for one of this. */
function bootId(): string {
    try {
        return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    } catch {
        return "";
    }
}

function darwinStart(pid: number): string | undefined {
    try {
        const options = { encoding: "utf8", env: { ...process.env, LC_ALL: "C", TZ: "UTC" }, stdio: "pipe" } as const;
        const line = execFileSync("ps", ["-o", "state=,lstart=", "-p", `${pid}`], options).trim();
        const [state = "", ...start] = line.split(/\s+/);
        return state === "" || state.startsWith("Z") ? undefined : start.join(" ");
    } catch {
        return undefined;
    }
}
