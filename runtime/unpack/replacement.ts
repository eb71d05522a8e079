import { readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { type PartDirectory, sync } from "./part-directory";
import { isRecorded, partOf, partPrefix, type UnpackedRecord, recordOf, unpackedFault, writeRecord } from "./record";
import { removeTree } from "./removal";

/** How long another process may take from the renaming of its directory to the record. */
const recordedMs = 2_000;
const lookMs = 50;

/** Replaces a directory as a whole. If another process has meanwhile made it of the same archive, that one stays. */
export async function replace(
    directory: string,
    part: PartDirectory,
    facts: Omit<UnpackedRecord, "mark">,
): Promise<void> {
    // Before it has its name: from then on other processes wait for the record, and a mark of many entries takes seconds.
    const mark = await part.mark();
    while (!(await part.rename(directory))) {
        if (await becomesRight(directory, facts.digest)) {
            part.removeNow();
            return;
        }
        await clear(directory);
    }
    await writeRecord(directory, { ...facts, mark });
    await sync(path.dirname(directory));
}

/** Removes a directory, its record, and parts of it that killed processes have left. */
export async function removeUnpacked(directory: string): Promise<void> {
    await rm(recordOf(directory), { force: true });
    removeTree(directory);
    const folder = path.dirname(directory);
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter(name => name.startsWith(partPrefix(directory))))
        removeTree(path.join(folder, name));
}

async function becomesRight(directory: string, digest: string): Promise<boolean> {
    for (const started = Date.now(); ;) {
        if ((await unpackedFault(directory, digest)) === undefined) return true;
        if ((await isRecorded(directory)) || Date.now() - started > recordedMs) return false;
        await pause(lookMs);
    }
}

/** At once for those that read it: by another name it is a part, which goes next. */
async function clear(directory: string): Promise<void> {
    await rm(recordOf(directory), { force: true });
    const old = partOf(directory);
    try {
        await rename(directory, old);
    } catch (error) {
        // Another process has.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    removeTree(old);
}
