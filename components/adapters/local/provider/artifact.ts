import { readFile } from "node:fs/promises";
import path from "node:path";

import { pathIn } from "../../../plan/serving/release-file";
import { contentOf, removeFile, replaceFile, sha256 } from "../../../../runtime/files";
import { unpackedAt } from "../launcher/unpacked";
import { projectDirectory, resolveIn } from "./files";
import type { Kind } from "./kind";
import { removeUnpacked } from "../../../../runtime/unpack/replacement";
import { readArtifact } from "../../../../runtime/store/artifacts";
import { withPatience } from "../../../../runtime/operator/connection";
import { accessOf, type StoreIdentity } from "./store/access";

export interface ArtifactInputs {
    readonly root: string;
    /** `file:<path>`, relative to the project; or where a cell has a store, that, which must have it already. */
    readonly source: string | Omit<StoreIdentity, "root">;
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
        const content = typeof source === "string" ? await readSource(source) : await readStored(root, source, digest);
        const found = sha256(content);
        refuseOther(typeof source === "string" ? source : "in the cell's store", digest, found);
        await replaceFile(resolveIn(root, file), content);
        return { found };
    },
    async inspect({ root, file }) {
        const content = await contentOf(resolveIn(root, file));
        return content === undefined ? undefined : { found: sha256(content) };
    },
    isRight: ({ digest }, { found }) => found === digest,
    async remove({ root, file }) {
        await removeUnpacked(unpackedAt(resolveIn(root, file)));
        await removeFile(resolveIn(root), resolveIn(root, file));
    },
};

/** Refuses a file that is not what the release says. */
export function refuseOther(source: string, digest: string, found: string): void {
    if (found !== digest) {
        throw new Error(
            `artifact ${source} has digest ${found}, but the release says ${digest}; ` +
                `name the right file, or correct the digest if this content was approved`,
        );
    }
}

async function readStored(root: string, store: Omit<StoreIdentity, "root">, digest: string): Promise<Uint8Array> {
    return withPatience(accessOf({ root, ...store }), `artifact ${digest}`, nats => readArtifact(nats, digest));
}

export async function readSource(source: string): Promise<Buffer> {
    const file = path.resolve(projectDirectory(), pathIn(source) ?? source);
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
