import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

const file = "/proc/self/mountinfo";

/** Paths below a directory where something is mounted, the last one first, as `/proc/self/mountinfo` has them (proc_pid_mountinfo(5)). */
export function mountsBelow(directory: string, mountInfo: string): string[] {
    return mountInfo
        .split("\n")
        .flatMap(line => line.split(" ")[4] ?? [])
        .map(path => path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8))))
        .filter(path => path.startsWith(`${directory}/`))
        .reverse();
}

/**
 * Unmounts what a killed container runtime has left below a directory, which cannot be removed before. Nothing happens where the system has no such
 * file: containers run on Linux alone.
 */
export function unmountBelow(directory: string): void {
    if (!existsSync(file)) return;
    for (const path of mountsBelow(directory, readFileSync(file, "utf8")))
        execFileSync("umount", ["--lazy", path], { stdio: ["ignore", "ignore", "pipe"] });
}
