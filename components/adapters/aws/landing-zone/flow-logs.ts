import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { retained } from "../../shared/retained";
import { makeBucket } from "../bucket";
import { recordedIn, traffic } from "./recorded-traffic";
import type { LandingScope } from "./scope";

/**
 * Records of the connections in the network of a region: addresses, ports, bytes, and whether they were accepted. They lie in the region,
 * under its key, for as long as the logs of its cell. A bucket costs half of what a log group does, and needs no role: the service of
 * deliveries writes to it by the bucket's policy (docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html).
 */
export function makeFlowLogs(scope: LandingScope, vpcId: pulumi.Input<string>, key: pulumi.Input<string>): void {
    const { name, region, cell, account, settings, opts } = scope;
    const recorded = recordedIn(scope);
    if (recorded === "none") return;
    const delivery = {
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
    } as const;
    const ofAccount = { "aws:SourceAccount": account.id };
    const ofRegion = { ArnLike: { "aws:SourceArn": account.arn(pulumi.interpolate`logs:${region}:${account.id}:*`) } };
    const { bucket, ready } = makeBucket(
        `${name}-flow-logs`,
        {
            encryption: { kmsMasterKeyId: key },
            expireDays: settings.retainDays(cell.name),
            forceDestroy: settings.ephemeral,
            statements: ({ arn }) => [
                {
                    Sid: "AWSLogDeliveryWrite",
                    ...delivery,
                    Action: "s3:PutObject",
                    Resource: pulumi.interpolate`${arn}/AWSLogs/${account.id}/*`,
                    Condition: {
                        StringEquals: { ...ofAccount, "s3:x-amz-acl": "bucket-owner-full-control" },
                        ...ofRegion,
                    },
                },
                {
                    Sid: "AWSLogDeliveryAclCheck",
                    ...delivery,
                    Action: "s3:GetBucketAcl",
                    Resource: arn,
                    Condition: { StringEquals: ofAccount, ...ofRegion },
                },
            ],
        },
        scope,
        retained(opts, settings),
    );
    new aws.ec2.FlowLog(
        `${name}-flow-logs`,
        {
            region,
            vpcId,
            trafficType: traffic[recorded],
            logDestinationType: "s3",
            logDestination: bucket.arn,
            maxAggregationInterval: 600,
            tags: { Name: name },
        },
        { ...opts, dependsOn: [...ready] },
    );
}
