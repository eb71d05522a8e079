import { existsSync } from "node:fs";
import { copyFile, rename, rm } from "node:fs/promises";
import path from "node:path";

import type { Failure } from "../../../../watch/drills/operations";
import { contentOf, replaceFile, sha256 } from "../../../../../runtime/files";
import { bringUp, takeDown } from "../programs";
import type { StackFiles } from "../stack-files";
import { cellIn, newestIn, regionIn } from "../targets";
import type { FailureKind, Place, Planned } from "./kind";

export interface Corrupted {
    readonly program: string;
    /** The release's file, and the copy of it. */
    readonly artifact: string;
    readonly copy: string;
    readonly digest: string;
    /** The file of another release of the model, where there is one. */
    readonly other?: string;
    /** Whether the cell has a store that the file can be downloaded from again. */
    readonly isStored: boolean;
}

/** Corrupts a release's file while its server is down, and starts the server. */
export const corrupted: FailureKind<Corrupted> = {
    plan: (stack, failure) => Promise.resolve(planned(stack, failure)),
    async begin(place, entry) {
        const { program, artifact, copy, isStored } = entry;
        const [file, kept] = [path.join(place.root, artifact), path.join(place.root, copy)];
        await copyFile(file, kept);
        await takeDown(place.supervisor, [program]);
        await replaceFile(file, await corruptedBytes(place.root, entry));
        await bringUp(place.supervisor, [program]);
        return {
            // A file without another source is restored: no server could download it.
            end: () => (isStored ? Promise.resolve() : putBack(place, entry)),
        };
    },
    async undo(place, entry) {
        await putBack(place, entry);
        await bringUp(place.supervisor, [entry.program]);
    },
    settle: ({ root }, { copy }) => rm(path.join(root, copy), { force: true }),
};

function planned(stack: StackFiles, failure: Failure): Planned<Corrupted> {
    const { program, model, version, artifact, digest } = newestIn(stack, failure);
    const isStored = cellIn(stack, failure).store !== undefined;
    const other = regionIn(stack, failure).servers.find(one => one.model === model && one.digest !== digest)?.artifact;
    const copy = `${artifact}.before-drill`;
    return {
        entry: { program, artifact, copy, digest, ...(other === undefined ? {} : { other }), isStored },
        what: `corrupted the file of ${model} ${version} in ${failure.region ?? ""}, and restarted its server`,
        release: { model, version },
    };
}

/**
 * What is worst: a file that loads, and answers otherwise. Another release's is one; without one, bits are flipped in the
 * middle.
 */
async function corruptedBytes(root: string, { copy, other }: Corrupted): Promise<Uint8Array> {
    const own = (await contentOf(path.join(root, copy)))!;
    const another = other === undefined ? undefined : await contentOf(path.join(root, other));
    const middle = Math.floor(own.length / 2);
    return another ?? own.map((byte, i) => (i === middle ? byte ^ 0xff : byte));
}

/** The server sees that the file is another, and reads it again. */
async function putBack({ root }: Place, { artifact, copy, digest }: Corrupted): Promise<void> {
    const [file, kept] = [path.join(root, artifact), path.join(root, copy)];
    if (!existsSync(kept)) return;
    const found = await contentOf(file);
    await (found !== undefined && sha256(found) === digest ? rm(kept) : rename(kept, file));
}
