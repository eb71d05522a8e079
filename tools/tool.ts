import { createHash } from "node:crypto";
import { accessSync, constants, readFileSync, realpathSync } from "node:fs";
import { basename, delimiter, dirname, join, sep } from "node:path";
import { cacheDirectory } from "./cache";
import { answerOf } from "./command";
import { installOnce } from "./install";
import { packageRoot } from "./package-root";
import { silent, type Progress } from "./progress";
import { isAtLeast, versionIn } from "./version";

/** A program that the package runs, and how to get it where it is not installed. */
export interface Tool {
    /** What it is called on PATH. */
    readonly name: string;
    /** The lowest version that serves; an installed one below it is passed over. */
    readonly minimum: string;
    /** Prints the version. */
    readonly versionArgs: readonly string[];
    /** Programs that must be found with it for it to be of use. */
    readonly companions?: readonly string[];
    /** A program that is installed if missing. */
    readonly version: string;
    /** The files under `tools/` that say how: a change of one of them is another build. */
    readonly recipe: readonly string[];
    /** Fills `bin/` of the directory `into`. */
    build(into: string, log: string): Promise<void>;
    /** Long steps are shown under this title. */
    readonly building: string;
    /** How users can install it themselves. */
    readonly install: string;
}

/** The absolute path of the tool: on PATH in an accepted version, else installed earlier. Installs nothing. */
export async function findTool(tool: Tool): Promise<string> {
    const found = await lookUp(tool);
    if ("path" in found) return found.path;
    throw new Error(`${describeSearch(tool, found)}; \`npm run local\` gets it, or ${tool.install}`);
}

/** The absolute path of the tool, which is installed if `findTool` finds none. */
export async function getTool(tool: Tool, progress: Progress = silent): Promise<string> {
    const found = await lookUp(tool);
    if ("path" in found) return found.path;
    const directory = cachedAt(tool);
    try {
        await installOnce(
            directory,
            (into, log) => progress.step(tool.building, () => tool.build(into, log)),
            progress,
        );
    } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new Error(`${describeSearch(tool, found)}; getting it failed: ${reason}\nor ${tool.install}`, {
            cause: error,
        });
    }
    return programIn(directory, tool);
}

/** Whether `getTool` installed the tool, so that its directory contains only the tool and its companions. */
export function isCached(path: string): boolean {
    return path.startsWith(cacheDirectory() + sep);
}

interface Rejected {
    /** What was on PATH, and why it does not serve. */
    readonly rejected: readonly string[];
}

async function lookUp(tool: Tool): Promise<{ readonly path: string } | Rejected> {
    const rejected: string[] = [];
    for (const directory of (process.env.PATH ?? "").split(delimiter)) {
        const path = join(directory, tool.name);
        if (directory === "" || isWrapper(directory) || !isExecutable(path)) continue;
        // What is in the cache was built to the version that its directory names.
        if (isCached(path)) return { path };
        const reason = await unfitness(tool, path);
        if (reason === undefined) return { path };
        rejected.push(reason);
    }
    const cached = programIn(cachedAt(tool), tool);
    return isExecutable(cached) ? { path: cached } : { rejected };
}

/** Why the program can't be used. */
async function unfitness(tool: Tool, path: string): Promise<string | undefined> {
    const version = versionIn((await answerOf(path, tool.versionArgs)) ?? "");
    if (version === undefined) return `${path} does not tell its version`;
    if (!isAtLeast(version, tool.minimum)) return `${path} is ${version}`;
    const missing = tool.companions?.filter(companion => !isInstalledWith(path, companion)) ?? [];
    return missing.length > 0 ? `${path} comes without ${missing.join(", ")}` : undefined;
}

function isInstalledWith(path: string, companion: string): boolean {
    const directories = [dirname(path), dirname(realpathSync(path)), ...(process.env.PATH ?? "").split(delimiter)];
    return directories.some(directory => isExecutable(join(directory, companion)));
}

/** A `.meridian/bin` on PATH holds scripts around the tools, not the tools. */
function isWrapper(directory: string): boolean {
    return basename(dirname(directory)) === ".meridian";
}

function describeSearch(tool: Tool, { rejected }: Rejected): string {
    const seen = rejected.length > 0 ? ` (${rejected.join("; ")})` : "";
    return `no ${tool.name} ${tool.minimum} or later on PATH${seen} nor in ${join(cacheDirectory(), tool.name)}`;
}

/** Where in the cache something is kept that is built by a recipe. */
export function cachedAt({ name, version, recipe }: Pick<Tool, "name" | "version" | "recipe">): string {
    const digest = createHash("sha256");
    for (const file of recipe) digest.update(readFileSync(join(packageRoot(), "tools", file)));
    const build = [version, process.platform, process.arch, digest.digest("hex").slice(0, 12)].join("-");
    return join(cacheDirectory(), name, build);
}

const programIn = (directory: string, tool: Tool) => join(directory, "bin", tool.name);

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}
