import { digestOfText } from "./digest";

/** The digest of an image. */
export const imageDigest = (name: string) => digestOfText(`image ${name}`);

/** An image that is named by its digest. */
export function pinnedImage(name = "image", registry = "registry.example.com"): string {
    return `${registry}/${name}@${imageDigest(name)}`;
}
