import * as pulumi from "@pulumi/pulumi";

import { bucketPrefixOf } from "../bucket";
import type { Statement } from "../policies";
import type { LandingScope } from "./scope";

/** What programs do with items of tables, none of which changes a table. */
const items = [
    "BatchGetItem",
    "BatchWriteItem",
    "ConditionCheckItem",
    "DeleteItem",
    "DescribeTable",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "UpdateItem",
];

/**
 * What the network of a region can request of S3 and DynamoDB, with any credentials: a program with those of another account can't take
 * data there. It gives no rights: roles have these. Endpoints exist before buckets and tables, which are therefore named by what their
 * names begin with. Policies of such endpoints name no principals (docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
 */
export const gatewayStatements = {
    s3: scope => {
        const { account, region } = scope;
        return [
            {
                Sid: "Releases",
                Effect: "Allow",
                Principal: "*",
                Action: "s3:GetObject",
                Resource: account.arn(`s3:::${bucketPrefixOf(scope)}*/*`),
                // Another account could have a bucket of such a name.
                Condition: { StringEquals: { "aws:ResourceAccount": account.id } },
            },
            {
                // ECR stores the layers of images in a bucket of its own, and signs requests for them
                // (docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms). Machines of ECS need no more of
                // S3: their image has the agent (docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html).
                Sid: "ImageLayers",
                Effect: "Allow",
                Principal: "*",
                Action: "s3:GetObject",
                Resource: account.arn(`s3:::prod-${region}-starport-layer-bucket/*`),
            },
        ];
    },
    dynamodb: ({ account, cell, region, settings }) => [
        {
            Sid: "Tables",
            Effect: "Allow",
            Principal: "*",
            Action: items.map(item => `dynamodb:${item}`),
            Resource: account.arn(
                pulumi.interpolate`dynamodb:${region}:${account.id}:table/${settings.service}-${cell.name}-*`,
            ),
        },
    ],
} as const satisfies Readonly<Record<string, (scope: LandingScope) => readonly Statement[]>>;
