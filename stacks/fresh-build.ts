import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";

/** What is built, relative to the project. */
const sources = ["components", "runtime", "stacks", "tools"];

/** Written by `npm run build` when it has ended. */
const stamp = "dist/.built";

/**
 * The engine runs what was built, so an edit that was not built would be left out without a word. Throws where a source
 * is newer than the build. A project that has no sources of ours, as in a test, has nothing to be older than.
 */
export function refuseStaleBuild(project: string): void {
    const built = path.join(project, stamp);
    if (!existsSync(built)) {
        return;
    }
    const { mtimeMs } = statSync(built);
    const newer = sources
        .flatMap(directory => sourcesIn(path.join(project, directory)))
        .find(file => statSync(file).mtimeMs > mtimeMs);
    if (newer !== undefined) {
        const error = new Error(`${path.relative(project, newer)} is newer than the build; run \`npm run build\``);
        // The stack trace helps no user, and printing the engine's frames is slow (see ConfigFaults).
        error.stack = error.message;
        throw error;
    }
}

function sourcesIn(directory: string): string[] {
    return readdirSync(directory, { withFileTypes: true }).flatMap(entry => {
        const file = path.join(directory, entry.name);
        if (entry.isDirectory()) {
            return entry.name === "models" ? [] : sourcesIn(file);
        }
        return /\.(tsx?|json|css|html|svg)$/.test(entry.name) ? [file] : [];
    });
}
