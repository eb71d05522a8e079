import { z } from "zod";

import type { Fault } from "../faults";
import { imageOn, registryOn } from "./cloud-images";
import { cidr, label, whole } from "./form";
import { knownLater } from "./known-later";
import { read } from "./parse";

/** Where a program's config may contain an Output for AWS only (`laterPaths`). */
export const laterOnAws = [
    "cells[].accounts.aws.roleArn",
    "cells[].accounts.aws.externalId",
    "cells[].accounts.aws.permissionsBoundary",
    "aws.tags.*",
] as const;

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

/** Tags passed to the adapter that AWS accepts on none, or not on all, of its resources. Values known later are left to AWS. */
export function tagFaults(tags: Readonly<Record<string, unknown>>): Fault[] {
    const plain = Object.entries(tags).map(([key, value]) => [key, typeof value === "string" ? value : knownLater]);
    return [...read(tagsSchema, Object.fromEntries(plain), "aws.tags").faults];
}

/**
 * Requests of one client address in a minute. WAF accepts 10 to 2,000,000,000 (docs.aws.amazon.com/waf/latest/APIReference/API_RateBasedStatement.html);
 * below 100 the checks of Route 53 and an operator's own monitoring, which are counted, would come near the limit.
 */
const addressLimit = whole(100, 2_000_000_000);

/**
 * Half of the inbound rules that a security group of a new account may have (docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html):
 * rules are created before those that they replace are deleted. The front needs no others.
 */
const mostClients = 30;

/** Address ranges of clients. */
const clientsSchema = z
    .array(cidr)
    .min(1, "at least one range")
    .max(mostClients, `${mostClients} ranges at most`)
    .refine(ranges => new Set(ranges).size === ranges.length, "each range once")
    .refine(ranges => !ranges.includes("0.0.0.0/0"), "ranges narrower than 0.0.0.0/0");

const image = imageOn("aws");

const imagesSchema = z.strictObject({
    /**
     * The gate: Envoy 1.30 or later in an image with a shell, `base64`, `gunzip` and public certificate authorities, such as the vendor's.
     * For custom servers it also needs `wget`, as in image `gate` of the runtime.
     */
    gate: image.optional(),
    /** The model server: `runtime` or `runtime-native`. */
    server: image.optional(),
    /** Downloads a release from S3 before its server starts: `runtime/fetch`. */
    fetch: image.optional(),
});

const auditLockSchema = z.strictObject({
    /**
     * `governance`: identities with `s3:BypassGovernanceRetention` may delete and change locked files. `compliance`: no identity may, not even
     * the root user.
     */
    mode: z.enum(["governance", "compliance"]),
    /** Days from the writing of a file, at most as many as logs are retained. */
    days: whole(1, 3650),
});

const givenSchema = z.object({
    service: label,
    retainDays: whole(1, 3650),
    requestsPerAddress: addressLimit.optional(),
    auditLock: auditLockSchema.optional(),
    clients: clientsSchema.optional(),
});

/**
 * Faults of arguments of the adapter that no config has, or that a config without a `Service` would have: names of resources begin with
 * `service`, logs are retained for `retainDays`, an address may send `requestsPerAddress` in a minute, files of trails are locked by
 * `auditLock`, internal fronts admit `clients`.
 */
export function givenAwsFaults(given: {
    readonly service: unknown;
    readonly retainDays: unknown;
    readonly requestsPerAddress?: unknown;
    readonly auditLock?: unknown;
    readonly clients?: unknown;
}): Fault[] {
    return [...read(givenSchema, given, "").faults];
}

/** `meridian:aws`: options of the cloud `aws`. */
export const awsSchema = z.strictObject({
    /**
     * The registry, with a path, that stores the runtime's images whose digests are in the lock. Tasks must reach it without the internet.
     * `{account}` and `{region}` are replaced with those of the task, as in `{account}.dkr.ecr.{region}.amazonaws.com/meridian`.
     */
    registry: registryOn("aws").optional(),
    /**
     * Images that replace the runtime's, by digest, in a registry that tasks reach without the internet. `{account}` and `{region}` are
     * replaced with those of the task, as in `{account}.dkr.ecr.{region}.amazonaws.com/envoy@sha256:…`.
     */
    images: imagesSchema.default({}),
    /**
     * Whether resources that an account has once per region are created: replication of images from a cell's primary region to its others
     * (this replaces any replication that is configured there), retention of those images, and permission for AWS Backup to copy tables.
     */
    manage: z.boolean().default(true),
    /**
     * Whether balancers, too, check the tokens of callers, before gates do: a request without a valid one then costs a gate nothing. A
     * balancer accepts only tokens that are signed by RS256, and an issuer that publishes at most 10 keys, of 150 KB together; it refuses
     * all other callers.
     */
    tokensAtBalancer: z.boolean().default(false),
    /**
     * Requests that a front admits from one client address in a minute, approximately. More are answered with 429. Clients behind one NAT
     * gateway have one address; gates of other regions are not counted. Default: 30000, or the peak of `demand` where that is higher.
     */
    requestsPerAddress: addressLimit.optional(),
    /**
     * Address ranges in CIDR notation whose clients may connect to the balancers, with `routing.edge: internal`: those of the networks that
     * clients are in, and of the cells' own networks if a cell has several regions. Required with that edge, and refused with others.
     */
    clients: clientsSchema.optional(),
    /**
     * How much of a region is spare. `full`: tasks in up to three zones, two gates at least, and Container Insights. `small`: tasks in one
     * zone, whose loss is that of the region, one gate at least, and no Container Insights. It can be changed at any time, and nothing is
     * replaced. Replicas of releases are those of `serving.scaling` with both.
     */
    footprint: z.enum(["full", "small"]).default("full"),
    /**
     * Whether balancers are protected from deletion, by AWS and by the engine: `pulumi destroy`, and the removal of a region, are refused
     * while they are. Default: true, except with `store.ephemeral`.
     */
    deletionProtection: z.boolean().optional(),
    /**
     * Which connections in networks that are created are recorded: all, rejected ones, or none. Records contain addresses of callers, stay in
     * their region, and are retained as long as logs. Default: all in cells with protected data, none in others.
     */
    flowLogs: z.enum(["all", "rejected", "none"]).optional(),
    /**
     * Locks the files of audit trails against deletion and change, by Object Lock of S3 (needs `observability.audit`). Object Lock can't be
     * turned off again for a bucket. Default: none.
     */
    auditLock: auditLockSchema.optional(),
    /** Tags of every resource, at most 8. To see cost by them, activate them as cost allocation tags. */
    tags: tagsSchema.default({}),
});

export type AwsConfig = z.output<typeof awsSchema>;
export type AuditLock = NonNullable<AwsConfig["auditLock"]>;
