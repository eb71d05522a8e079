import { createHash } from "node:crypto";

/** The digest of an image: any but a placeholder, which configs may not have (`isPlaceholder`). */
export function imageDigest(name: string): string {
    return `sha256:${createHash("sha256").update(name).digest("hex")}`;
}

/** An image that is named by its digest. */
export function pinnedImage(name = "image", registry = "registry.example.com"): string {
    return `${registry}/${name}@${imageDigest(name)}`;
}
