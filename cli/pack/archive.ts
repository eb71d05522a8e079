import { createHash, type Hash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Pack } from "tar-stream";

import { ProjectError } from "../exit";
import { reasonOf, shown } from "../files";
import type { Packed } from "./files";

export interface Written {
    readonly digest: string;
    readonly bytes: number;
    /** Whether it was there before, byte by byte. */
    readonly unchanged: boolean;
}

/** Writes an archive, whole or not at all. A file with another content is left alone: a release may be of it. Throws `ProjectError`. */
export async function writeArchive(to: string, files: readonly Packed[]): Promise<Written> {
    const temporary = `${to}.${process.pid}.tmp`;
    try {
        mkdirSync(path.dirname(to), { recursive: true });
        const { digest, bytes } = await write(temporary, files);
        const unchanged = existsSync(to);
        if (!unchanged) renameSync(temporary, to);
        else if ((await digestOf(to)) !== digest) {
            throw new ProjectError(
                `${shown(to)} is there with another content; name another file by --to, or remove it`,
            );
        }
        return { digest, bytes, unchanged };
    } catch (error) {
        if (error instanceof ProjectError) throw error;
        throw new ProjectError(`${shown(to)} can't be written: ${reasonOf(error)}`);
    } finally {
        rmSync(temporary, { force: true });
    }
}

async function write(temporary: string, files: readonly Packed[]): Promise<Omit<Written, "unchanged">> {
    const archive = (await library()).pack();
    const counted = { hash: createHash("sha256"), bytes: 0 };
    const written = pipeline(
        archive as AsyncIterable<Buffer>,
        counting(counted),
        createWriteStream(temporary, { flags: "wx" }),
    );
    written.catch(() => undefined);
    try {
        for (const packed of files) await add(archive, packed);
        archive.finalize();
    } catch (error) {
        archive.destroy();
        // What stopped the writing comes first.
        if (!(error instanceof ProjectError)) await written;
        throw error;
    }
    await written;
    return { digest: shownDigest(counted.hash), bytes: counted.bytes };
}

/** Nothing of the machine is in a header: the same files make the same archive. */
async function add(archive: Pack, { name, file, kind, size, executable }: Packed): Promise<void> {
    const owned = { mtime: new Date(0), uid: 0, gid: 0, uname: "", gname: "" };
    const mode = kind === "directory" || executable ? 0o755 : 0o644;
    const header = { ...owned, name, type: kind, size, mode };
    if (kind === "directory") {
        await new Promise<void>((resolve, reject) => {
            archive.entry(header, error => {
                if (error) reject(error);
                else resolve();
            });
        });
        return;
    }
    try {
        const sink = archive.entry(header);
        await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), sink);
    } catch (error) {
        if ((error as Error).message !== "Size mismatch") throw error;
        throw new ProjectError(`${shown(file)} changed while it was packed; pack again once nothing writes to it`);
    }
}

function counting(counted: { readonly hash: Hash; bytes: number }) {
    return async function* (pieces: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
        for await (const piece of pieces) {
            counted.hash.update(piece);
            counted.bytes += piece.length;
            yield piece;
        }
    };
}

async function digestOf(file: string): Promise<string> {
    const hash = createHash("sha256");
    await pipeline(createReadStream(file, { highWaterMark: 2 ** 20 }), hash);
    return shownDigest(hash);
}

const shownDigest = (hash: Hash) => `sha256:${hash.digest("hex")}`;

/** An optional peer of the package. */
async function library(): Promise<typeof import("tar-stream")> {
    try {
        return await import("tar-stream");
    } catch {
        throw new ProjectError("archives need tar-stream, not installed here; run `npm install tar-stream`");
    }
}
