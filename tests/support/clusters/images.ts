import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { silent } from "../../../tools";
import { entriesOf, imagesIn } from "../../../tools/crane/layout";
import { architectureHere } from "../../../tools/images/architecture";
import { buildLayout } from "../../../tools/images/build";
import { debian } from "../../../tools/images/content/debian";
import type { Image } from "../../../tools/images/images";
import { readPins } from "../../../tools/images/pins/pins";

/** No such registry exists (RFC 6761): images are imported, and never pulled. */
const registry = "registry.test/meridian";

/** The annotation with the name under which containerd imports an image. */
const nameKey = "io.containerd.image.name";

/** Its process holds the namespaces of a pod while containers start and end. */
const sandbox: Image = {
    title: "Sandbox",
    description: "Waits",
    layers: [debian("busybox", ["busybox-static"])],
    entrypoint: ["/bin/busybox", "sleep", "2147483647"],
};

/** Images that containerd imports, and the references by which pods name them. */
export interface Archive {
    readonly file: string;
    readonly references: Readonly<Record<string, string>>;
}

/** An archive of the named images of an OCI layout. */
export async function archived(layout: string, file: string): Promise<Archive> {
    const images = imagesIn(layout).map(image => ({
        ...image,
        reference: `${registry}/${image.name}@${image.digest}`,
    }));
    const view = mkdtempSync(path.join(tmpdir(), "view-"));
    try {
        const manifests = entriesOf(layout).flatMap(entry => {
            const image = images.find(({ digest }) => digest === entry.digest);
            return image === undefined ? [] : [{ ...entry, annotations: { [nameKey]: image.reference } }];
        });
        mkdirSync(path.join(view, "blobs"));
        symlinkSync(path.join(layout, "blobs", "sha256"), path.join(view, "blobs", "sha256"));
        writeFileSync(path.join(view, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
        writeFileSync(path.join(view, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
        const members = ["oci-layout", "index.json", "blobs"];
        await promisify(execFile)("tar", ["--create", "--dereference", "--file", file, "-C", view, ...members]);
    } finally {
        rmSync(view, { recursive: true, force: true });
    }
    return { file, references: Object.fromEntries(images.map(({ name, reference }) => [name, reference])) };
}

/** The image of sandboxes, in a directory. */
export async function sandboxImage(directory: string): Promise<Archive> {
    const layout = path.join(directory, "sandbox");
    await buildLayout({ sandbox }, readPins(), layout, silent, [architectureHere]);
    return archived(layout, path.join(directory, "sandbox.tar"));
}
