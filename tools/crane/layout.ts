import { readFileSync } from "node:fs";
import { join } from "node:path";

/** An entry of an index, or what it points to (OCI image specification, descriptor.md). */
export interface LayoutEntry {
    readonly mediaType: string;
    readonly digest: string;
    readonly annotations?: Readonly<Record<string, string>>;
}

/** Of an index what it lists, of a referrer what it refers to. */
interface LayoutBlob {
    readonly manifests?: readonly LayoutEntry[];
    readonly subject?: LayoutEntry;
}

/** An image of a layout. */
export interface LayoutImage {
    readonly name: string;
    /** Of its index, by which every platform pulls it. */
    readonly digest: string;
    /** What refers to it or to one of its architectures: lists of their software. */
    readonly referrers: readonly string[];
}

const nameKey = "org.opencontainers.image.ref.name";

/** The named images of an OCI image layout (image-layout.md) that `npm run images` has built. Throws where it is none. */
export function imagesIn(layout: string): LayoutImage[] {
    const entries = entriesOf(layout);
    const blob = (digest: string) => read(join(layout, "blobs", ...digest.split(":"))) as LayoutBlob;
    const referring = entries
        .filter(({ annotations }) => annotations?.[nameKey] === undefined)
        .map(({ digest }) => ({ digest, subject: blob(digest).subject?.digest }));
    return entries.flatMap(({ digest, annotations }): LayoutImage[] => {
        const name = annotations?.[nameKey];
        if (name === undefined) return [];
        const subjects = [digest, ...(blob(digest).manifests ?? []).map(manifest => manifest.digest)];
        const referrers = referring.filter(({ subject }) => subject !== undefined && subjects.includes(subject));
        return [{ name, digest, referrers: referrers.map(referrer => referrer.digest) }];
    });
}

export function entriesOf(layout: string): readonly LayoutEntry[] {
    return (read(join(layout, "index.json")) as Required<Pick<LayoutBlob, "manifests">>).manifests;
}

function read(file: string): unknown {
    return JSON.parse(readFileSync(file, "utf8"));
}
