import { existsSync } from "node:fs";
import path from "node:path";

import { type ImageName, imageNames, type LockedImages } from "../../components/plan/config/images";
import { cacheDirectory } from "../../tools/cache";
import { imagesIn, type LayoutImage } from "../../tools/crane/layout";
import { ProjectError } from "../exit";

/** Where `npm run images` writes, if nothing else is said. */
export const defaultLayout = () => path.join(cacheDirectory(), "images", "layout");

/** The images of the runtime in a layout. Throws `ProjectError` where there are none. */
export function layoutImages(layout: string): readonly LayoutImage[] {
    if (!existsSync(path.join(layout, "index.json"))) {
        throw new ProjectError(
            `${layout} is no OCI image layout; build one with \`npm run images\` in a checkout, and name it by --from`,
        );
    }
    const all = imagesIn(layout).filter(({ name }) => isName(name));
    if (all.length === 0) {
        throw new ProjectError(
            `${layout} has none of the images ${imageNames.join(", ")}; build them with \`npm run images\``,
        );
    }
    return all;
}

const isName = (name: string): name is ImageName => (imageNames as readonly string[]).includes(name);

export function digestsOf(images: readonly LayoutImage[]): LockedImages {
    return Object.fromEntries(images.map(({ name, digest }) => [name, digest]));
}
