import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Progress } from "../../../tools";
import { architectureHere } from "../../../tools/images/architecture";
import { type BuiltImage, buildLayout } from "../../../tools/images/build";
import { type ImageName, imageNames, imageOf } from "../../../tools/images/images";
import { readPins } from "../../../tools/images/pins/pins";

/** Images of this checkout for this machine's processor, as an OCI layout. */
export function buildImages(
    layout: string,
    progress: Progress,
    names: readonly ImageName[] = imageNames,
): Promise<readonly BuiltImage[]> {
    const images = Object.fromEntries(names.map(name => [name, imageOf(name)]));
    return buildLayout(images, readPins(), layout, progress, [architectureHere]);
}

/** Downloads, compiles and compresses what images are made of. */
export async function fillCache(progress: Progress): Promise<void> {
    const directory = mkdtempSync(path.join(tmpdir(), "images-"));
    try {
        await buildImages(path.join(directory, "layout"), progress);
    } finally {
        rmSync(directory, { recursive: true, force: true });
    }
}
