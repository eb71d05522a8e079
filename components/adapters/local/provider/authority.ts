import { authorityFiles, authorityFor, authorityIn } from "../../../../runtime/certifier/authority";
import { fingerprint } from "../../../../runtime/certifier/certificates";
import { removeFile } from "../../../../runtime/files";
import { resolveIn } from "./files";
import type { Kind } from "./kind";

export interface AuthorityInputs {
    readonly root: string;
    readonly cell: string;
    /** The cell's host; the authority vouches for it and the names under it, and for no others. */
    readonly host: string;
    readonly directory: string;
}

export interface AuthorityOutputs {
    /** Changes when the authority was recreated: then its certificates are, too. The key never leaves its file. */
    readonly fingerprint: string;
}

/** A cell's own certificate authority, as two files. */
export const authority: Kind<AuthorityInputs, AuthorityOutputs> = {
    identify: ({ cell, host }) => `${cell}/${host}`,
    apply: async ({ root, cell, host, directory }) => ({
        fingerprint: await authorityFor(cell, host, resolveIn(root, directory)),
    }),
    async inspect({ root, directory }) {
        const found = await authorityIn(resolveIn(root, directory));
        return found && { fingerprint: fingerprint(found.certificate) };
    },
    async remove({ root, directory }) {
        const files = authorityFiles(resolveIn(root, directory));
        await removeFile(resolveIn(root), files.key);
        await removeFile(resolveIn(root), files.certificate);
    },
};
