import { randomBytes } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";

import { identify, isAlive, type ProcessIdentity } from "../../../../tools/process-identity";
import { drillNames } from "../../../watch/drills/drills";
import type { Fault } from "../../../watch/drills/operations";
import { removeEmptyDirectories, replaceFile } from "../provider/files";

/** A fault that is on, or was begun, as it is written down. */
export interface Journalled {
    readonly file: string;
    readonly fault: Fault;
    /** Who began it. */
    readonly owner: ProcessIdentity;
    /** What undoing it needs. */
    readonly entry: unknown;
}

const directoryIn = (root: string) => path.join(root, "faults");

/** Writes down what is about to be done. */
export async function writeDown(root: string, fault: Fault, entry: unknown): Promise<Journalled> {
    const file = path.join(directoryIn(root), `${fault.drill}-${randomBytes(4).toString("hex")}.json`);
    const owner = identify(process.pid)!;
    const write = () => replaceFile(file, `${JSON.stringify({ fault, owner, entry }, null, 1)}\n`);
    // Once more if it fails: a drill of another cell that ends removes the directory.
    await write().catch(write);
    return { file, fault, owner, entry };
}

/** Removes the directory with the last fault: a destroyed stack leaves retained data only. */
export async function strikeOut({ file }: Journalled): Promise<void> {
    await rm(file, { force: true });
    await removeEmptyDirectories(path.dirname(file), path.dirname(file));
}

/** What was begun and is not known to be undone. Throws where a file says something else. */
export async function journalIn(root: string): Promise<Journalled[]> {
    const directory = directoryIn(root);
    const files = (await readdir(directory).catch(() => [])).filter(name => name.endsWith(".json"));
    return Promise.all(
        files.map(async name => {
            const file = path.join(directory, name);
            const { fault, owner, entry } = JSON.parse(await readFile(file, "utf8")) as Journalled;
            if (!drillNames.includes(fault.drill)) {
                throw new Error(`${file} is of an unknown drill; undo by hand what it says, and remove it`);
            }
            return { file, fault, owner, entry };
        }),
    );
}

/** Whether whoever began it still runs, and is somebody else. */
export function isAnothers({ owner }: Journalled): boolean {
    return owner.pid !== process.pid && isAlive(owner);
}
