import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { digestHex, distinctFiles, pathIn } from "../../../plan/serving/release-file";
import type { ReleasePlan } from "../../../plan/serving/serving";
import { makeBucket } from "../bucket";
import type { AwsLandingZone } from "../landing-zone";
import { projectFile } from "./files";

/** Where a region keeps its releases, and the object of each by its digest. */
export interface Artifacts {
    readonly bucket: aws.s3.Bucket;
    /** ARN of the objects of all releases, as policies name them. */
    readonly objects: pulumi.Output<string>;
    /** `s3://…` of a release, once it is there. */
    readonly uri: (release: ReleasePlan) => pulumi.Output<string>;
    /** ARN of its object alone. */
    readonly object: (release: ReleasePlan) => pulumi.Output<string>;
}

const folder = "releases";

/**
 * The region's own bucket, put in at `up`: servers depend on an object here, never on one that is still to come from elsewhere. Objects are
 * called by their digests, so that a release is never another one; servers check it once more.
 */
export function makeArtifacts(
    name: string,
    releases: readonly ReleasePlan[],
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): Artifacts {
    const { key } = landing;
    const { bucket, ready } = makeBucket(
        `${name}-artifacts`,
        {
            encryption: { kmsMasterKeyId: key },
            versioned: true,
            // Each is put there again from where it comes from.
            forceDestroy: true,
            statements: ({ arn }) => [
                {
                    Sid: "OwnKeyOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:PutObject",
                    Resource: pulumi.interpolate`${arn}/*`,
                    Condition: {
                        StringNotEqualsIfExists: { "s3:x-amz-server-side-encryption-aws-kms-key-id": key },
                    },
                },
            ],
        },
        landing,
        opts,
    );
    const made = new Map(
        distinctFiles(releases).map(release => [
            release.digest,
            makeObject(name, release, bucket, landing, { ...opts, dependsOn: [...ready] }),
        ]),
    );
    return {
        bucket,
        objects: pulumi.interpolate`${bucket.arn}/${folder}/*`,
        uri: release => pulumi.interpolate`s3://${bucket.bucket}/${made.get(release.digest)!.key}`,
        object: release => pulumi.interpolate`${bucket.arn}/${folder}/${digestHex(release)}`,
    };
}

function makeObject(
    name: string,
    release: ReleasePlan,
    bucket: aws.s3.Bucket,
    { key, region }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): { readonly key: pulumi.Output<string> } {
    const { artifact, digest } = release;
    const child = `${name}-${digestHex(release, 12)}`;
    const put = { region, bucket: bucket.id, key: `${folder}/${digestHex(release)}` };
    if (artifact.startsWith("s3:")) {
        // One request, which S3 takes of objects up to 5 GB (docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html).
        const source = artifact.replace(/^s3:(\/\/)?/, "");
        return new aws.s3.ObjectCopy(child, { ...put, source, serverSideEncryption: "aws:kms", kmsKeyId: key }, opts);
    }
    const file = pathIn(artifact);
    const source =
        file === undefined
            ? new pulumi.asset.RemoteAsset(artifact)
            : new pulumi.asset.FileAsset(projectFile(file) ?? file);
    return new aws.s3.BucketObjectv2(
        child,
        { ...put, source, sourceHash: digest, serverSideEncryption: "aws:kms", kmsKeyId: key },
        opts,
    );
}
