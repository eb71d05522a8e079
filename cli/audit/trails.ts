import { readFile } from "node:fs/promises";

import { readTrail, type TrailFiles } from "../../components/watch/audit/trail";
import { type Verified, verify } from "../../components/watch/audit/verify";
import { ProjectError } from "../exit";
import { reasonOf, shown } from "../files";

export interface VerifiedTrail extends Verified {
    readonly files: TrailFiles;
}

/** Trails as they are now, also while others append to them. Throws `ProjectError`. */
export async function verifiedTrails(trails: readonly TrailFiles[]): Promise<readonly VerifiedTrail[]> {
    return Promise.all(trails.map(async files => ({ files, ...verify(await readTrail(files, textIn)) })));
}

async function textIn(file: string): Promise<string | undefined> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw new ProjectError(`${shown(file)} can't be read: ${reasonOf(error)}`);
    }
}
