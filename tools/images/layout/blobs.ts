import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What refers to a blob (OCI image specification, descriptor.md). */
export interface Descriptor {
    readonly mediaType: string;
    readonly digest: string;
    readonly size: number;
    readonly platform?: { readonly architecture: string; readonly os: string; readonly variant?: string };
    readonly annotations?: Readonly<Record<string, string>>;
    readonly artifactType?: string;
}

export const digestOf = (content: Uint8Array) => `sha256:${createHash("sha256").update(content).digest("hex")}`;

/** The blobs of a layout, by their digests. */
export class Blobs {
    private readonly folder: string;

    constructor(layout: string) {
        this.folder = join(layout, "blobs", "sha256");
        mkdirSync(this.folder, { recursive: true });
    }

    add(mediaType: string, content: Uint8Array): Descriptor {
        const digest = digestOf(content);
        const file = join(this.folder, digest.slice("sha256:".length));
        if (!existsSync(file)) {
            // Whole or not at all, as its name promises.
            writeFileSync(`${file}.new`, content);
            renameSync(`${file}.new`, file);
        }
        return { mediaType, digest, size: content.length };
    }

    addJson(mediaType: string, document: object): Descriptor {
        return this.add(mediaType, Buffer.from(JSON.stringify(document)));
    }
}
