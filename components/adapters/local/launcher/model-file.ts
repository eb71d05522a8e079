import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import { removeTree } from "../../../../runtime/unpack/removal";
import { modelPathOf, servedFrom, workDirectoryOf } from "./environment";
import type { Launch } from "./launch";

/** Whether the release's file is the one that the release names; read again only where it was changed, since it may be large. */
export class FileCheck {
    private seen: string | undefined;
    private fault: string | undefined;

    constructor(private readonly launch: Launch) {}

    /** The fault that was found last; undefined where there is none. */
    get found(): string | undefined {
        return this.fault;
    }

    /** Looks again. */
    async now(): Promise<string | undefined> {
        const mark = await stat(this.launch.file).then(
            ({ ino, size, mtimeMs }) => `${ino} ${size} ${mtimeMs}`,
            () => "none",
        );
        if (mark !== this.seen) this.fault = await fileFault(this.launch);
        this.seen = mark;
        return this.fault;
    }
}

/** Why the release's file can't be served; undefined where it is the one that the release names. */
async function fileFault({ file, digest }: Launch): Promise<string | undefined> {
    const hash = createHash("sha256");
    try {
        await pipeline(createReadStream(file), hash);
    } catch (error) {
        return `the release's file can't be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
    }
    const found = `sha256:${hash.digest("hex")}`;
    return found === digest ? undefined : `the release's file has digest ${found}, but the release says ${digest}`;
}

/** Lays out the server's own directory again, with the release's file or directory where the config wants it. */
export async function layOut(launch: Launch): Promise<void> {
    removeWork(launch);
    await mkdir(workDirectoryOf(launch.place), { recursive: true, mode: 0o700 });
    if (launch.modelPath === undefined) return;
    const wanted = modelPathOf(launch);
    await mkdir(path.dirname(wanted), { recursive: true, mode: 0o700 });
    await symlink(servedFrom(launch), wanted);
}

/** Removes the server's own directory. A server may have copied its model there, whose directories can't be written to. */
export function removeWork({ place }: Launch): void {
    removeTree(workDirectoryOf(place));
}
