import type { Content, Entry, Package } from "../content/content";
import { type Blobs, type Descriptor, digestOf } from "./blobs";
import { compressed } from "./compress";
import { tarOf } from "./tar";

/** A layer in a layout. */
export interface MadeLayer {
    readonly name: string;
    readonly blob: Descriptor;
    /** Of the archive before compression, by which a configuration names it. */
    readonly diffId: string;
    readonly packages: readonly Package[];
}

export async function makeLayer(name: string, { entries, packages }: Content, blobs: Blobs): Promise<MadeLayer> {
    const archive = await tarOf([...entries, ...packages.map(license)]);
    const blob = blobs.add("application/vnd.oci.image.layer.v1.tar+gzip", await compressed(archive));
    return { name, blob, diffId: digestOf(archive), packages };
}

/** Where Debian has it, and tools that list licences look. */
const license = ({ name, text }: Package): Entry => ({ path: `usr/share/doc/${name}/copyright`, data: text });
