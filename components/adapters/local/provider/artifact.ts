import { readFile } from "node:fs/promises";
import path from "node:path";

import { contentOf, projectDirectory, removeFile, replaceFile, resolveIn, sha256 } from "./files";
import type { Kind } from "./kind";

export interface ArtifactInputs {
    readonly root: string;
    /** `file:<path>`, relative to the project. */
    readonly source: string;
    readonly digest: string;
    /** Where the region keeps it. */
    readonly file: string;
}

export interface ArtifactOutputs {
    /** Digest of what is there. */
    readonly found: string;
}

/** A model file brought into a region, under its digest, and only when its content has that digest. */
export const artifact: Kind<ArtifactInputs, ArtifactOutputs> = {
    identify: ({ file }) => file,
    async apply({ root, source, digest, file }) {
        const content = await readSource(source);
        const found = sha256(content);
        if (found !== digest) {
            throw new Error(
                `artifact ${source} has digest ${found}, but the release says ${digest}; ` +
                    `name the right file, or correct the digest if this content was approved`,
            );
        }
        await replaceFile(resolveIn(root, file), content);
        return { found };
    },
    async inspect({ root, file }) {
        const content = await contentOf(resolveIn(root, file));
        return content === undefined ? undefined : { found: sha256(content) };
    },
    isRight: ({ digest }, { found }) => found === digest,
    async remove({ root, file }) {
        await removeFile(resolveIn(root), resolveIn(root, file));
    },
};

async function readSource(source: string): Promise<Buffer> {
    const file = path.resolve(projectDirectory(), source.replace(/^file:(\/\/)?/, ""));
    try {
        return await readFile(file);
    } catch (error) {
        throw new Error(
            `artifact ${source} can't be read: ${(error as Error).message}; paths are relative to the project`,
            {
                cause: error,
            },
        );
    }
}
