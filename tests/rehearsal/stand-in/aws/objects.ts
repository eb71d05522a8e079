import type { Kind } from "../kind";
import { input, own, text } from "./forms";

/** What says more of a bucket, by the bucket's name. */
const ofBucket: Kind = {
    id: input("bucket"),
    outputs: {},
    required: ["bucket"],
    fixed: ["bucket"],
    documents: ["policy"],
};

/** Buckets and what is in them. */
export const objects: Readonly<Record<string, Kind>> = {
    "aws:s3/bucket:Bucket": {
        id: ({ inputs, hex }) => text(inputs.bucket) || `${text(inputs.bucketPrefix)}${hex(12)}`,
        outputs: {
            arn: ({ id }) => `arn:aws:s3:::${id}`,
            bucket: own,
            bucketRegionalDomainName: ({ id, region }) => `${id}.s3.${region ?? ""}.amazonaws.com`,
        },
        fixed: ["bucket", "bucketPrefix"],
        // Whatever was in use has something in it, if only old versions.
        guard: { property: "forceDestroy", while: false },
        held: true,
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ofBucket,
    "aws:s3/bucketVersioning:BucketVersioning": ofBucket,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": {
        ...ofBucket,
        // docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html
        refuses: ({ inputs, things }) =>
            things.some(
                ({ type, inputs: other }) =>
                    type === "aws:s3/bucketVersioning:BucketVersioning" && other.bucket === inputs.bucket,
            )
                ? undefined
                : "InvalidBucketState: Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ofBucket,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket,
    "aws:s3/bucketPolicy:BucketPolicy": ofBucket,
    "aws:s3/bucketObjectv2:BucketObjectv2": {
        id: ({ inputs }) => `${String(inputs.bucket)}/${String(inputs.key)}`,
        outputs: { arn: ({ id }) => `arn:aws:s3:::${id}`, etag: ({ hex }) => hex(32), versionId: ({ hex }) => hex(32) },
        required: ["bucket", "key"],
        fixed: ["bucket", "key"],
    },
    "aws:s3/objectCopy:ObjectCopy": {
        id: ({ inputs }) => `${String(inputs.bucket)}/${String(inputs.key)}`,
        outputs: { arn: ({ id }) => `arn:aws:s3:::${id}`, etag: ({ hex }) => hex(32) },
        required: ["bucket", "key", "source"],
        fixed: ["bucket", "key", "source"],
    },
};
