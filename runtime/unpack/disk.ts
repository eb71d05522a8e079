import { statfs } from "node:fs/promises";

import { PlaceRefused } from "./refused";

/** Below that a file is written without a look at the disk, which is full sooner or later. */
const smallBytes = 2 ** 20;

/** Throws where the disk that a directory is on has no room for so many bytes more. */
export async function refuseFull(directory: string, bytes: number, what: string): Promise<void> {
    if (bytes < smallBytes) return;
    const { bavail, bsize } = await statfs(directory);
    const room = bavail * bsize;
    if (bytes <= room) return;
    throw new PlaceRefused(
        `${what} has ${bytes} bytes, and the disk of ${directory} has room for ${room}`,
        `free ${bytes - room} bytes, or enlarge the volume`,
    );
}

interface Meaning {
    readonly problem: string;
    readonly remedy: string;
}

const meanings: Readonly<Record<string, Meaning>> = {
    ENOSPC: { problem: "the disk is full", remedy: "free space, or enlarge the volume" },
    EDQUOT: { problem: "the quota is used up", remedy: "free space, or raise the quota" },
    EROFS: { problem: "the file system is read-only", remedy: "mount a writable volume there" },
    EACCES: { problem: "this user may not write there", remedy: "let this user write to the directory" },
    EPERM: {
        problem: "this user may not write there, or the volume has no links",
        remedy: "mount another volume, or pack with --hard-dereference",
    },
    // Names that are there twice are refused before; these differ by case or by the form of an accent.
    EEXIST: {
        problem: "the file system takes it for another entry",
        remedy: "rename one of the two: on this disk case and accents don't tell names apart",
    },
    ENOTDIR: { problem: "a file is in the place of a directory", remedy: "remove that file" },
    ENAMETOOLONG: { problem: "its path is too long here", remedy: "move the project to a shorter path" },
};

/** An error of the file system, with its remedy for the operator; another error stays as it is. */
export function diskFailure(error: unknown, what: string): unknown {
    const found = meanings[(error as NodeJS.ErrnoException | undefined)?.code ?? ""];
    return found === undefined
        ? error
        : new PlaceRefused(`${what} can't be written: ${found.problem}`, found.remedy, { cause: error });
}
