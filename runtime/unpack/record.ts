import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";

import { replaceFile } from "../files";
import { markOf } from "./mark";

/** What is known of a directory that an archive became. */
export interface UnpackedRecord {
    /** Of the archive. */
    readonly digest: string;
    readonly mark: string;
    readonly entries: number;
    readonly bytes: number;
}

/** Where that is written: beside the directory, since a server may read all that lies in it. */
export function recordOf(directory: string): string {
    return besides(directory, "unpacked.json");
}

/** A name beside a directory, which listings leave out. */
export function besides(directory: string, ending: string): string {
    return path.join(path.dirname(directory), `.${path.basename(directory)}.${ending}`);
}

/** How the names of parts begin, from which a directory comes into being. */
export const partPrefix = (directory: string) => path.basename(besides(directory, "part-"));

/** A name of a part, which is this process's alone: in containers that share a volume, each one may be process 1. */
export const partOf = (directory: string) =>
    besides(directory, `part-${process.pid}-${randomBytes(4).toString("hex")}`);

export function writeRecord(directory: string, content: UnpackedRecord): Promise<void> {
    return replaceFile(recordOf(directory), JSON.stringify(content));
}

/** Why a directory is not what the archive of that digest became; undefined where it is. */
export async function unpackedFault(directory: string, digest: string): Promise<string | undefined> {
    const written = await readRecord(directory);
    if (written === undefined) return `${directory} was not unpacked to its end`;
    if (written.digest !== digest) {
        return `${directory} was unpacked from an archive with digest ${written.digest}, but the release says ${digest}`;
    }
    try {
        const { mark, newest } = await markOf(directory);
        return mark === written.mark
            ? undefined
            : `the directory that the release's archive became was changed, last at or below ${newest || "."}`;
    } catch (error) {
        return `the directory that the release's archive became can't be read: ${(error as NodeJS.ErrnoException).code}`;
    }
}

/** Whether it was unpacked to its end, whatever has become of it. */
export async function isRecorded(directory: string): Promise<boolean> {
    return (await readRecord(directory)) !== undefined;
}

async function readRecord(directory: string): Promise<UnpackedRecord | undefined> {
    try {
        const { digest, mark, entries, bytes } = JSON.parse(
            await readFile(recordOf(directory), "utf8"),
        ) as UnpackedRecord;
        return typeof digest === "string" && typeof mark === "string" ? { digest, mark, entries, bytes } : undefined;
    } catch {
        // None, or a part of one: then the directory is recreated.
        return undefined;
    }
}
