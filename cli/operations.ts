import type { Operations, Rehearsable } from "../components/watch/drills/operations";
import type * as LocalOperations from "pulumi-meridian/local/operations";

import { inClusters } from "./clusters/drills";
import { ProjectError, UsageError } from "./exit";
import type { Project } from "./project";

/** What can be done to stacks that run, by the cloud that they run on: each is loaded when it is asked for. */
const loaders = {
    local: () => require("pulumi-meridian/local/operations") as typeof LocalOperations,
} as const;

/** What can be done to a stack that is up. Throws `ProjectError`. */
export function operationsOn(project: Project, stack: string): Operations {
    const operations = openedOn(project, stack);
    if (operations !== undefined) return operations;
    throw new ProjectError(
        `stack ${stack} has nothing up on ${Object.keys(loaders).join(" or ")}, where commands act on regions; run \`pulumi up\` first`,
    );
}

function openedOn({ root }: Project, stack: string): Operations | undefined {
    for (const load of Object.values(loaders)) {
        const operations = given(() => load().open(root, stack));
        if (operations !== undefined) return operations;
    }
    return undefined;
}

/** Which cell of a stack is meant, and how its name is found. */
interface Meant {
    readonly cell?: string | undefined;
    readonly region?: string | undefined;
    /** The server of DNS that knows the names of cells in clusters. */
    readonly resolver?: string | undefined;
}

/**
 * How outages of a stack are rehearsed: on this machine, or in clusters, where the region or the cell that is meant is there, or nothing of the
 * stack is up here. What a killed drill has left is undone. Throws `ProjectError` and `UsageError`.
 */
export async function rehearsableOn(
    project: Project,
    stack: string,
    { cell, region, resolver }: Meant,
    note: (text: string) => void,
): Promise<{ readonly rehearsable: Rehearsable; readonly isHealed: boolean }> {
    const isMeantThere = region?.startsWith("kubernetes:") === true;
    const healedHere = isMeantThere ? [] : await healFailures(project.root, stack);
    healedHere.forEach(note);
    const isHealed = healedHere.length > 0;
    const here = isMeantThere ? undefined : openedOn(project, stack);
    if (here !== undefined && (cell === undefined || here.stack.cells.some(({ name }) => name === cell))) {
        if (resolver !== undefined)
            throw new UsageError("--resolver is for cells in clusters: this one is on this machine");
        return { rehearsable: here, isHealed };
    }
    const there = await inClusters(project, stack, { cell, resolver }, note).catch(asProjectError);
    if (there === undefined) return { rehearsable: here ?? operationsOn(project, stack), isHealed };
    return { rehearsable: there.rehearsable, isHealed: isHealed || there.isHealed };
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
