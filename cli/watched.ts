import { existsSync } from "node:fs";
import path from "node:path";

import { z } from "zod";

import { ProjectError } from "./exit";
import { readText, shown } from "./files";
import type { Project } from "./project";

/** What a running stack says of itself, and the directory that its paths are relative to. */
export interface Watched<T> {
    readonly directory: string;
    readonly watched: T;
}

const directoryOf = ({ root }: Project, stack: string) => path.join(root, ".meridian", "stacks", stack);

/** Whether a stack has processes on this machine. */
export const isUp = (project: Project, stack: string) =>
    existsSync(path.join(directoryOf(project, stack), "watched.json"));

/**
 * The part of a running stack's `watched.json` that a command needs. Throws a `ProjectError` where the stack isn't up; `otherwise` says
 * what else that may mean, and what to do.
 */
export function readWatched<S extends z.ZodType>(
    project: Project,
    stack: string,
    schema: S,
    otherwise: string,
): Watched<z.output<S>> {
    const directory = directoryOf(project, stack);
    const file = path.join(directory, "watched.json");
    if (!existsSync(file)) {
        throw new ProjectError(`stack ${stack} is not up${otherwise.replace("{file}", shown(file))}`);
    }
    const text = readText(file);
    try {
        return { directory, watched: schema.parse(JSON.parse(text)) };
    } catch (error) {
        const why =
            error instanceof z.ZodError
                ? error.issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`).join("; ")
                : (error as Error).message;
        throw new ProjectError(`${shown(file)} can't be read: ${why}; run \`pulumi up\` to rewrite it`);
    }
}
