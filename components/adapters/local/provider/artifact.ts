import { digestOf, piecesOf, removeFile, replaceFileFrom } from "../../../../runtime/files";
import { unpackedAt } from "../launcher/unpacked";
import { resolveIn } from "./files";
import type { Kind } from "./kind";
import { withSource } from "./source";
import { removeUnpacked } from "../../../../runtime/unpack/replacement";
import { streamArtifact } from "../../../../runtime/store/artifacts";
import { Hopeless, withPatience } from "../../../../runtime/operator/connection";
import { accessOf, type StoreIdentity } from "./store/access";

export interface ArtifactInputs {
    readonly root: string;
    /** `file:<path>`, relative to the project, or `https://…`; or where a cell has a store, that, which must have it already. */
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
        const target = resolveIn(root, file);
        if (typeof source === "string") {
            await withSource({ source, digest }, target, pieces =>
                replaceFileFrom(target, pieces(), found => {
                    refuseOther(source, digest, found);
                }),
            );
        } else await placeStored(root, source, digest, target);
        return { found: digest };
    },
    async inspect({ root, file }) {
        const found = await digestIn(resolveIn(root, file));
        return found === undefined ? undefined : { found };
    },
    isRight: ({ digest }, { found }) => found === digest,
    async remove({ root, file }) {
        const placed = resolveIn(root, file);
        await removeUnpacked(unpackedAt(placed));
        await removeFile(resolveIn(root), placed);
    },
};

/** Rejects a file whose digest is not the release's. */
export function refuseOther(source: string, digest: string, found: string): void {
    if (found !== digest) {
        throw new Error(
            `artifact ${source} has digest ${found}, but the release says ${digest}; ` +
                `name the right file, or correct the digest if this content was approved`,
        );
    }
}

/** From the cell's store. Errors that a retry does not fix are not retried. */
async function placeStored(
    root: string,
    store: Omit<StoreIdentity, "root">,
    digest: string,
    target: string,
): Promise<void> {
    await withPatience(accessOf({ root, ...store }), `artifact ${digest}`, async nats => {
        const { pieces } = await streamArtifact(nats, digest);
        try {
            await replaceFileFrom(target, pieces, found => {
                try {
                    refuseOther("in the cell's store", digest, found);
                } catch (error) {
                    throw new Hopeless((error as Error).message);
                }
            });
        } catch (error) {
            const { code = "", message } = error as NodeJS.ErrnoException;
            if (!ofTheDisk.includes(code)) throw error;
            throw new Hopeless(`artifact ${digest} can't be written: ${message}`);
        }
    });
}

const ofTheDisk = ["ENOSPC", "EDQUOT", "EROFS", "EACCES"];

async function digestIn(file: string): Promise<string | undefined> {
    try {
        return await digestOf(piecesOf(file));
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ENOENT") return undefined;
        throw new Error(`${file} can't be read (${code}); remove it, and the next update recreates it`, {
            cause: error,
        });
    }
}
