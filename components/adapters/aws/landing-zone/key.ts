import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { retained } from "../../shared/retained";
import type { AwsAccount } from "../account";
import { policy, type Statement } from "../policies";
import { recordedIn } from "./recorded-traffic";
import type { LandingScope } from "./scope";

/**
 * The region's own key, which encrypts all that lies there: none of another region can open it. Its account decides who may use it, by
 * IAM; beside that only what keeps logs, and the disks of tasks. Costs 1 USD a month.
 */
export function makeKey(scope: LandingScope): pulumi.Output<string> {
    const { name, region, account, cell, settings, opts } = scope;
    const { id } = account;
    const isPrimary = cell.primary === `aws:${region}`;
    const key = new aws.kms.Key(
        `${name}-key`,
        {
            region,
            description: `Data of ${name}`,
            enableKeyRotation: true,
            deletionWindowInDays: 30,
            policy: policy(
                {
                    Sid: "Account",
                    Effect: "Allow",
                    Principal: { AWS: account.arn(pulumi.interpolate`iam::${id}:root`) },
                    Action: "kms:*",
                    Resource: "*",
                },
                {
                    Sid: "Logs",
                    Effect: "Allow",
                    Principal: { Service: `logs.${region}.amazonaws.com` },
                    Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
                    Resource: "*",
                    Condition: {
                        ArnLike: {
                            "kms:EncryptionContext:aws:logs:arn": account.arn(
                                pulumi.interpolate`logs:${region}:${id}:log-group:*`,
                            ),
                        },
                    },
                },
                ...(recordedIn(scope) === "none" ? [] : [flowLogs(account, region)]),
                {
                    Sid: "Alarms",
                    Effect: "Allow",
                    Principal: {
                        Service: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com", "costalerts.amazonaws.com"],
                    },
                    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
                    Resource: "*",
                    Condition: { StringEquals: { "aws:SourceAccount": id } },
                },
                {
                    // Alarms of trails. EventBridge names no source to keys of topics, so that the topic is all that can be demanded
                    // (docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services). SNS states it
                    // (docs.aws.amazon.com/gamelift/latest/flexmatchguide/queue-notification-sns-sse.html).
                    Sid: "Events",
                    Effect: "Allow",
                    Principal: { Service: "events.amazonaws.com" },
                    Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
                    Resource: "*",
                    Condition: {
                        ArnLike: {
                            "kms:EncryptionContext:aws:sns:topicArn": account.arn(
                                pulumi.interpolate`sns:${region}:${id}:*`,
                            ),
                        },
                    },
                },
                {
                    // With a bucket key CloudTrail refuses a trail whose key it can't decrypt with
                    // (docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html).
                    Sid: "Trail",
                    Effect: "Allow",
                    Principal: { Service: "cloudtrail.amazonaws.com" },
                    Action: ["kms:GenerateDataKey*", "kms:DescribeKey", "kms:Decrypt"],
                    Resource: "*",
                    Condition: {
                        ArnLike: {
                            // The trails of a primary region's bucket may lie in other regions (observability-hub/trail.ts).
                            "aws:SourceArn": account.arn(
                                pulumi.interpolate`cloudtrail:${isPrimary ? "*" : region}:${id}:trail/*`,
                            ),
                        },
                    },
                },
                {
                    Sid: "DisksOfTasks",
                    Effect: "Allow",
                    Principal: { Service: "fargate.amazonaws.com" },
                    Action: "kms:GenerateDataKeyWithoutPlaintext",
                    Resource: "*",
                    Condition: {
                        StringEquals: {
                            "kms:EncryptionContext:aws:ecs:clusterAccount": id,
                            "kms:EncryptionContext:aws:ecs:clusterName": name,
                        },
                    },
                },
                {
                    Sid: "GrantsForDisksOfTasks",
                    Effect: "Allow",
                    Principal: { Service: "fargate.amazonaws.com" },
                    Action: "kms:CreateGrant",
                    Resource: "*",
                    Condition: {
                        StringEquals: {
                            "kms:EncryptionContext:aws:ecs:clusterAccount": id,
                            "kms:EncryptionContext:aws:ecs:clusterName": name,
                        },
                        "ForAllValues:StringEquals": { "kms:GrantOperations": ["Decrypt"] },
                    },
                },
            ),
        },
        retained(opts, settings),
    );
    new aws.kms.Alias(`${name}-key`, { region, name: `alias/${name}`, targetKeyId: key.id }, opts);
    return key.arn;
}

/** Deliveries of flow logs (docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html). */
function flowLogs(account: AwsAccount, region: string): Statement {
    return {
        Sid: "FlowLogs",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        Resource: "*",
        Condition: {
            StringEquals: { "aws:SourceAccount": account.id },
            ArnLike: { "aws:SourceArn": account.arn(pulumi.interpolate`logs:${region}:${account.id}:*`) },
        },
    };
}
