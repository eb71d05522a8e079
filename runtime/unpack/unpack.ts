import { stat } from "node:fs/promises";
import path from "node:path";

import { refuseFull } from "./disk";
import { bytesLimit } from "./limits";
import { PartDirectory } from "./part-directory";
import { compressionIn, entriesIn, skip } from "./reader";
import { unpackedFault } from "./record";
import { UnpackRefused } from "./refused";
import { replace } from "./replacement";
import { Tree } from "./tree";

/** An archive, whose digest was checked, and the directory that it is to become. */
export interface Order {
    readonly archive: string;
    readonly digest: string;
    readonly directory: string;
    /** Receives what is to be removed if the process ends before it is whole. */
    readonly begun?: (part: { removeNow(): void }) => void;
}

export interface Unpacked {
    readonly entries: number;
    readonly bytes: number;
}

/**
 * Makes the directory: whole or not at all, readable by all users and writable by none. One that is there already, of the same digest and
 * unchanged, stays: then there is no result.
 */
export async function unpack(order: Order): Promise<Unpacked | undefined> {
    const { archive, digest, directory, begun } = order;
    if ((await unpackedFault(directory, digest)) === undefined) return undefined;
    const part = await PartDirectory.beside(directory);
    begun?.(part);
    try {
        const compression = await compressionIn(archive);
        const { size } = await stat(archive);
        await refuseFull(path.dirname(directory), size, "the archive");
        const limit = bytesLimit(size, compression);
        const tree = new Tree(limit);
        for await (const { entry, content } of entriesIn(archive, compression, limit)) {
            for (const placed of tree.add(entry)) await part.write(placed, content);
            if (entry.kind !== "file") await skip(content);
        }
        if (tree.size === 0) throw new UnpackRefused("the archive has no entry", "pack the files of the model");
        await part.close(tree.links(), tree.directories());
        const made = { entries: tree.size, bytes: tree.bytes };
        await replace(directory, part, { digest, ...made });
        return made;
    } catch (error) {
        part.removeNow();
        // Another process may have made it meanwhile, and removed the archive.
        if ((await unpackedFault(directory, digest)) === undefined) return undefined;
        throw error;
    }
}
