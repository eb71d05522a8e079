import { z } from "zod";

import type { Fault } from "../faults";
import { label, whole } from "./form";
import type { ImageName } from "./images";
import { knownLater } from "./known-later";
import type { Lock } from "./lock";
import { read } from "./parse";

/** `<registry>/<repository>@sha256:<digest>`: what is behind a tag changes. The registry may say `{account}` and `{region}`. */
export const pinnedImage = /^([a-z0-9.-]|\{account\}|\{region\})+(:[0-9]+)?\/[a-z0-9._/-]+@sha256:[0-9a-f]{64}$/;

const registryForm = /^([a-z0-9.-]|\{account\}|\{region\})+(:[0-9]+)?(\/[a-z0-9._-]+)*$/;

const image = z
    .string()
    .regex(pinnedImage, "<registry>/<repository>@sha256:<64 hexadecimal digits>")
    .max(512, "512 characters at most");

/** What runs in a region, with the image of the runtime that runs it where the config names no other. */
const runtimeImages = { gate: "gate", server: "runtime", fetch: "fetch" } as const satisfies Record<string, ImageName>;
const roles = Object.keys(runtimeImages) as (keyof typeof runtimeImages)[];

const imagesSchema = z.strictObject({
    /** The gate: Envoy 1.30 or later in an image with a shell, `base64`, `gunzip` and public authorities, as the vendor's. */
    gate: image.optional(),
    /** The model server: `runtime` or `runtime-native`. */
    server: image.optional(),
    /** What reads a release from S3 before its server starts: `runtime/fetch`. */
    fetch: image.optional(),
});

/** Images that the adapter is given and that are not named by their digests. */
export function imageFaults(images: Readonly<Record<string, unknown>>): Fault[] {
    return roles
        .filter(name => !pinnedImage.test(String(images[name])))
        .map(name => ({
            code: "aws/image-not-pinned",
            path: `aws.images.${name}`,
            value: images[name],
            allowed: "<registry>/<repository>@sha256:<64 hexadecimal digits>",
            remedy: "name the image by its digest: what is behind a tag changes",
        }));
}

/** The settings with the images of the lock where they name none. */
export function withLockedImages(aws: AwsConfig, { images: digests = {} }: Pick<Lock, "images">): AwsConfig {
    const { images, registry } = aws;
    const locked = roles.flatMap(role => {
        const name = runtimeImages[role];
        return registry === undefined || digests[name] === undefined
            ? []
            : [[role, `${registry}/${name}@${digests[name]}`]];
    });
    return { ...aws, images: { ...(Object.fromEntries(locked) as AwsConfig["images"]), ...images } };
}

/** Images that neither the settings nor the lock name. */
export function lockedImageFaults(aws: AwsConfig, lock: Pick<Lock, "images">, at = "aws"): Fault[] {
    const { images, registry } = withLockedImages(aws, lock);
    const missing = roles.filter(role => images[role] === undefined);
    const lacking = missing.map(role => runtimeImages[role]).join(", ");
    if (missing.length === 0) return [];
    return [
        registry === undefined
            ? {
                  code: "aws/registry-missing",
                  path: `${at}.registry`,
                  allowed: `a registry that has ${lacking}, or ${missing.map(role => `images.${role}`).join(", ")}`,
                  remedy: "set it to where `meridian images push` puts the images of the runtime",
              }
            : {
                  code: "aws/image-not-locked",
                  path: `${at}.registry`,
                  value: registry,
                  allowed: `with the digests of ${lacking} in meridian.lock.json`,
                  remedy: "run `meridian images push --to <registry>`, and commit meridian.lock.json",
              },
    ];
}

/** Where a program's config may hold an Output for AWS alone (`laterPaths`). */
export const laterOnAws = ["cells[].accounts.aws.roleArn", "aws.tags.*"] as const;

/** What tags consist of on every kind of resource (docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html). */
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
const tagCharacters = "letters, digits, spaces and _ . : / = + - @";

/**
 * Objects in S3 and health checks of Route 53 have ten tags at most (docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html,
 * …/Route53/latest/APIReference/API_ChangeTagsForResource.html), and each has two of its own.
 */
const mostTags = 8;

const tagsSchema = z
    .record(
        z
            .string()
            .min(1, "not empty")
            .max(128, "128 characters at most")
            .regex(tagText, tagCharacters)
            .regex(/^(?!aws:|meridian:)/i, "keys that don't begin with aws: or meridian:"),
        z
            .string()
            .max(256, "256 characters at most")
            .refine(value => value === knownLater || tagText.test(value), tagCharacters),
    )
    .refine(tags => Object.keys(tags).length <= mostTags, `${mostTags} tags at most`)
    // Tags of roles are one where their keys differ in case only (docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html).
    .refine(
        tags => new Set(Object.keys(tags).map(key => key.toLowerCase())).size === Object.keys(tags).length,
        "keys that differ in more than case",
    );

/** Tags that the adapter is given and that AWS takes on none, or not on all, of its resources; those known later are left to AWS. */
export function tagFaults(tags: Readonly<Record<string, unknown>>): Fault[] {
    const plain = Object.entries(tags).map(([key, value]) => [key, typeof value === "string" ? value : knownLater]);
    return [...read(tagsSchema, Object.fromEntries(plain), "aws.tags").faults];
}

const givenSchema = z.object({ service: label, retainDays: whole(1, 3650) });

/** Faults of arguments of the adapter that no config has: names of resources begin with `service`, and logs are kept for `retainDays`. */
export function givenAwsFaults(given: { readonly service: unknown; readonly retainDays: unknown }): Fault[] {
    return [...read(givenSchema, given, "").faults];
}

/** `meridian:aws`: what only AWS is told. */
export const awsSchema = z.strictObject({
    /**
     * Where the images of the runtime are that the lock has the digests of: a registry that tasks reach without the internet, and a path there.
     * `{account}` and `{region}` stand for those that tasks run in, as in `{account}.dkr.ecr.{region}.amazonaws.com/meridian`.
     */
    registry: z
        .string()
        .regex(registryForm, "<registry>/<path>, without a scheme and a slash at the end")
        .max(400, "400 characters at most")
        .optional(),
    /**
     * What runs in a region instead of an image of the runtime: images by their digests, in a registry that its tasks reach without the internet. `{account}` and
     * `{region}` stand for those that tasks run in, as in `{account}.dkr.ecr.{region}.amazonaws.com/envoy@sha256:…`.
     */
    images: imagesSchema.default({}),
    /**
     * Whether what an account has once in a region is made, too: replication of images from a cell's primary region to its others (which
     * takes the place of what replicates there now), how those are kept, and that AWS Backup may copy tables.
     */
    manage: z.boolean().default(true),
    /** On every resource: 8 at most. To see cost by them, activate them as cost allocation tags. */
    tags: tagsSchema.default({}),
});

export type AwsConfig = z.output<typeof awsSchema>;
