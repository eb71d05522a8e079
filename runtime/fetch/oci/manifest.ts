import { createHash } from "node:crypto";

import { Refused } from "../failure";

/** A manifest of an artefact or an image; an index names several manifests, of which none is the one. */
export const manifestTypes = [
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
];

interface Manifest {
    readonly mediaType?: string;
    readonly manifests?: readonly unknown[];
    readonly layers?: readonly { readonly digest?: string }[];
}

/**
 * The layer that is the release: the one whose digest is the release's. `reference` may be the manifest's own digest, which it then must
 * have. The name of a layer's file is an annotation that clients are free to leave out, so the digest alone decides.
 */
export function layerIn(bytes: Buffer, reference: string, digest: string, shown: string): void {
    const found = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
    if (reference.startsWith("sha256:") && found !== reference) {
        throw new Refused(`${shown} has a manifest with digest ${found}`, "see whether the registry is damaged");
    }
    const { layers = [], manifests } = parse(bytes, shown);
    if (manifests !== undefined) {
        throw new Refused(`${shown} is an index of ${manifests.length} manifests`, "name one of them by its digest");
    }
    const layer = layers.find(each => each.digest === digest);
    if (layer === undefined) {
        const has = layers.slice(0, 5).map(each => String(each.digest).slice(0, 71));
        throw new Refused(
            `${shown} has no layer ${digest}, but ${has.length === 0 ? "none" : has.join(", ")}`,
            "correct MODEL_DIGEST, or push the model file itself as a layer, without an archive around it (`oras push`)",
        );
    }
}

function parse(bytes: Buffer, shown: string): Manifest {
    try {
        const found = JSON.parse(bytes.toString()) as Manifest | null;
        if (found !== null && typeof found === "object") return found;
    } catch {
        // Refused below: what came is not a manifest.
    }
    throw new Refused(`${shown} has no manifest in JSON`, "see what answers at that address");
}
