import { chmodSync, lstatSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";

/** Removes a directory whose directories can't be written to. At once: for a process that ends. */
export function removeTree(directory: string): void {
    openUp(directory);
    // Again where a process that is being killed still writes there.
    rmSync(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
}

function openUp(directory: string): void {
    if (lstatSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) return;
    chmodSync(directory, 0o700);
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
        if (entry.isDirectory()) openUp(path.join(directory, entry.name));
    }
}
