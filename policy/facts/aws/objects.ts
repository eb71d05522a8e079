import type { Resource } from "../../resource";
import type { End, FlowFact, Row } from "../fact";
import {
    all,
    every,
    flag,
    ifSo,
    isOfProgram,
    matching,
    named,
    noneOf,
    unlessFilledIn,
    toNamed,
    unlessOthers,
} from "../forms";
import { namesWho } from "./statements";
import { toEach, underKey, withPolicy } from "./words";

const ofBucket = (resource: Resource) => named(resource, "bucket");

/** Access lists that admit all clients, or all accounts of AWS. */
const isPrivate = matching("acl", /^(?!public-|authenticated-read)/, true);
const allPrincipals = /\/groups\/global\/(AllUsers|AuthenticatedUsers)$/;

const grantsNoPublic = (path: string) => noneOf(path, allPrincipals);

const isBlocked = every(
    flag("blockPublicAcls"),
    flag("blockPublicPolicy"),
    flag("ignorePublicAcls"),
    flag("restrictPublicBuckets"),
);

/** Uploads go by way of points of presence (docs.aws.amazon.com/AmazonS3/latest/userguide/transfer-acceleration.html). */
const byPointsOfPresence =
    (path: string) =>
    ({ properties }: Resource): FlowFact[] => {
        const status = properties.text(path);
        return status.is === "absent" || (status.is === "known" && status.value !== "Enabled")
            ? []
            : [{ kind: "cache", path, to: { place: "aws:global" } }];
    };

/** An object copied from a bucket: `<bucket>/<key>`, or its ARN. */
const sourceOf = ({ properties }: Resource): End => {
    const source = properties.text("source");
    if (source.is !== "known") return { named: source, property: "source" };
    const [bucket = ""] = decodeURIComponentOrSame(source.value)
        .replace(/^arn:[^/]*:::/, "")
        .replace(/^\//, "")
        .split("/");
    return { named: { is: "known", value: bucket }, property: "source" };
};

function decodeURIComponentOrSame(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

/**
 * Buckets and their objects. A new bucket blocks public access in all four ways and encrypts under S3's own key by default
 * (docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html, …/default-encryption-faq.html): leaving that
 * unset is no violation. Properties: https://www.pulumi.com/registry/packages/aws/ (7.48).
 */
export const objects: Readonly<Record<string, Row>> = {
    "aws:s3/bucket:Bucket": {
        holds: "data",
        names: ["bucket", "bucketDomainName", "bucketRegionalDomainName", "websiteEndpoint"],
        // Deprecated, and still taken: what a bucket says of itself, where it has no resource of its own for that.
        encryption: underKey(
            "serverSideEncryptionConfiguration.rule.applyServerSideEncryptionByDefault.kmsMasterKeyId",
        ),
        flows: all(
            toNamed("replication", "replicationConfiguration.rules[].destination.bucket"),
            toNamed("key", "replicationConfiguration.rules[].destination.replicaKmsKeyId"),
            toNamed("log", "logging.targetBucket"),
            unlessFilledIn("accelerationStatus", byPointsOfPresence("accelerationStatus")),
        ),
        claims: {
            "durability/versioning": ifSo(flag("versioning.enabled")),
            // What it leaves to a list of its own type, and isn't known before the update, the provider fills in.
            "exposure/public-bucket": unlessOthers(
                every(
                    resource =>
                        isOfProgram(resource, "acl") || resource.properties.text("acl").is === "known"
                            ? isPrivate(resource)
                            : { holds: true, path: "acl" },
                    resource =>
                        isOfProgram(resource, "grants") || resource.properties.list("grants").isKnown
                            ? grantsNoPublic("grants[].uri")(resource)
                            : { holds: true, path: "grants" },
                ),
            ),
            ...withPolicy(),
        },
        needs: { "durability/versioning": "versioning is not turned on" },
    },
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": {
        about: ofBucket,
        encryption: underKey("rules[].applyServerSideEncryptionByDefault.kmsMasterKeyId"),
    },
    "aws:s3/bucketVersioning:BucketVersioning": {
        about: ofBucket,
        claims: { "durability/versioning": matching("versioningConfiguration.status", /^Enabled$/) },
    },
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
        about: ofBucket,
        claims: { "exposure/public-bucket": isBlocked },
    },
    "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock": {
        place: () => ({ is: "nowhere" }),
        claims: { "exposure/public-bucket": isBlocked },
    },
    "aws:s3/bucketAcl:BucketAcl": {
        about: ofBucket,
        claims: {
            "exposure/public-bucket": every(isPrivate, grantsNoPublic("accessControlPolicy.grants[].grantee.uri")),
        },
    },
    "aws:s3/bucketPolicy:BucketPolicy": {
        about: ofBucket,
        claims: { "identity/public-principal": namesWho("policy") },
    },
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
        about: ofBucket,
        flows: all(
            toNamed("replication", "rules[].destination.bucket"),
            toNamed("key", "rules[].destination.encryptionConfiguration.replicaKmsKeyId"),
        ),
    },
    "aws:s3/bucketLogging:BucketLogging": { about: ofBucket, flows: toNamed("log", "targetBucket") },
    "aws:s3/bucketNotification:BucketNotification": {
        about: ofBucket,
        flows: toEach("event", "lambdaFunctions[].lambdaFunctionArn", "queues[].queueArn", "topics[].topicArn"),
    },
    "aws:s3/inventory:Inventory": {
        about: ofBucket,
        flows: toNamed("replication", "destination.bucket.bucketArn"),
    },
    "aws:s3/analyticsConfiguration:AnalyticsConfiguration": {
        about: ofBucket,
        flows: toNamed("replication", "storageClassAnalysis.dataExport.destination.s3BucketDestination.bucketArn"),
    },
    // A website is public and has no TLS (docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteEndpoints.html).
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": {
        about: ofBucket,
        claims: { "encryption/in-transit": resource => ({ holds: isRedirect(resource), path: "indexDocument" }) },
    },
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": { about: ofBucket },
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": { about: ofBucket },
    "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": { about: ofBucket },
    "aws:s3/bucketMetric:BucketMetric": { about: ofBucket },
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": { about: ofBucket },
    "aws:s3/bucketAccelerateConfiguration:BucketAccelerateConfiguration": {
        about: ofBucket,
        flows: byPointsOfPresence("status"),
    },
    "aws:s3/bucketIntelligentTieringConfiguration:BucketIntelligentTieringConfiguration": { about: ofBucket },
    "aws:s3/bucketRequestPaymentConfiguration:BucketRequestPaymentConfiguration": { about: ofBucket },
    "aws:s3/bucketObject:BucketObject": {},
    "aws:s3/bucketObjectv2:BucketObjectv2": {},
    "aws:s3/objectCopy:ObjectCopy": {
        flows: resource => [
            { kind: "replication", path: "source", from: sourceOf(resource), to: named(resource, "bucket") },
        ],
    },
    "aws:s3/accessPoint:AccessPoint": {
        about: ofBucket,
        claims: { "identity/public-principal": withPolicy()["identity/public-principal"] },
    },
    "aws:s3control/accessPointPolicy:AccessPointPolicy": {
        claims: { "identity/public-principal": namesWho("policy") },
    },
    "aws:s3control/multiRegionAccessPoint:MultiRegionAccessPoint": {
        flows: toNamed("replication", "details.regions[].bucket"),
    },
    "aws:s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy": {
        claims: { "identity/public-principal": namesWho("details.policy") },
    },
    "aws:s3control/objectLambdaAccessPoint:ObjectLambdaAccessPoint": {},
    "aws:s3/directoryBucket:DirectoryBucket": { holds: "data", names: ["bucket"] },
    "aws:s3/vectorsVectorBucket:VectorsVectorBucket": {
        holds: "data",
        names: ["vectorBucketArn", "vectorBucketName"],
        encryption: underKey("encryptionConfigurations[].kmsKeyArn"),
    },
    "aws:s3tables/tableBucket:TableBucket": {
        holds: "data",
        encryption: underKey("encryptionConfiguration.kmsKeyArn"),
    },
};

function isRedirect({ properties }: Resource): boolean {
    return properties.has("redirectAllRequestsTo");
}
