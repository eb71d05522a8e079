import { z } from "zod";

import type { Fault } from "../faults";
import { type ImageName, isPlaceholder, noPlaceholder } from "./images";
import type { Lock } from "./lock";

/** `<registry>/<repository>@sha256:<digest>`: what is behind a tag changes. The registry may say `{account}` and `{region}`. */
export const pinnedImage = /^([a-z0-9.-]|\{account\}|\{region\})+(:[0-9]+)?\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/;

export const registrySchema = z
    .string()
    .regex(
        /^([a-z0-9.-]|\{account\}|\{region\})+(:[0-9]+)?(\/[a-z0-9._-]+)*$/,
        "<registry>/<path>, without a scheme and a slash at the end",
    )
    .max(400, "400 characters at most");

const image = z
    .string()
    .regex(pinnedImage, "<registry>/<repository>@sha256:<64 hexadecimal digits>")
    .max(512, "512 characters at most");

/** What runs in a region, with the image of the runtime that runs it where the config names no other. */
const runtimeImages = { gate: "gate", server: "runtime", fetch: "fetch" } as const satisfies Record<string, ImageName>;
type Role = keyof typeof runtimeImages;
const roles = Object.keys(runtimeImages) as Role[];

export const imagesSchema = z.strictObject({
    /**
     * The gate: Envoy 1.30 or later in an image with a shell, `base64`, `gunzip` and public authorities, as the vendor's. With servers of
     * one's own, also with `wget`, as image `gate` of the runtime.
     */
    gate: image.optional(),
    /** The model server: `runtime` or `runtime-native`. */
    server: image.optional(),
    /** What reads a release from S3 before its server starts: `runtime/fetch`. */
    fetch: image.optional(),
});

/** Where images come from: the settings of a config, as far as they say it. */
interface ImageSettings {
    readonly registry?: string | undefined;
    readonly images: z.output<typeof imagesSchema>;
}

/** Images that the adapter receives without a digest, or with a placeholder for one. */
export function imageFaults(images: Readonly<Record<string, unknown>>): Fault[] {
    const unpinned = roles
        .filter(role => !pinnedImage.test(String(images[role])))
        .map(role => ({
            code: "aws/image-not-pinned" as const,
            path: `aws.images.${role}`,
            value: images[role],
            allowed: "<registry>/<repository>@sha256:<64 hexadecimal digits>",
            remedy: "name the image by its digest: what is behind a tag changes",
        }));
    return [...unpinned, ...placeholderFaults(images, "aws")];
}

function placeholderFaults(images: Readonly<Record<string, unknown>>, at: string): Fault[] {
    return roles
        .map(role => ({ role, image: String(images[role]) }))
        .filter(({ image }) => pinnedImage.test(image) && isPlaceholder(image))
        .map(({ role, image }) => ({
            code: "aws/image-placeholder",
            path: `${at}.images.${role}`,
            value: image,
            allowed: `<registry>/<repository>@sha256:<64 hexadecimal digits>, ${noPlaceholder}`,
            remedy: "write what `crane digest <image>` prints, or leave the image out and set aws.registry",
        }));
}

/** The settings with the images of the lock where they name none. */
export function withLockedImages<Aws extends ImageSettings>(
    aws: Aws,
    { images: digests = {} }: Pick<Lock, "images">,
): Aws {
    const { images, registry } = aws;
    const locked = roles.flatMap(role => {
        const name = runtimeImages[role];
        return registry === undefined || digests[name] === undefined
            ? []
            : [[role, `${registry}/${name}@${digests[name]}`]];
    });
    return { ...aws, images: { ...(Object.fromEntries(locked) as Aws["images"]), ...images } };
}

/** Images that neither the settings nor the lock name, and placeholders for digests in either. */
export function lockedImageFaults(aws: ImageSettings, lock: Pick<Lock, "images">, at = "aws"): Fault[] {
    const { images, registry } = withLockedImages(aws, lock);
    const missing = roles.filter(role => images[role] === undefined);
    const placeholders = roles.filter(role => aws.images[role] === undefined && isPlaceholder(images[role] ?? ""));
    const path = `${at}.registry`;
    return [
        ...placeholderFaults(aws.images, at),
        ...(missing.length === 0
            ? []
            : [registry === undefined ? noRegistry(missing, path) : notLocked(missing, registry, path)]),
        ...(placeholders.length === 0 ? [] : [lockedPlaceholders(placeholders, registry, path)]),
    ];
}

const namesOf = (some: readonly Role[]) => some.map(role => runtimeImages[role]).join(", ");
const push = "run `meridian images push --to <registry>`, and commit meridian.lock.json";

function noRegistry(missing: readonly Role[], path: string): Fault {
    return {
        code: "aws/registry-missing",
        path,
        allowed: `a registry that has ${namesOf(missing)}, or ${missing.map(role => `images.${role}`).join(", ")}`,
        remedy: "set it to where `meridian images push` puts the images of the runtime",
    };
}

function notLocked(missing: readonly Role[], value: string, path: string): Fault {
    const allowed = `with the digests of ${namesOf(missing)} in meridian.lock.json`;
    return { code: "aws/image-not-locked", path, value, allowed, remedy: push };
}

function lockedPlaceholders(placeholders: readonly Role[], value: unknown, path: string): Fault {
    const allowed = `with the digests of ${namesOf(placeholders)} in meridian.lock.json, ${noPlaceholder}`;
    return { code: "aws/locked-placeholder", path, value, allowed, remedy: push };
}
