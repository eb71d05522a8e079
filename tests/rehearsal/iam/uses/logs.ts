import type { Known, KnownOf } from "../../needs/known";
import { arnOf, calls, encryptionOf, listOf, objectIn, type Properties, regionOf, type Use, usingKey } from "./use";

const trailGuide = "https://docs.aws.amazon.com/awscloudtrail/latest/userguide";
const cloudTrail = { service: "cloudtrail.amazonaws.com" };

const trailOf = (trail: Known) => ({ "aws:SourceArn": arnOf(trail), "aws:SourceAccount": trail.account });

/** CloudTrail needs no more of a bucket without a bucket key. */
function underKey(trail: Known, all: KnownOf): ReturnType<Use["calls"]> {
    const { hasBucketKey } = encryptionOf(trail.inputs.s3BucketName, all);
    const more = { ...trailOf(trail), "kms:EncryptionContext:aws:cloudtrail:arn": arnOf(trail) };
    return usingKey(
        cloudTrail,
        ["GenerateDataKey", "DescribeKey", ...(hasBucketKey ? ["Decrypt"] : [])],
        trail.inputs.kmsKeyId,
        { more },
    );
}

/** Logs and trails: what AWS's services write. */
export const logs: readonly Use[] = [
    {
        of: "cloudwatch/logGroup",
        what: "store events under its key",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
        calls: one =>
            usingKey(
                { service: `logs.${regionOf(arnOf(one))}.amazonaws.com` },
                ["Encrypt", "Decrypt", "ReEncryptFrom", "ReEncryptTo", "GenerateDataKey"],
                one.inputs.kmsKeyId,
                { more: { "kms:EncryptionContext:aws:logs:arn": arnOf(one) } },
            ),
    },
    {
        of: "cloudtrail/trail",
        what: "write to its bucket",
        source: `${trailGuide}/create-s3-bucket-policy-for-cloudtrail.html`,
        calls: trail => {
            const { account, inputs } = trail;
            const file = `AWSLogs/${account}/CloudTrail/${regionOf(arnOf(trail))}/2026/01/01/0123.json.gz`;
            const owned = { "s3:x-amz-acl": "bucket-owner-full-control" };
            return [
                ...calls(
                    cloudTrail,
                    ["s3:GetBucketAcl"],
                    `arn:aws:s3:::${String(inputs.s3BucketName)}`,
                    trailOf(trail),
                ),
                ...calls(cloudTrail, ["s3:PutObject"], objectIn(inputs.s3BucketName, file), {
                    ...trailOf(trail),
                    ...owned,
                }),
            ];
        },
    },
    {
        of: "cloudtrail/trail",
        what: "encrypt its files",
        source: `${trailGuide}/create-kms-key-policy-for-cloudtrail.html (required elements: kms:Decrypt with an S3 Bucket Key)`,
        calls: underKey,
    },
    {
        of: "ec2/flowLog",
        what: "write records of connections, under the key of its bucket",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html",
        calls: (one, all) => {
            const region = String(one.inputs.region);
            const bucket = String(one.inputs.logDestination).split(":").at(-1)!;
            const by = { service: "delivery.logs.amazonaws.com" };
            const more = {
                "aws:SourceAccount": one.account,
                "aws:SourceArn": `arn:aws:logs:${region}:${one.account}:delivery-source`,
            };
            const file = `AWSLogs/${one.account}/vpcflowlogs/${region}/2026/01/01/0123.log.gz`;
            const owned = { "s3:x-amz-acl": "bucket-owner-full-control" };
            return [
                ...calls(by, ["s3:GetBucketAcl"], `arn:aws:s3:::${bucket}`, more),
                ...calls(by, ["s3:PutObject"], objectIn(bucket, file), { ...more, ...owned }),
                ...usingKey(by, ["GenerateDataKey", "Decrypt"], encryptionOf(bucket, all).key, { more }),
            ];
        },
    },
    {
        of: "lb/loadBalancer",
        what: "write access logs",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
        calls: one => {
            const { bucket, enabled } = (one.inputs.accessLogs ?? {}) as Properties;
            if (enabled !== true) return [];
            const file = `elasticloadbalancing/${regionOf(arnOf(one))}/2026/01/01/0123.log.gz`;
            return [file, "ELBAccessLogTestFile"].flatMap(each =>
                calls(
                    { service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                    ["s3:PutObject"],
                    objectIn(bucket, `AWSLogs/${one.account}/${each}`),
                    { "aws:SourceAccount": one.account, "aws:SourceArn": arnOf(one) },
                ),
            );
        },
    },
];

/** A service publishes to a topic for something of an account, and encrypts the message. */
function publishing(service: string, topics: readonly unknown[], of: Known, all: KnownOf): ReturnType<Use["calls"]> {
    const by = { service };
    const more = { "aws:SourceAccount": of.account, "aws:SourceArn": arnOf(of) };
    return [...new Set(topics)].flatMap(topic => [
        ...calls(by, ["sns:Publish"], String(topic), more),
        ...usingKey(
            by,
            ["Decrypt", "GenerateDataKey"],
            all("sns/topic").find(one => one.outputs.arn === topic)?.inputs.kmsMasterKeyId,
            { more },
        ),
    ]);
}

const withKey = "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services";

/** Notifications. */
export const notifications: readonly Use[] = [
    ...["cloudwatch/metricAlarm", "cloudwatch/compositeAlarm"].map((of): Use => ({
        of,
        what: "notify its topics",
        source: `https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html, ${withKey}`,
        calls: (one, all) => {
            const { alarmActions, insufficientDataActions, okActions } = one.inputs;
            const topics = [alarmActions, okActions, insufficientDataActions].flatMap(listOf);
            return publishing("cloudwatch.amazonaws.com", topics, one, all);
        },
    })),
    {
        of: "budgets/budget",
        what: "notify its topics",
        source: `https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html, ${withKey}`,
        calls: (one, all) => {
            const notices = listOf(one.inputs.notifications) as readonly Properties[];
            const topics = notices.flatMap(({ subscriberSnsTopicArns }) => listOf(subscriberSnsTopicArns));
            return publishing("budgets.amazonaws.com", topics, one, all);
        },
    },
    {
        of: "costexplorer/anomalySubscription",
        what: "notify its topics",
        source: `https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html, ${withKey}`,
        calls: (one, all) => {
            const subscribers = listOf(one.inputs.subscribers) as readonly Properties[];
            const topics = subscribers.flatMap(({ address, type }) => (type === "SNS" ? [address] : []));
            return publishing("costalerts.amazonaws.com", topics, one, all);
        },
    },
];
