import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { z } from "zod";

import { SupervisorClient } from "../provider/supervisor/client";
import { type Watched, watchedSchema } from "./watched-file";

/** A stack of this machine, by its files. */
export interface StackFiles {
    readonly project: string;
    /** The stack's runtime directory. */
    readonly root: string;
    readonly watched: Watched;
    readonly supervisor: SupervisorClient;
}

export function rootOf(project: string, stack: string): string {
    return path.join(project, ".meridian", "stacks", stack);
}

export function supervisorIn(root: string): SupervisorClient {
    return new SupervisorClient(path.join(root, "supervisor.sock"));
}

/** Undefined where the stack is not up here. Throws where it doesn't say what it consists of. */
export function stackFiles(project: string, stack: string): StackFiles | undefined {
    const root = rootOf(project, stack);
    const file = path.join(root, "watched.json");
    if (!existsSync(file)) {
        return undefined;
    }
    try {
        const watched = watchedSchema.parse(JSON.parse(readFileSync(file, "utf8")));
        return { project, root, watched, supervisor: supervisorIn(root) };
    } catch (error) {
        const why = error instanceof z.ZodError ? faultsIn(error) : (error as Error).message;
        throw new Error(`${file} can't be read: ${why}; run \`pulumi up\` to rewrite it`, { cause: error });
    }
}

function faultsIn({ issues }: z.ZodError): string {
    return issues.map(({ path, message }) => `${path.join(".") || "it"}: ${message}`).join("; ");
}
