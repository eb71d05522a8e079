import { randomBytes } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";

import { contentOf, removeFile, replaceFile, sha256 } from "../../../../runtime/files";
import { resolveIn } from "./files";
import type { Kind } from "./kind";

export interface KeyInputs {
    readonly root: string;
    readonly file: string;
    /** Directories of what only this key reads: while something is there, it is not recreated. */
    readonly guards?: readonly string[];
}

export interface KeyOutputs {
    /** SHA-256 of the key. */
    readonly fingerprint: string;
}

/** 256 bits as lower-case hexadecimal. */
const form = /^[0-9a-f]{64}$/;

/** A random key that never leaves its file; made once, since what was hashed with it could not be found again under another. */
export const key: Kind<KeyInputs, KeyOutputs> = {
    identify: ({ file }) => file,
    async apply(inputs) {
        const kept = await this.inspect({ ...inputs, fingerprint: "" });
        if (kept !== undefined) {
            return kept;
        }
        const locked = (inputs.guards ?? []).find(directory => isFilled(resolveIn(inputs.root, directory)));
        if (locked !== undefined) {
            throw new Error(
                `the key ${inputs.file} is gone, and what is in ${locked} can't be read without it; ` +
                    `put the key back, or delete what is there`,
            );
        }
        const made = randomBytes(32).toString("hex");
        await replaceFile(resolveIn(inputs.root, inputs.file), made);
        return { fingerprint: sha256(made) };
    },
    async inspect({ root, file }) {
        const found = (await contentOf(resolveIn(root, file)))?.toString();
        return found !== undefined && form.test(found) ? { fingerprint: sha256(found) } : undefined;
    },
    remove: ({ root, file }) => removeFile(resolveIn(root), resolveIn(root, file)),
};

function isFilled(directory: string): boolean {
    return existsSync(directory) && readdirSync(directory).length > 0;
}
