import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package-root";

/** `images.json`: the images of the last release, which `npm run images -- --release` writes. */
export interface ReleasedImages {
    /** Of this package. */
    readonly version: string;
    readonly images: Readonly<Record<string, ReleasedImage>>;
}

export interface ReleasedImage {
    /** Of the index, by which every platform pulls it. */
    readonly digest: string;
    /** By architecture, the digests of its manifest and of its list of software. */
    readonly platforms: Readonly<Record<string, { readonly digest: string; readonly sbom: string }>>;
}

export const releasedFile = join(packageRoot(), "images.json");

export function releasedImages(): ReleasedImages {
    return JSON.parse(readFileSync(releasedFile, "utf8")) as ReleasedImages;
}
