import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";

const temporaryEnding = ".tmp";

/** Readers see the old content or the new, never a part; only the owner can read it. */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const temporary = `${file}.${process.pid}.${randomBytes(4).toString("hex")}${temporaryEnding}`;
    try {
        await writeFile(temporary, content, { mode: 0o600 });
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
        const message = `${file} can't be read (${code}); remove it, and the next update makes it anew`;
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
    return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
