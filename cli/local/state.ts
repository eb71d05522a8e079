import { existsSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

/** The layout of the engine's file backend, as far as healing must look into it without an engine. */

export interface StackLock {
    readonly file: string;
    readonly pid: number;
    readonly hostname: string;
    readonly timestamp: Date;
}

/** The stacks of every project of the backend. */
export function stacksIn(state: string): string[] {
    return filesBelow(join(state, ".pulumi", "stacks"))
        .filter(file => file.endsWith(".json"))
        .map(file => file.slice(file.lastIndexOf("/") + 1, -".json".length));
}

/** A living engine has such a file for milliseconds. */
const unfinishedAfterMs = 5_000;

/** Takes away locks that an engine had no space to write, or was killed at: no engine could read the locks beside them. */
export function dropUnfinishedLocks(state: string): void {
    for (const file of filesBelow(join(state, ".pulumi", "locks"))) {
        const { size, mtimeMs } = statSync(file, { throwIfNoEntry: false }) ?? { size: 1, mtimeMs: Infinity };
        if ((size === 0 || file.endsWith(".tmp")) && Date.now() - mtimeMs > unfinishedAfterMs)
            rmSync(file, { force: true });
    }
}

export function locksOf(state: string, stack: string): StackLock[] {
    return filesBelow(join(state, ".pulumi", "locks"))
        .filter(file => file.endsWith(".json") && file.includes(`/${stack}/`))
        .flatMap(file => {
            try {
                const lock = JSON.parse(readFileSync(file, "utf8")) as {
                    pid: number;
                    hostname: string;
                    timestamp: string;
                };
                return [{ file, pid: lock.pid, hostname: lock.hostname, timestamp: new Date(lock.timestamp) }];
            } catch (error) {
                // Given back since the directory was read.
                if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
                throw new Error(`the stack lock ${file} can't be read; if no pulumi is running, remove it`, {
                    cause: error,
                });
            }
        });
}

/** Whether the state names operations that were begun and not ended. */
export function hasPendingOperations(state: string, stack: string): boolean {
    return filesBelow(join(state, ".pulumi", "stacks"))
        .filter(file => file.endsWith(`/${stack}.json`))
        .some(file => readFileSync(file, "utf8").includes('"pending_operations"'));
}

function filesBelow(directory: string): string[] {
    if (!existsSync(directory)) return [];
    // Step by step: the first releases of Node 20 neither read recursively nor say in which directory an entry was.
    return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
        const path = join(directory, entry.name);
        if (entry.isDirectory()) return filesBelow(path);
        return entry.isFile() ? [path] : [];
    });
}
