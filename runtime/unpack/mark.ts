import { createHash } from "node:crypto";
import { lstat, readdir } from "node:fs/promises";
import path from "node:path";

export interface Mark {
    /** Of all that the file system says of entries, which no change leaves as it is: ctime can't be set. */
    readonly mark: string;
    /** The entry that was changed last. */
    readonly newest: string;
}

/** By what a directory is seen to be unchanged without reading its files. Throws where it can't be read. */
export async function markOf(directory: string): Promise<Mark> {
    const hash = createHash("sha256");
    let newest = { at: -1n, path: "" };
    const visit = async (below: string): Promise<void> => {
        const at = path.join(directory, below);
        const stats = await lstat(at, { bigint: true });
        const { ctimeNs, ino, mode, mtimeNs, size } = stats;
        // Of the directory itself a renaming changes the ctime, and others than those of its entries no size says anything.
        const facts = stats.isDirectory() ? [ino, mode, mtimeNs] : [ino, mode, mtimeNs, size];
        hash.update(JSON.stringify([below, ...facts, below === "" ? 0n : ctimeNs].map(String)));
        if (below !== "" && ctimeNs > newest.at) newest = { at: ctimeNs, path: below };
        if (!stats.isDirectory()) return;
        for (const name of (await readdir(at)).sort()) await visit(path.join(below, name));
    };
    await visit("");
    return { mark: hash.digest("hex"), newest: newest.path };
}
