import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { takeLock } from "./lock";
import { isAlive, startTime } from "./process-identity";
import type { Progress } from "./progress";

const LOOK_AGAIN_AFTER_MS = 500;

/**
 * Makes `directory` by `build`, whole or not at all. `build` fills a temporary sibling, which then gets the final name;
 * so the directory's existence means that it is complete. The lock only saves a second builder the work: were it lost,
 * two would build, and the slower one's result be dropped.
 */
export async function installOnce(
    directory: string,
    build: (into: string, log: string) => Promise<void>,
    progress: Progress,
): Promise<void> {
    mkdirSync(dirname(directory), { recursive: true });
    const log = `${directory}.log`;
    while (!existsSync(directory)) {
        const lock = takeLock(`${directory}.lock`);
        if ("owner" in lock) {
            await progress.step(
                `waiting for process ${lock.owner.pid}, which is getting ${basename(directory)}`,
                async () => {
                    while (!existsSync(directory) && isAlive(lock.owner) && existsSync(`${directory}.lock`)) {
                        await delay(LOOK_AGAIN_AFTER_MS);
                    }
                },
            );
            continue;
        }
        try {
            if (existsSync(directory)) return;
            removeAbandoned(directory);
            const temporary = `${directory}.tmp-${process.pid}-${fileSafe(startTime(process.pid) ?? "")}`;
            rmSync(log, { force: true });
            try {
                mkdirSync(temporary);
                await build(temporary, log);
                giveName(temporary, directory);
            } catch (error) {
                throw new Error(describeFailure(error, log), { cause: error });
            } finally {
                rmSync(temporary, { recursive: true, force: true });
            }
            rmSync(log, { force: true });
        } finally {
            lock.release();
        }
    }
}

function giveName(temporary: string, directory: string): void {
    try {
        renameSync(temporary, directory);
    } catch (error) {
        // Another builder was first, and what it made is as good.
        if (!existsSync(directory)) throw error;
    }
}

/** Removes what builders left behind that were cut off. */
function removeAbandoned(directory: string): void {
    const prefix = `${basename(directory)}.tmp-`;
    for (const name of readdirSync(dirname(directory))) {
        if (!name.startsWith(prefix)) continue;
        const [pid = "", started] = name.slice(prefix.length).split(/-(.*)/s);
        const now = startTime(Number(pid));
        if (now === undefined || fileSafe(now) !== started) {
            rmSync(join(dirname(directory), name), { recursive: true, force: true });
        }
    }
}

const fileSafe = (text: string) => text.replace(/[^A-Za-z0-9]+/g, "_");

function describeFailure(error: unknown, log: string): string {
    const reason = error instanceof Error ? error.message : String(error);
    if (!existsSync(log)) return reason;
    const lastLines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-5).join("\n  ");
    return `${reason}; its last lines:\n  ${lastLines}\nall of them are in ${log}`;
}
