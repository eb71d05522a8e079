import { createHash, type Hash, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pipeline } from "node:stream/promises";

const temporaryEnding = ".tmp";
const PIECE_BYTES = 2 ** 20;

/** Readers see the old content or the new, never a part; only the owner can read it. */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
    await replaceBy(file, temporary => writeFile(temporary, content, { mode: 0o600 }));
}

/** The same with content that may be larger than memory. `accept` sees its digest before it takes the file's place, and throws to refuse it. */
export async function replaceFileFrom(
    file: string,
    pieces: AsyncIterable<Uint8Array>,
    accept: (digest: string) => void,
): Promise<void> {
    await replaceBy(file, async temporary => {
        const hash = createHash("sha256");
        await pipeline(
            pieces,
            async function* (source: AsyncIterable<Uint8Array>) {
                for await (const piece of source) {
                    hash.update(piece);
                    yield piece;
                }
            },
            createWriteStream(temporary, { mode: 0o600 }),
        );
        accept(shownDigest(hash));
    });
}

async function replaceBy(file: string, write: (temporary: string) => Promise<void>): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}${temporaryEnding}`;
    try {
        await write(temporary);
        await rename(temporary, file);
    } catch (error) {
        await rm(temporary, { force: true });
        throw error;
    }
}

/** The file's content, or `undefined` when there is none. Another error names the file. */
export async function contentOf(file: string): Promise<Buffer | undefined> {
    try {
        return await readFile(file);
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") {
            return undefined;
        }
        const { code } = error as NodeJS.ErrnoException;
        const message = `${file} can't be read (${code}); remove it, and the next update recreates it`;
        throw Object.assign(new Error(message, { cause: error }), { code });
    }
}

/**
 * Removes a file, with what killed attempts to replace it have left, and the directories above it inside `root` that it
 * leaves empty.
 */
export async function removeFile(root: string, file: string): Promise<void> {
    const [directory, base] = [path.dirname(file), path.basename(file)];
    const names = await readdir(directory).catch(() => []);
    for (const name of names.filter(name => name.startsWith(`${base}.`) && name.endsWith(temporaryEnding))) {
        await rm(path.join(directory, name), { force: true });
    }
    await rm(file, { force: true });
    await removeEmptyDirectories(root, directory);
}

export async function removeEmptyDirectories(root: string, from: string): Promise<void> {
    const top = path.resolve(root);
    for (let directory = from; directory.startsWith(top); directory = path.dirname(directory)) {
        try {
            await rmdir(directory);
        } catch {
            return; // Not empty, or gone: both end the climb.
        }
    }
}

export function sha256(content: string | Uint8Array): string {
    return shownDigest(createHash("sha256").update(content));
}

/** The digest of a file that may be larger than memory. */
export async function digestOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
    const hash = createHash("sha256");
    for await (const piece of pieces) hash.update(piece);
    return shownDigest(hash);
}

/** A file in pieces. */
export function piecesOf(file: string): AsyncIterable<Buffer> {
    return createReadStream(file, { highWaterMark: PIECE_BYTES });
}

const shownDigest = (hash: Hash) => `sha256:${hash.digest("hex")}`;
