import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { WatchPlan } from "../../../plan/watch/watch-plan";
import type { Called } from "../../../scope";
import { retained } from "../../shared/retained";
import { makeBucket } from "../bucket";
import type { AwsLandingZone } from "../landing-zone";

/**
 * Who changed what in a region, kept there under the region's key, with digests by which `aws cloudtrail validate-logs` finds what was
 * changed or taken away since. One for each region: a trail of all regions would bring them together in one.
 */
export function makeTrail(
    { name, physical }: Called,
    { logs }: WatchPlan,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.cloudtrail.Trail {
    const { account, cell, key, region, settings } = landing;
    const arn = account.arn(pulumi.interpolate`cloudtrail:${region}:${account.id}:trail/${physical}-audit`);
    const ofTrail = { StringEquals: { "aws:SourceArn": arn } };
    const trail = { Effect: "Allow", Principal: { Service: "cloudtrail.amazonaws.com" }, Condition: ofTrail } as const;
    const { bucket, ready } = makeBucket(
        `${name}-audit`,
        {
            encryption: { kmsMasterKeyId: key },
            expireDays: logs.retainDays[cell.name]!,
            versioned: true,
            forceDestroy: settings.ephemeral,
            statements: ({ arn }) => [
                { Sid: "Asks", ...trail, Action: "s3:GetBucketAcl", Resource: arn },
                {
                    Sid: "Writes",
                    ...trail,
                    Action: "s3:PutObject",
                    Resource: pulumi.interpolate`${arn}/AWSLogs/${account.id}/*`,
                },
            ],
        },
        landing,
        opts,
        retained(opts, settings),
    );
    return new aws.cloudtrail.Trail(
        `${name}-audit`,
        {
            region,
            name: `${physical}-audit`,
            s3BucketName: bucket.id,
            kmsKeyId: key,
            enableLogFileValidation: true,
            isMultiRegionTrail: false,
            // Events of IAM and Route 53 are logged in one region only. A trail that also logs them elsewhere has them twice.
            includeGlobalServiceEvents: region === "us-east-1",
            eventSelectors: [{ readWriteType: "WriteOnly", includeManagementEvents: true }],
        },
        { ...opts, dependsOn: [...ready] },
    );
}
