import { contentOf, removeFile, replaceFile, sha256 } from "../../../../runtime/files";
import { resolveIn } from "./files";
import type { Kind } from "./kind";

export interface FileInputs {
    readonly root: string;
    readonly file: string;
    readonly content: string;
    /**
     * Files whose text replaces `{{<name>}}` in the content, by that name. The text is in the written file only, never in state or in
     * messages.
     */
    readonly secrets?: Readonly<Record<string, string>>;
}

export interface FileOutputs {
    /** Digest of what is there, with the names of secrets in their places. */
    readonly found: string;
}

/** Where secrets should be and are not as they should: a digest of what is there instead could be one of theirs. */
const somethingElse = "something else";

/** A file that a process reads. */
export const file: Kind<FileInputs, FileOutputs> = {
    identify: ({ file }) => file,
    async apply(inputs) {
        const { root, file, content } = inputs;
        const { text, missing } = await filled(inputs);
        if (missing.length > 0) {
            throw new Error(`${missing.join(", ")} for ${file} is gone; run the update again`);
        }
        await replaceFile(resolveIn(root, file), text);
        return { found: sha256(content) };
    },
    async inspect(state) {
        const { root, file, content, secrets } = state;
        const there = await contentOf(resolveIn(root, file));
        if (there === undefined || secrets === undefined) {
            return there && { found: sha256(there) };
        }
        const { text, missing } = await filled(state);
        return { found: missing.length === 0 && there.equals(Buffer.from(text)) ? sha256(content) : somethingElse };
    },
    isRight: ({ content }, { found }) => found === sha256(content),
    async remove({ root, file }) {
        await removeFile(resolveIn(root), resolveIn(root, file));
    },
};

/** The content with the secrets that are there, and the names of those that are gone. */
async function filled({ root, content, secrets = {} }: FileInputs): Promise<{ text: string; missing: string[] }> {
    const held = new Map<string, string>();
    for (const [name, file] of Object.entries(secrets)) {
        const value = (await contentOf(resolveIn(root, file)))?.toString() ?? "";
        if (value !== "") held.set(name, value);
    }
    return {
        text: content.replaceAll(/\{\{(\w+)\}\}/g, (mark, name: string) => held.get(name) ?? mark),
        missing: Object.keys(secrets).filter(name => !held.has(name)),
    };
}
