import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import path from "node:path";

import { removeFile } from "../../../../runtime/files";

/**
 * A path below the directory of everything that a local stack runs. That directory is kept relative to the project, so
 * that state holds no path of this machine and a checkout can be moved.
 */
export function resolveIn(root: string, file = "."): string {
    return path.resolve(projectDirectory(), root, file);
}

/** The Pulumi project that the engine runs: the engine starts providers in it, or in a folder of it. */
export function projectDirectory(): string {
    const start = process.cwd();
    for (let directory = start; ; directory = path.dirname(directory)) {
        if (existsSync(path.join(directory, "Pulumi.yaml"))) {
            return directory;
        }
        if (directory === path.dirname(directory)) {
            return start;
        }
    }
}

/** Removes a log with its rotated parts (`gate.log.1`), and the directories that this leaves empty. */
export async function removeRotated(root: string, log: string): Promise<void> {
    const directory = path.dirname(log);
    const parts = await readdir(directory).catch(() => []);
    for (const part of parts.filter(name => name === path.basename(log) || name.startsWith(`${path.basename(log)}.`))) {
        await removeFile(root, path.join(directory, part));
    }
}
