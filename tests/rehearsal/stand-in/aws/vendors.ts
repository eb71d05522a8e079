import type { Kind } from "../kind";
import { arn, input, joining, own, prefixed } from "./forms";

/** What programs of others use beside what the stacks do: enough of it that a preview tells what it will be. */
export const vendors: Readonly<Record<string, Kind>> = {
    "aws:lambda/function:Function": {
        id: input("name"),
        outputs: {
            arn: arn("lambda", ({ id }) => `function:${id}`),
            invokeArn: arn("apigateway", ({ id }) => `lambda:path/2015-03-31/functions/${id}/invocations`),
        },
        required: ["role"],
        fixed: ["name"],
        name: { property: "name", pattern: /^[\w-]{1,64}$/, auto: 64 },
    },
    "aws:lambda/functionUrl:FunctionUrl": {
        id: input("functionName"),
        outputs: { functionUrl: ({ hex, region }) => `https://${hex(32)}.lambda-url.${region ?? ""}.on.aws/` },
        required: ["functionName", "authorizationType"],
    },
    "aws:lambda/permission:Permission": {
        id: ({ hex }) => `terraform-${hex(26)}`,
        outputs: {},
        required: ["action", "function", "principal"],
    },
    "aws:apigatewayv2/api:Api": {
        id: ({ hex }) => hex(10),
        outputs: {
            apiEndpoint: ({ id, region }) => `https://${id}.execute-api.${region ?? ""}.amazonaws.com`,
            executionArn: arn("execute-api", ({ id }) => id),
        },
        required: ["protocolType"],
        name: { property: "name", pattern: /^.{1,128}$/, auto: 128, many: true },
    },
    "aws:apigatewayv2/integration:Integration": { id: ({ hex }) => hex(7), outputs: {}, required: ["apiId"] },
    "aws:apigatewayv2/route:Route": { id: ({ hex }) => hex(7), outputs: {}, required: ["apiId", "routeKey"] },
    "aws:apigatewayv2/stage:Stage": {
        ...joining("apiId", "name"),
        outputs: { invokeUrl: ({ id }) => `https://${id}` },
    },
    "aws:rds/subnetGroup:SubnetGroup": {
        id: input("name"),
        outputs: { arn: arn("rds", ({ id }) => `subgrp:${id}`) },
        required: ["subnetIds"],
        name: { property: "name", pattern: /^[\w .-]{1,255}$/, auto: 255 },
    },
    "aws:rds/instance:Instance": {
        id: prefixed("db"),
        outputs: {
            arn: arn("rds", ({ id }) => `db:${id}`),
            address: ({ id, region }) => `${id}.${region ?? ""}.rds.amazonaws.com`,
        },
        required: ["instanceClass"],
    },
    "aws:s3/bucketReplicationConfig:BucketReplicationConfig": {
        id: input("bucket"),
        outputs: {},
        required: ["bucket", "role", "rules"],
        fixed: ["bucket"],
    },
    "aws:kinesis/stream:Stream": {
        id: made => `arn:aws:kinesis:${made.region ?? ""}:${made.account}:stream/${String(made.inputs.name)}`,
        outputs: { arn: own },
        name: { property: "name", pattern: /^[\w.-]{1,128}$/, auto: 128 },
    },
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
        id: made => `arn:aws:firehose:${made.region ?? ""}:${made.account}:deliverystream/${String(made.inputs.name)}`,
        outputs: { arn: own },
        required: ["destination"],
        name: { property: "name", pattern: /^[\w.-]{1,64}$/, auto: 64 },
    },
    "aws:cloudfront/distribution:Distribution": {
        global: true,
        id: ({ hex }) => `E${hex(13).toUpperCase()}`,
        outputs: {
            arn: arn("cloudfront", ({ id }) => `distribution/${id}`),
            domainName: ({ hex }) => `d${hex(13)}.cloudfront.net`,
            hostedZoneId: () => "Z2FDTNDATAQYW2",
        },
        required: ["origins", "defaultCacheBehavior"],
    },
    "aws:kms/replicaKey:ReplicaKey": {
        // The same as its primary's, in another region.
        id: ({ inputs }) => String(inputs.primaryKeyArn).split("/").at(-1)!,
        outputs: { arn: arn("kms", ({ id }) => `key/${id}`), keyId: own },
        required: ["primaryKeyArn"],
        fixed: ["primaryKeyArn"],
    },
    "aws:sqs/queue:Queue": {
        id: ({ account, inputs, region }) =>
            `https://sqs.${region ?? ""}.amazonaws.com/${account}/${String(inputs.name)}`,
        outputs: { arn: arn("sqs", ({ inputs }) => String(inputs.name)), url: own },
        name: { property: "name", pattern: /^[\w-]{1,80}(\.fifo)?$/, auto: 80 },
    },
    "aws:lightsail/database:Database": {
        id: input("relationalDatabaseName"),
        outputs: { arn: arn("lightsail", ({ id }) => `RelationalDatabase/${id}`) },
        required: ["relationalDatabaseName", "masterPassword"],
    },
};
