import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { AuditLock } from "../../plan/config/aws";
import type { LandingScope } from "./landing-zone/scope";
import { policy, type Statement } from "./policies";

export interface BucketArgs {
    /** The key for objects that name none. */
    readonly encryption: { readonly sseAlgorithm: "AES256" } | { readonly kmsMasterKeyId: pulumi.Input<string> };
    /** Days that objects are kept. Default: for good. */
    readonly expireDays?: number;
    /** Stores what is overwritten or deleted: for as many days as `expireDays`, else 30. Default: it doesn't. */
    readonly versioned?: boolean;
    /** Locks each object for so many days. Needs versions. Default: it doesn't. */
    readonly lock?: AuditLock;
    /** Lets it go with what is in it. */
    readonly forceDestroy: boolean;
    /** Further statements of its policy, which requires TLS in any case. */
    readonly statements: (bucket: aws.s3.Bucket) => readonly Statement[];
}

export interface MadeBucket {
    readonly bucket: aws.s3.Bucket;
    /** All that has to be there before anything is put into it. */
    readonly ready: readonly pulumi.Resource[];
}

/** Deletes objects after so many days. An object of a bucket with versions then becomes a noncurrent version, which would stay for good. */
function retention(days: number, versioned: boolean) {
    const old = versioned && { noncurrentVersionExpiration: { noncurrentDays: days } };
    return { id: "retention", status: "Enabled", filter: {}, expiration: { days }, ...old };
}

/**
 * Deletes what was overwritten or deleted, where current objects stay. A delete marker without versions stays too, unless a rule names it
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-rules.html).
 */
const replacedObjects = {
    id: "replaced-objects",
    status: "Enabled",
    filter: {},
    expiration: { expiredObjectDeleteMarker: true },
    noncurrentVersionExpiration: { noncurrentDays: 30 },
};

/**
 * Parts of an upload that was never completed are in no list of objects, and cost as much as objects
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/mpu-abort-incomplete-mpu-lifecycle-config.html).
 */
const abandonedUploads = {
    id: "abandoned-uploads",
    status: "Enabled",
    filter: {},
    abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
};

/** What the names of all buckets of a cell in a region begin with: 37 characters at most, before what makes them unique. */
export function bucketPrefixOf({ cell, settings, short }: Pick<LandingScope, "cell" | "settings" | "short">): string {
    return `${settings.service}-${cell.name}-${short}-`.slice(0, 37);
}

/**
 * A bucket of a region without public access, with TLS only, and with one owner. What guards it has its options: a bucket that is retained
 * must not lose its guards when the engine deletes them.
 */
export function makeBucket(
    name: string,
    { encryption, expireDays, forceDestroy, lock, statements, versioned = false }: BucketArgs,
    { cell, region, settings, short }: Pick<LandingScope, "cell" | "region" | "settings" | "short">,
    opts: pulumi.CustomResourceOptions,
): MadeBucket {
    const bucketPrefix = bucketPrefixOf({ cell, settings, short });
    const bucket = new aws.s3.Bucket(name, { region, bucketPrefix, forceDestroy }, opts);
    const of = { region, bucket: bucket.id };
    const blocked = {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
    };
    const applied =
        "sseAlgorithm" in encryption
            ? { applyServerSideEncryptionByDefault: encryption }
            : {
                  applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", ...encryption },
                  bucketKeyEnabled: true,
              };
    const guards: pulumi.Resource[] = [
        new aws.s3.BucketPublicAccessBlock(name, { ...of, ...blocked }, opts),
        new aws.s3.BucketOwnershipControls(name, { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } }, opts),
        new aws.s3.BucketServerSideEncryptionConfiguration(name, { ...of, rules: [applied] }, opts),
    ];
    if (versioned) {
        const versions = { ...of, versioningConfiguration: { status: "Enabled" } };
        const versioning = new aws.s3.BucketVersioning(name, versions, opts);
        guards.push(versioning, ...(lock === undefined ? [] : [lockObjects(name, of, lock, versioning, opts)]));
    }
    const replaced = versioned ? [replacedObjects] : [];
    const rules = [...(expireDays === undefined ? replaced : [retention(expireDays, versioned)]), abandonedUploads];
    guards.push(new aws.s3.BucketLifecycleConfiguration(name, { ...of, rules }, opts));
    const tlsOnly: Statement = {
        Sid: "TlsOnly",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket.arn, pulumi.interpolate`${bucket.arn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
    };
    const policed = new aws.s3.BucketPolicy(
        name,
        { ...of, policy: policy(...statements(bucket), tlsOnly) },
        { ...opts, dependsOn: guards },
    );
    return { bucket, ready: [...guards, policed] };
}

/**
 * Locks objects from when they are put into a bucket. Not as a property of the bucket itself, which would replace one that exists: S3 accepts
 * the configuration of any bucket with versions (docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html;
 * registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_object_lock_configuration). Objects that are there before
 * have no lock.
 */
function lockObjects(
    name: string,
    of: { readonly region: string; readonly bucket: pulumi.Output<string> },
    { days, mode }: AuditLock,
    versioning: aws.s3.BucketVersioning,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    const rule = { defaultRetention: { mode: mode.toUpperCase(), days } };
    return new aws.s3.BucketObjectLockConfiguration(name, { ...of, rule }, { ...opts, dependsOn: versioning });
}
