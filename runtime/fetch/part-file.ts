import { createHash, randomBytes } from "node:crypto";
import { createReadStream, unlinkSync } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, stat, statfs, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

import { Refused } from "./failure";

/** A part that has not grown for so long is of a process that was killed: a living one gives its source up before. */
const abandonedMs = 10 * 60_000;

/** A file that comes into being beside its target, and takes its name when it is whole: readers see no part of it. */
export class PartFile {
    private hash = createHash("sha256");
    private written = 0;

    private constructor(
        private readonly target: string,
        private readonly path: string,
        private readonly handle: FileHandle,
    ) {}

    /** Its name is this process's alone: in containers that share a volume, each one may be process 1. */
    static async beside(target: string): Promise<PartFile> {
        const path = `${target}.part-${process.pid}-${randomBytes(4).toString("hex")}`;
        try {
            await mkdir(dirname(target), { recursive: true });
            await removeAbandoned(target);
            return new PartFile(target, path, await open(path, "wx", 0o600));
        } catch (error) {
            throw fileFailure(error, target, 0);
        }
    }

    get bytes(): number {
        return this.written;
    }

    /** What the disk has room for. */
    async room(): Promise<number> {
        const { bavail, bsize } = await statfs(dirname(this.path));
        return bavail * bsize;
    }

    async write(piece: Uint8Array): Promise<void> {
        try {
            for (let from = 0; from < piece.length;) {
                from += (await this.handle.write(piece, from, piece.length - from, this.written + from)).bytesWritten;
            }
        } catch (error) {
            throw fileFailure(error, this.target, this.written);
        }
        this.hash.update(piece);
        this.written += piece.length;
    }

    /** Drops what was written. */
    async empty(): Promise<void> {
        if (this.written === 0) return;
        await this.handle.truncate(0);
        this.hash = createHash("sha256");
        this.written = 0;
    }

    /** Gives it the target's name, if it has the digest. It is on the disk by then: a machine that stops has the old file or the new one. */
    async finish(digest: string, shown: string): Promise<void> {
        const found = `sha256:${this.hash.digest("hex")}`;
        if (found !== digest) {
            throw new Refused(
                `${shown} has digest ${found}, expected ${digest}`,
                "put the release's own file there, or correct the release's digest",
            );
        }
        try {
            // The server that reads it may be another user.
            await this.handle.chmod(0o644);
            await this.handle.sync();
            await this.handle.close();
            await rename(this.path, this.target);
            await syncDirectory(dirname(this.target));
        } catch (error) {
            throw fileFailure(error, this.target, this.written);
        }
    }

    /** For a process that goes on: what is removed takes up the disk as long as it is open. */
    async abandon(): Promise<void> {
        this.removeNow();
        // Why it is abandoned says more than that the disk fails now.
        await this.handle.close().catch(() => undefined);
    }

    /** At once: for a process that ends. */
    removeNow(): void {
        try {
            unlinkSync(this.path);
        } catch {
            // It has the target's name by now, or was never there.
        }
    }
}

/** The digest of a file; undefined where there is none. */
export async function digestOfFile(file: string): Promise<string | undefined> {
    const hash = createHash("sha256");
    try {
        for await (const piece of createReadStream(file, { highWaterMark: 1024 * 1024 })) hash.update(piece as Buffer);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw fileFailure(error, file, 0);
    }
    return `sha256:${hash.digest("hex")}`;
}

async function removeAbandoned(target: string): Promise<void> {
    const folder = dirname(target);
    const prefix = `${basename(target)}.part-`;
    for (const name of (await readdir(folder)).filter(each => each.startsWith(prefix))) {
        const path = join(folder, name);
        const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
        if (Date.now() - mtimeMs > abandonedMs) await unlink(path).catch(() => undefined);
    }
}

async function syncDirectory(path: string): Promise<void> {
    const handle = await open(path, "r");
    try {
        await handle.sync();
    } finally {
        await handle.close();
    }
}

const remedies: Readonly<Record<string, string>> = {
    ENOSPC: "give the volume more room",
    EDQUOT: "give the volume more room",
    EROFS: "mount a writable volume there: this file system is read-only",
    ENOENT: "mount a writable volume there: the directory is missing, and can't be made",
    EACCES: "let this user write to that directory",
    EPERM: "let this user write to that directory",
    EISDIR: "name a file: that is a directory",
    ENOTDIR: "name a file in a directory: a part of that path is a file",
};

function fileFailure(error: unknown, file: string, bytes: number): unknown {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) return error;
    const after = bytes === 0 ? "" : ` after ${bytes} bytes`;
    return new Refused(`${file} can't be written${after} (${code})`, remedies[code] ?? "see what is there");
}
