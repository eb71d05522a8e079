import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { sha256 } from "../../../runtime/files";
import { removeTree } from "../../../runtime/unpack/removal";
import { unpack } from "../../../runtime/unpack/unpack";

/** An archive in a directory of its own, and what it is unpacked to. */
export class Unpacking {
    readonly folder = mkdtempSync(path.join(tmpdir(), "unpack-"));
    readonly archive = path.join(this.folder, "archive");
    readonly directory = path.join(this.folder, "model");

    /** The result, or the error's message. */
    async of(archive: Buffer): Promise<{ entries: number; bytes: number } | string | undefined> {
        writeFileSync(this.archive, archive);
        try {
            return await unpack({ archive: this.archive, directory: this.directory, digest: sha256(archive) });
        } catch (error) {
            return (error as Error).message;
        }
    }

    /** Why an archive is refused; empty where it is not. */
    async refusalOf(archive: Buffer): Promise<string> {
        const made = await this.of(archive);
        return typeof made === "string" ? made : "";
    }

    /** What lies beside the archive: the directory, its record, and what should not be there. */
    get beside(): string[] {
        return readdirSync(this.folder).filter(name => name !== "archive");
    }

    /** By path: the content of a file, a link's target, or nothing of a directory; with the mode. */
    get tree(): Record<string, readonly [content: string | null, mode: string]> {
        return treeOf(this.directory);
    }

    dispose(): void {
        removeTree(this.folder);
    }
}

export function treeOf(directory: string): Record<string, readonly [string | null, string]> {
    const names = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
    return Object.fromEntries(
        ["", ...names].map(name => {
            const at = path.join(directory, name);
            const found = lstatSync(at);
            const mode = (found.mode & 0o7777).toString(8);
            if (found.isSymbolicLink()) return [name, [`-> ${readlinkSync(at)}`, "link"]];
            return [name, [found.isDirectory() ? null : readFileSync(at, "utf8"), mode]];
        }),
    );
}
