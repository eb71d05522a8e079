import { chmodSync, lstatSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

/** Each waits a third of a second. */
const mostTries = 10;

/** Removes a directory whose directories can't be written to. At once: for a process that ends. */
export function removeTree(directory: string): void {
    for (let tries = 1; ; tries++) {
        try {
            openUp(directory);
            rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
            return;
        } catch (error) {
            // What this process has begun to write, or one that is being killed, comes after the names were read; `maxRetries` reads none again.
            if (tries === mostTries || !racing.includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
        }
    }
}

/** Something has come, or gone, since the names were read. */
const racing: readonly string[] = ["ENOTEMPTY", "EEXIST", "ENOENT"];

function openUp(directory: string): void {
    if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    chmodSync(directory, 0o700);
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
        if (entry.isDirectory()) openUp(path.join(directory, entry.name));
    }
}
