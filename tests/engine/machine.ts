import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import path from "node:path";

/** Every file and directory below one, itself included. */
export function allBelow(directory: string): { readonly files: string[]; readonly directories: string[] } {
    const entries = readdirSync(directory, { withFileTypes: true, recursive: true });
    const named = (wanted: boolean) =>
        entries
            .filter(entry => entry.isDirectory() === wanted)
            .map(({ parentPath, name }) => path.join(parentPath, name));
    return { files: named(false), directories: [directory, ...named(true)] };
}

/** The addresses that Linux processes listen on for TCP, as `/proc/net` writes them: hexadecimal, bytes in the machine's order. */
export function listeningAddresses(pids: readonly number[]): string[] {
    const inodes = new Set(pids.flatMap(socketsOf));
    return ["tcp", "tcp6"].flatMap(table =>
        readFileSync(`/proc/net/${table}`, "utf8")
            .split("\n")
            .slice(1)
            .map(line => line.trim().split(/\s+/))
            .filter(([, , , state, , , , , , inode]) => state === listening && inodes.has(inode!))
            .map(([, local]) => local!.split(":")[0]!),
    );
}

/** TCP_LISTEN of Linux. */
const listening = "0A";

export const loopback = "0100007F";

function socketsOf(pid: number): string[] {
    return readdirSync(`/proc/${pid}/fd`).flatMap(fd => {
        try {
            return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
        } catch {
            return []; // Closed since the directory was read.
        }
    });
}
