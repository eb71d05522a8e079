import { existsSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import path from "node:path";

import { removeEmptyDirectories } from "../../../../runtime/files";
import { projectDirectory, resolveIn } from "./files";
import type { Kind } from "./kind";

export interface DirectoryInputs {
    readonly root: string;
    readonly directory: string;
    /** What is in it, as in `data of cell eu in local:eu-west`. */
    readonly holds: string;
    /** Whether what is in it goes with it. */
    readonly ephemeral: boolean;
}

export interface DirectoryOutputs {
    readonly there: boolean;
}

/** A directory that a process fills. What it holds is kept when the resource goes, unless it is ephemeral. */
export const directory: Kind<DirectoryInputs, DirectoryOutputs> = {
    identify: ({ directory }) => directory,
    async apply({ root, directory }) {
        await mkdir(resolveIn(root, directory), { recursive: true, mode: 0o700 });
        return { there: true };
    },
    inspect: ({ root, directory }) =>
        Promise.resolve(existsSync(resolveIn(root, directory)) ? { there: true } : undefined),
    async remove({ root, directory, holds, ephemeral }) {
        const file = resolveIn(root, directory);
        if (!ephemeral) {
            console.log(
                `${holds} is kept in ${path.relative(projectDirectory(), file)}; set store.ephemeral to have it deleted`,
            );
            return;
        }
        await rm(file, { recursive: true, force: true });
        await removeEmptyDirectories(resolveIn(root), path.dirname(file));
    },
};
