import { z } from "zod";

import type { Fault } from "../faults";
import { imageOn, registryOn } from "./cloud-images";
import { label, whole } from "./form";
import { knownLater } from "./known-later";
import { read } from "./parse";

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
            .min(1, "at least one character")
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

const image = imageOn("aws");

const imagesSchema = z.strictObject({
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

/** `meridian:aws`: what only AWS is told. */
export const awsSchema = z.strictObject({
    /**
     * Where the images of the runtime are that the lock has the digests of: a registry that tasks reach without the internet, and a path there.
     * `{account}` and `{region}` stand for those that tasks run in, as in `{account}.dkr.ecr.{region}.amazonaws.com/meridian`.
     */
    registry: registryOn("aws").optional(),
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
