import type { Operations } from "../components/watch/drills/operations";
import type * as LocalOperations from "pulumi-meridian/local/operations";

import { ProjectError } from "./exit";
import type { Project } from "./project";

/** What can be done to stacks that run, by the cloud that they run on: each is loaded when it is asked for. */
const loaders = {
    local: () => require("pulumi-meridian/local/operations") as typeof LocalOperations,
} as const;

/** What can be done to a stack that is up. Throws `ProjectError`. */
export function operationsOn({ root }: Project, stack: string): Operations {
    for (const load of Object.values(loaders)) {
        const operations = given(() => load().open(root, stack));
        if (operations !== undefined) return operations;
    }
    throw new ProjectError(
        `stack ${stack} has nothing up on ${Object.keys(loaders).join(" or ")}, where commands act on regions; run \`pulumi up\` first`,
    );
}

/** Undoes what a killed drill has left in a stack, up or not, and says what it did. Throws `ProjectError`, also where one still runs. */
export async function healFailures(root: string, stack: string): Promise<string[]> {
    const done: string[] = [];
    for (const load of Object.values(loaders)) {
        done.push(...(await load().heal(root, stack).catch(asProjectError)));
    }
    return done;
}

function given<T>(task: () => T): T {
    try {
        return task();
    } catch (error) {
        return asProjectError(error);
    }
}

function asProjectError(error: unknown): never {
    throw new ProjectError((error as Error).message, { cause: error });
}
