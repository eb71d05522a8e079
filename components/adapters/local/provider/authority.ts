import { belongsTo, fingerprint, makeAuthority } from "./certificates";
import { contentOf, removeFile, replaceFile, resolveIn } from "./files";
import type { Kind } from "./kind";

export interface AuthorityInputs {
    readonly root: string;
    readonly cell: string;
    /** The cell's host; the authority vouches for it and the names under it, and for no others. */
    readonly host: string;
    readonly directory: string;
}

export interface AuthorityOutputs {
    /** Changes when the authority was made anew: then its certificates are, too. The key never leaves its file. */
    readonly fingerprint: string;
}

/** A cell's own certificate authority, as two files. */
export const authority: Kind<AuthorityInputs, AuthorityOutputs> = {
    identify: ({ cell, host }) => `${cell}/${host}`,
    async apply(inputs) {
        const found = await this.inspect({ ...inputs, fingerprint: "" });
        if (found !== undefined) {
            return found;
        }
        const { certificateFile, keyFile } = authorityFiles(inputs);
        const made = await makeAuthority(`meridian cell ${inputs.cell}`, inputs.host);
        await replaceFile(keyFile, made.key);
        await replaceFile(certificateFile, made.certificate);
        return { fingerprint: fingerprint(made.certificate) };
    },
    async inspect(inputs) {
        const { certificateFile, keyFile } = authorityFiles(inputs);
        const [certificate, key] = await Promise.all([contentOf(certificateFile), contentOf(keyFile)]);
        return certificate !== undefined && key !== undefined && belongsTo(key.toString(), certificate.toString())
            ? { fingerprint: fingerprint(certificate.toString()) }
            : undefined;
    },
    async remove(inputs) {
        const { certificateFile, keyFile } = authorityFiles(inputs);
        await removeFile(resolveIn(inputs.root), keyFile);
        await removeFile(resolveIn(inputs.root), certificateFile);
    },
};

export function authorityFiles({ root, directory }: { root: string; directory: string }): {
    certificateFile: string;
    keyFile: string;
} {
    return {
        certificateFile: resolveIn(root, `${directory}/authority.crt`),
        keyFile: resolveIn(root, `${directory}/authority.key`),
    };
}
