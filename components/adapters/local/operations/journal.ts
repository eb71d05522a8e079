import { randomBytes } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";

import { identify, isAlive, type ProcessIdentity } from "../../../../tools/process-identity";
import { drillNames } from "../../../watch/drills/drills";
import type { Failure } from "../../../watch/drills/operations";
import { removeEmptyDirectories, replaceFile } from "../../../../runtime/files";

/** A failure that is on, or was begun, as it is written down. */
export interface Journalled {
    readonly file: string;
    readonly failure: Failure;
    /** Who began it. */
    readonly owner: ProcessIdentity;
    /** What undoing it needs. */
    readonly entry: unknown;
}

/** The form of the files, and their directory: versions before call a failure a fault. */
interface Written extends Pick<Journalled, "owner" | "entry"> {
    readonly fault: Failure;
}

const directoryIn = (root: string) => path.join(root, "faults");

/** Writes down what is about to be done. */
export async function writeDown(root: string, failure: Failure, entry: unknown): Promise<Journalled> {
    const file = path.join(directoryIn(root), `${failure.drill}-${randomBytes(4).toString("hex")}.json`);
    const owner = identify(process.pid)!;
    const write = () =>
        replaceFile(file, `${JSON.stringify({ fault: failure, owner, entry } satisfies Written, null, 1)}\n`);
    // Once more if it fails: a drill of another cell that ends removes the directory.
    await write().catch(write);
    return { file, failure, owner, entry };
}

/** Removes the directory with the last failure: a destroyed stack leaves retained data only. */
export async function strikeOut({ file }: Journalled): Promise<void> {
    await rm(file, { force: true });
    await removeEmptyDirectories(path.dirname(file), path.dirname(file));
}

/** The failures that were begun and are not known to be reverted. Throws if a file has another form. */
export async function journalIn(root: string): Promise<Journalled[]> {
    const directory = directoryIn(root);
    const files = (await readdir(directory).catch(() => [])).filter(name => name.endsWith(".json"));
    return Promise.all(
        files.map(async name => {
            const file = path.join(directory, name);
            const { fault: failure, owner, entry } = JSON.parse(await readFile(file, "utf8")) as Written;
            if (!drillNames.includes(failure.drill)) {
                throw new Error(`${file} is of an unknown drill; undo manually what it describes, and remove it`);
            }
            return { file, failure, owner, entry };
        }),
    );
}

/** Whether the process that began it still runs and is not this one. */
export function isAnothers({ owner }: Journalled): boolean {
    return owner.pid !== process.pid && isAlive(owner);
}
