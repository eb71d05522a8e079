import { contentOf, removeFile, replaceFile, resolveIn, sha256 } from "./files";
import type { Kind } from "./kind";

export interface FileInputs {
    readonly root: string;
    readonly file: string;
    readonly content: string;
}

export interface FileOutputs {
    /** Digest of what is there. */
    readonly found: string;
}

/** A file that a process reads, and watches. */
export const file: Kind<FileInputs, FileOutputs> = {
    identify: ({ file }) => file,
    async apply({ root, file, content }) {
        await replaceFile(resolveIn(root, file), content);
        return { found: sha256(content) };
    },
    async inspect({ root, file }) {
        const content = await contentOf(resolveIn(root, file));
        return content === undefined ? undefined : { found: sha256(content) };
    },
    isRight: ({ content }, { found }) => found === sha256(content),
    async remove({ root, file }) {
        await removeFile(resolveIn(root), resolveIn(root, file));
    },
};
