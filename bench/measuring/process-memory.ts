import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Memory {
    /** MiB that the process has in memory. */
    readonly rss: number;
    /** The same with shared pages divided among those that share them. Where the system does not report that, the resident size. */
    readonly pss: number;
}

export function memoryOf(pid: number): Memory {
    if (process.platform !== "linux") {
        const rss = Number(execFileSync("ps", ["-o", "rss=", "-p", `${pid}`], { encoding: "utf8" })) / 1024;
        return { rss, pss: rss };
    }
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    const mebibytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) / 1024;
    return { rss: mebibytes("Rss"), pss: mebibytes("Pss") };
}
