import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../../plan/cells/cell";
import { retained } from "../../shared/retained";
import type { AwsSettings } from "../args";
import { makeBucket } from "../bucket";
import type { LandingScope } from "./scope";

/** What the config calls the traffic that is recorded, by what AWS does. */
const traffic = { all: "ALL", rejected: "REJECT" } as const;

/** Which connections are recorded in the network of a region. */
export function recordedIn({
    cell,
    settings,
}: {
    readonly cell: Pick<Cell, "protected">;
    readonly settings: Pick<AwsSettings, "flowLogs">;
}): keyof typeof traffic | "none" {
    return settings.flowLogs ?? (cell.protected ? "all" : "none");
}

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
                    Sid: "AsksForFlowLogs",
                    ...delivery,
                    Action: "s3:GetBucketAcl",
                    Resource: arn,
                    Condition: { StringEquals: ofAccount, ...ofRegion },
                },
                {
                    Sid: "FlowLogs",
                    ...delivery,
                    Action: "s3:PutObject",
                    Resource: pulumi.interpolate`${arn}/AWSLogs/${account.id}/*`,
                    Condition: {
                        StringEquals: { ...ofAccount, "s3:x-amz-acl": "bucket-owner-full-control" },
                        ...ofRegion,
                    },
                },
            ],
        },
        scope,
        opts,
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
