import { chmod, link, mkdir, open, readdir, rename, stat, symlink, utimes } from "node:fs/promises";
import path from "node:path";

import { diskFailure, refuseFull } from "./disk";
import { markOf } from "./mark";
import { partOf, partPrefix } from "./record";
import { shown } from "./refused";
import { removeTree } from "./removal";
import type { Placed } from "./tree";

/** A part on which nothing was written for so long is of a process that was killed. */
const abandonedMs = 10 * 60_000;
/** How often one that lives shows it. */
const touchMs = 10_000;

/** A directory that comes into being beside its target, and takes its name when it is whole. */
export class PartDirectory {
    private touched = Date.now();

    private constructor(private readonly root: string) {}

    static async beside(target: string): Promise<PartDirectory> {
        const parent = path.dirname(target);
        try {
            await mkdir(parent, { recursive: true });
            await removeAbandoned(target);
            const root = partOf(target);
            await mkdir(root, { mode: 0o700 });
            return new PartDirectory(root);
        } catch (error) {
            throw diskFailure(error, target);
        }
    }

    /** Writes a directory, a file with its content, or another name of a file. */
    async write(placed: Placed, content: AsyncIterable<Buffer>): Promise<void> {
        try {
            await this.make(placed, content);
        } catch (error) {
            throw diskFailure(error, `the archive's entry ${shown(placed.path)}`);
        }
    }

    private async make(placed: Placed, content: AsyncIterable<Buffer>): Promise<void> {
        const at = this.at(placed.path);
        if (placed.kind === "directory") await mkdir(at, { mode: 0o700 });
        else if (placed.kind === "hard link") await link(this.at(placed.file), at);
        else if (placed.kind === "file") {
            await refuseFull(this.root, placed.size, `the archive's entry ${shown(placed.path)}`);
            await this.file(at, placed.executable, placed.modified, content);
        }
    }

    /** Links last: nothing is ever written through one. Then nothing is written at all. */
    async close(
        links: readonly { readonly path: string; readonly target: string }[],
        directories: readonly string[],
    ): Promise<void> {
        for (const { path, target } of links) {
            try {
                await symlink(target, this.at(path));
            } catch (error) {
                throw diskFailure(error, `the archive's link ${shown(path)}`);
            }
        }
        for (const directory of [...directories].reverse()) {
            await chmod(this.at(directory), 0o555);
            await sync(this.at(directory));
        }
    }

    /** By what it is seen to be unchanged, by its next name as well. */
    async mark(): Promise<string> {
        return (await markOf(this.root)).mark;
    }

    /** Gives it the target's name. False where another process has done so with its own. */
    async rename(target: string): Promise<boolean> {
        try {
            await rename(this.root, target);
        } catch (error) {
            if (["EEXIST", "ENOTEMPTY"].includes((error as NodeJS.ErrnoException).code ?? "")) return false;
            throw diskFailure(error, target);
        }
        return true;
    }

    removeNow(): void {
        removeTree(this.root);
    }

    private at(below: string): string {
        return path.join(this.root, below);
    }

    private async file(at: string, executable: boolean, modified: Date, content: AsyncIterable<Buffer>): Promise<void> {
        const handle = await open(at, "wx", 0o600);
        try {
            for await (const piece of content) {
                await handle.writeFile(piece);
                await this.touch();
            }
            await handle.utimes(modified, modified);
            await handle.chmod(executable ? 0o555 : 0o444);
            await handle.sync();
        } finally {
            await handle.close();
        }
    }

    private async touch(): Promise<void> {
        const now = Date.now();
        if (now - this.touched < touchMs) return;
        this.touched = now;
        await utimes(this.root, now / 1000, now / 1000);
    }
}

async function removeAbandoned(target: string): Promise<void> {
    const folder = path.dirname(target);
    for (const name of (await readdir(folder)).filter(each => each.startsWith(partPrefix(target)))) {
        const found = path.join(folder, name);
        const { mtimeMs } = await stat(found).catch(() => ({ mtimeMs: Infinity }));
        if (Date.now() - mtimeMs > abandonedMs) removeTree(found);
    }
}

/** Has the disk keep which names a directory has. */
export async function sync(directory: string): Promise<void> {
    const handle = await open(directory, "r");
    try {
        await handle.sync();
    } finally {
        await handle.close();
    }
}
