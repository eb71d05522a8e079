import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import { getTool, silent } from "../../tools";
import type { BuiltImage } from "../../tools/images/build";
import type { ImageName } from "../../tools/images/images";
import { imagesIn } from "../../tools/crane/layout";
import { pushImages } from "../../tools/crane/push";
import { atEnd } from "../support/at-end";
import { buildImages } from "../support/containers/build-images";
import { Registry } from "../support/containers/registry";

/** Images of this checkout for this machine's processor, in a registry. */
export interface Pushed {
    readonly registry: Registry;
    readonly layout: string;
    image(name: ImageName): BuiltImage;
    /** By which it is pulled. */
    reference(name: ImageName): string;
}

let once: Promise<Pushed> | undefined;

/**
 * Once for the files that run together. The runner has filled the cache before (`tests/run/preparation.ts`), so that this compiles and
 * compresses nothing.
 */
export const pushed = (): Promise<Pushed> => (once ??= push());

async function push(): Promise<Pushed> {
    const directory = mkdtempSync(path.join(tmpdir(), "images-"));
    atEnd(() => {
        once = undefined;
        rmSync(directory, { recursive: true, force: true });
    });
    const layout = path.join(directory, "layout");
    const images = await buildImages(layout, silent);
    const registry = await Registry.start();
    atEnd(() => registry.stop());
    await pushImages(layout, imagesIn(layout), `${registry.address}/meridian`, await getTool("crane"), silent);
    const image = (name: ImageName) => images.find(each => each.name === name)!;
    const reference = (name: ImageName) => `${registry.address}/meridian/${name}@${image(name).digest}`;
    return { registry, layout, image, reference };
}
