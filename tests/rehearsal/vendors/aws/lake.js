// A data lake with a copy in another region and a site before it, as guides of AWS and Pulumi write them: S3 replication, Firehose,
// CloudFront, Route 53, and a trail of all regions.
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const provider = new aws.Provider("eu", { region: "eu-central-1" });
const far = new aws.Provider("far", { region: "us-west-2" });
const options = { provider };

const raw = new aws.s3.Bucket("raw", {}, options);
const versions = new aws.s3.BucketVersioning(
    "raw",
    { bucket: raw.bucket, versioningConfiguration: { status: "Enabled" } },
    options,
);
const copy = new aws.s3.Bucket("copy", {}, { provider: far });
new aws.s3.BucketVersioning(
    "copy",
    { bucket: copy.bucket, versioningConfiguration: { status: "Enabled" } },
    { provider: far },
);

const replicator = new aws.iam.Role(
    "replicator",
    { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "s3.amazonaws.com" }) },
    options,
);
new aws.s3.BucketReplicationConfig(
    "raw",
    {
        bucket: raw.bucket,
        role: replicator.arn,
        rules: [{ id: "all", status: "Enabled", destination: { bucket: copy.arn, storageClass: "STANDARD_IA" } }],
    },
    { ...options, dependsOn: [versions] },
);

const stream = new aws.kinesis.Stream("events", { shardCount: 1 }, options);
new aws.kinesis.FirehoseDeliveryStream(
    "events",
    {
        destination: "extended_s3",
        kinesisSourceConfiguration: { kinesisStreamArn: stream.arn, roleArn: replicator.arn },
        extendedS3Configuration: { bucketArn: raw.arn, roleArn: replicator.arn },
    },
    options,
);

const trails = new aws.s3.Bucket("trails", {}, options);
new aws.cloudtrail.Trail(
    "all",
    { s3BucketName: trails.bucket, isMultiRegionTrail: true, includeGlobalServiceEvents: true },
    options,
);

const site = new aws.s3.Bucket("site", {}, options);
new aws.s3.BucketPublicAccessBlock(
    "site",
    {
        bucket: site.bucket,
        blockPublicAcls: false,
        blockPublicPolicy: false,
        ignorePublicAcls: false,
        restrictPublicBuckets: false,
    },
    options,
);
new aws.s3.BucketPolicy(
    "site",
    {
        bucket: site.bucket,
        policy: site.arn.apply(arn => ({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${arn}/*` }],
        })),
    },
    options,
);
const edge = new aws.cloudfront.Distribution(
    "site",
    {
        enabled: true,
        origins: [{ originId: "site", domainName: site.bucketRegionalDomainName }],
        defaultCacheBehavior: {
            targetOriginId: "site",
            viewerProtocolPolicy: "redirect-to-https",
            allowedMethods: ["GET", "HEAD"],
            cachedMethods: ["GET", "HEAD"],
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: { cloudfrontDefaultCertificate: true },
    },
    options,
);
const zone = new aws.route53.Zone("site", { name: "example.com" }, options);
new aws.route53.Record(
    "site",
    {
        zoneId: zone.zoneId,
        name: "www.example.com",
        type: "A",
        aliases: [{ name: edge.domainName, zoneId: edge.hostedZoneId, evaluateTargetHealth: false }],
    },
    options,
);
exports.stream = pulumi.output(stream.arn);
