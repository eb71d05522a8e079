import assert from "node:assert/strict";

import { judgeState } from "../../policy/state";
import type { PackConfig } from "../../policy/config";
import type { Exported } from "../../policy/state";
import { made } from "./stack";

const cell = (name: string, jurisdictions: string[], regions: string[], dataClasses = ["health"]) => ({
    name,
    jurisdictions,
    dataClasses,
    regions,
    primary: regions[0],
});
const eu = cell("eu", ["EU"], ["aws:eu-west-1", "gcp:europe-west3"]);
const us = cell("us", ["US"], ["aws:us-east-1", "gcp:us-central1"]);
const de = cell("de", ["DE"], ["aws:eu-central-1"]);
const both = { cells: [eu, us] };
const keyOfDe = "arn:aws:kms:eu-central-1:1:key/k";

const bucket = "aws:s3/bucket:Bucket";
const s3 = (name: string, region: string, more = {}) => made(bucket, name, { bucket: name, region, ...more });
const gcs = (name: string, location: string, more = {}) =>
    made("gcp:storage/bucket:Bucket", name, { name, location, project: "shop", ...more });
const copies = (to: unknown, more = {}) =>
    made("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "copies", {
        region: "eu-west-1",
        bucket: "data",
        rules: [{ destination: { bucket: to } }],
        ...more,
    });
const abroad = "arn:aws:s3:::abroad";
const rds = (more: object) =>
    made("aws:rds/instance:Instance", "db", {
        region: "eu-west-1",
        identifier: "db",
        storageEncrypted: true,
        kmsKeyId: "arn:aws:kms:eu-west-1:1:key/a",
        deletionProtection: true,
        backupRetentionPeriod: 7,
        ...more,
    });
const dynamo = (more: object) => made("aws:dynamodb/table:Table", "table", { region: "eu-west-1", name: "t", ...more });
const policy = (more: object) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...more }] });
const bucketPolicy = (more: object) =>
    made("aws:s3/bucketPolicy:BucketPolicy", "policy", { region: "eu-west-1", bucket: "data", policy: policy(more) });
const role = (more: object) => made("aws:iam/rolePolicy:RolePolicy", "role", { policy: policy(more) });
const inRegionsAsked = (region: string | readonly string[]) =>
    role({
        Action: "dynamodb:GetItem",
        Resource: "arn:aws:dynamodb:*:1:table/patients",
        Condition: { StringEquals: { "aws:RequestedRegion": region } },
    });
const invocable = (more: object) =>
    made("aws:lambda/permission:Permission", "permission", {
        region: "eu-west-1",
        principal: "*",
        action: "lambda:InvokeFunction",
        ...more,
    });
const trusting = (Federated: string | readonly string[], Condition?: object) =>
    made("aws:iam/role:Role", "role", {
        assumeRolePolicy: policy({
            Action: "sts:AssumeRoleWithWebIdentity",
            Principal: { Federated },
            Resource: undefined,
            ...(Condition && { Condition }),
        }),
    });
const edge = (domainName: string) =>
    made("aws:cloudfront/distribution:Distribution", "edge", {
        origins: [{ domainName, originId: "o" }],
        viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021", acmCertificateArn: "a" },
        defaultCacheBehavior: { viewerProtocolPolicy: "https-only" },
    });
const ingress = (more: object) =>
    made("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", {
        region: "eu-west-1",
        fromPort: 22,
        toPort: 22,
        ...more,
    });
const firewall = (more: object) =>
    made("gcp:compute/firewall:Firewall", "firewall", {
        allows: [{ protocol: "tcp", ports: ["22"] }],
        sourceRanges: ["0.0.0.0/0"],
        ...more,
    });
const transfer = (source: string, sink: string) =>
    made("gcp:storage/transferJob:TransferJob", "transfer", {
        transferSpec: { gcsDataSource: { bucketName: source }, gcsDataSink: { bucketName: sink } },
    });
const account = made("gcp:serviceaccount/account:Account", "account", { project: "shop" });
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const eu1 = (type: string, name: string, inputs: object) =>
    made(`aws:${type}`, name, { region: "eu-west-1", ...inputs });
const loggingAbroad = { logDriver: "awslogs", options: { "awslogs-group": "/x", "awslogs-region": "us-east-1" } };
const address = (name: string, more: object) =>
    made("aws:route53/record:Record", name, { name: "app.x.com", type: "A", ...more });

/** What stops an update, by rules: `rule name`. */
function stopped(resources: readonly Exported[], config: PackConfig = both): string[] {
    const { violations } = judgeState({ version: 3, deployment: { resources } }, config, new Date("2026-11-27"));
    return violations
        .filter(({ level }) => level === "mandatory")
        .map(({ rule, urn = "" }) => `${rule} ${urn.split("::").at(-1)}`);
}

const escapes: Readonly<Record<string, readonly [string, readonly Exported[], PackConfig?]>> = {
    "a region in capitals": ["residency/place data", [s3("data", "AP-SOUTH-1")]],
    "a region with a space": ["residency/place data", [s3("data", "us-east-1 ")]],
    "a zone for a region": ["residency/place data", [s3("data", "eu-west-1a")]],
    "a region of a sovereign partition": ["residency/place data", [s3("data", "cn-north-1")]],
    "a region that isn't known": ["residency/place data", [s3("data", unknown)]],
    "no region at all": ["residency/place data", [made(bucket, "data", { bucket: "data" })]],
    "a tag of another cell": ["residency/place data", [s3("data", "us-east-1", { tags: { "meridian:cell": "eu" } })]],
    "a tag of no cell": ["coverage/unknown-cell data", [s3("data", "us-east-1", { tags: { "meridian:cell": "eux" } })]],
    "a tag of a cell that admits more, in a region of a stricter one": [
        "residency/place data",
        [s3("data", "eu-central-1", { tags: { "meridian:cell": "eu" } })],
        { cells: [eu, de] },
    ],
    "data of a stricter cell, in a region of a laxer one": [
        "residency/replication copies",
        [s3("data", "eu-central-1"), s3("abroad", "eu-west-1"), copies(abroad, { region: "eu-central-1" })],
        { cells: [eu, de] },
    ],
    "a key of another cell, in a place that the cell admits": [
        "residency/key db",
        [
            made("aws:kms/key:Key", "key", {
                region: "eu-central-1",
                arn: keyOfDe,
                keyId: "k",
                enableKeyRotation: true,
            }),
            rds({ kmsKeyId: keyOfDe }),
        ],
        { cells: [eu, de] },
    ],
    "all principals but one": [
        "identity/public-principal policy",
        [s3("data", "eu-west-1"), bucketPolicy({ NotPrincipal: { AWS: "arn:aws:iam::111122223333:root" } })],
    ],
    "all principals beside one account, in a policy as a text": [
        "exposure/public-bucket grants",
        [
            gcs("data", "europe-west3"),
            made("gcp:storage/bucketIAMPolicy:BucketIAMPolicy", "grants", {
                bucket: "data",
                policyData: JSON.stringify({
                    bindings: [{ role: "roles/storage.objectViewer", members: ["user:a@shop.example", "allUsers"] }],
                }),
            }),
        ],
    ],
    "all users beside an account of the stack": [
        "exposure/public-bucket grants",
        [
            gcs("data", "europe-west3"),
            account,
            {
                ...made("gcp:storage/bucketIAMBinding:BucketIAMBinding", "grants", {
                    bucket: "data",
                    members: ["allUsers", unknown],
                }),
                propertyDependencies: { members: [account.urn] },
            },
        ],
    ],
    "an administrator beside lesser ones": [
        "identity/wildcard exclusive",
        [
            made("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "exclusive", {
                roleName: "r",
                policyArns: ["arn:aws:iam::aws:policy/SupportUser", "arn:aws:iam::aws:policy/AdministratorAccess"],
            }),
        ],
    ],
    "an identity provider with many tenants next to one with few": [
        "identity/public-principal role",
        [trusting(["arn:aws:iam::1:saml-provider/shop", "accounts.google.com"])],
    ],
    "an image of another region, by an id alone": [
        "residency/artifact copy",
        [
            eu1("ec2/amiCopy:AmiCopy", "copy", {
                name: "copy",
                sourceAmiId: "ami-1",
                sourceAmiRegion: "us-east-1",
                encrypted: true,
            }),
        ],
    ],
    "a table that isn't known, brought to a bucket": [
        "residency/backup export",
        [
            s3("data", "eu-west-1"),
            eu1("dynamodb/tableExport:TableExport", "export", { tableArn: unknown, s3Bucket: "data" }),
        ],
    ],
    "data of a location of DataSync that goes to one of another cell": [
        "residency/replication target",
        [
            ...[s3("data", "eu-west-1"), s3("abroad", "us-east-1")],
            eu1("datasync/s3Location:S3Location", "source", {
                arn: "arn:aws:datasync:eu-west-1:1:location/loc-1",
                s3BucketArn: "arn:aws:s3:::data",
            }),
            eu1("datasync/s3Location:S3Location", "target", {
                arn: "arn:aws:datasync:eu-west-1:1:location/loc-2",
                s3BucketArn: abroad,
            }),
            eu1("datasync/task:Task", "task", {
                sourceLocationArn: "arn:aws:datasync:eu-west-1:1:location/loc-1",
                destinationLocationArn: "arn:aws:datasync:eu-west-1:1:location/loc-2",
            }),
        ],
    ],
    "a copy by ARN": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), s3("abroad", "us-east-1"), copies(abroad)],
    ],
    "a copy by name": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), s3("abroad", "us-east-1"), copies("abroad")],
    ],
    "a copy by an ARN of another partition": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), s3("abroad", "us-east-1"), copies("arn:aws-us-gov:s3:::abroad")],
    ],
    "a copy to an access point": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), copies("arn:aws:s3:us-east-1:1:accesspoint/a")],
    ],
    "a copy to an alias of an access point": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), copies("a-12-s3alias")],
    ],
    "a copy to a bucket of another stack": ["residency/replication copies", [s3("data", "eu-west-1"), copies(abroad)]],
    "a copy to a bucket that isn't known": ["residency/replication copies", [s3("data", "eu-west-1"), copies(unknown)]],
    "a copy to one of two buckets, of which one's place isn't known": [
        "residency/replication copies",
        [
            ...[s3("data", "eu-west-1"), s3("near", "eu-west-1"), s3("somewhere", unknown)],
            {
                ...copies(unknown),
                propertyDependencies: { rules: [s3("near", "").urn, s3("somewhere", "").urn] },
            },
        ],
    ],
    "a decoy of another type": [
        "residency/replication copies",
        [
            s3("data", "eu-west-1"),
            made("aws:ecs/cluster:Cluster", "abroad", { name: "abroad", region: "eu-west-1" }),
            copies(abroad),
        ],
    ],
    "a decoy of another type, by a name alone": [
        "residency/replication copies",
        [
            s3("data", "eu-west-1"),
            made("aws:ecs/cluster:Cluster", "abroad", { name: "abroad", region: "eu-west-1" }),
            copies("abroad"),
        ],
    ],
    "a decoy on another cloud": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), gcs("abroad", "europe-west3"), copies(abroad)],
    ],
    "a decoy on another cloud, by a name alone": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), gcs("abroad", "europe-west3"), copies("abroad")],
    ],
    "a decoy that is nowhere": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), made("aws:iam/role:Role", "abroad", { name: "abroad" }), copies(abroad)],
    ],
    "a list one deeper": [
        "residency/replication copies",
        [
            s3("data", "eu-west-1"),
            s3("abroad", "us-east-1"),
            copies("", { rules: [[{ destination: [{ bucket: abroad }] }]] }),
        ],
    ],
    "an object for a list": ["residency/replication table", [dynamo({ replicas: { regionName: "us-east-1" } })]],
    "a list for an object": [
        "residency/replication copies",
        [
            s3("data", "eu-west-1"),
            s3("abroad", "us-east-1"),
            copies("", { rules: [{ destination: [{ bucket: abroad }] }] }),
        ],
    ],
    "a replica in capitals": ["residency/replication table", [dynamo({ replicas: [{ regionName: "US-EAST-1" }] })]],
    "a replica that isn't known beside one that may be": [
        "residency/replication table",
        [dynamo({ replicas: [{ regionName: "eu-central-1" }, { regionName: unknown }] })],
    ],
    "replicas that aren't known": ["residency/replication table", [dynamo({ replicas: unknown })]],
    "a replica of a database of another stack": [
        "residency/replication db",
        [rds({ region: "us-east-1", replicateSourceDb: "arn:aws:rds:eu-west-1:1:db:home" })],
    ],
    "a snapshot from another region": [
        "residency/backup copy",
        [
            made("aws:ebs/snapshotCopy:SnapshotCopy", "copy", {
                region: "us-east-1",
                sourceRegion: "eu-west-1",
                sourceSnapshotId: "snap-1",
                encrypted: true,
            }),
        ],
    ],
    "a bucket of another stack that an external places": [
        "residency/replication transfer",
        [gcs("shop-us", "us-central1"), transfer("elsewhere", "shop-us")],
        { ...both, externals: { elsewhere: "gcp:europe-west3" } },
    ],
    "a transfer from a bucket of another stack": [
        "residency/replication transfer",
        [gcs("shop-us", "us-central1"), transfer("elsewhere", "shop-us")],
    ],
    "a transfer by a link": [
        "residency/replication transfer",
        [gcs("home", "EUROPE-WEST3"), gcs("shop-us", "US"), transfer("gs://home", "gs://shop-us")],
    ],
    "an external that contradicts an ARN": [
        "residency/event topic",
        [
            made("aws:sns/topic:Topic", "t", { region: "eu-west-1", arn: "arn:aws:sns:eu-west-1:1:t" }),
            made("aws:sns/topicSubscription:TopicSubscription", "topic", {
                region: "eu-west-1",
                topic: "arn:aws:sns:eu-west-1:1:t",
                protocol: "sqs",
                endpoint: "arn:aws:sqs:us-east-1:1:q",
            }),
        ],
        { ...both, externals: { "arn:aws:sqs:us-east-1:1:q": "aws:eu-west-1" } },
    ],
    "an external that can't be read": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), copies(abroad)],
        { ...both, externals: { [abroad]: "europe" } },
    ],
    "an edge before a third party's host": ["residency/edge edge", [edge("origin.example.com")]],
    "an edge before a host of another stack": ["residency/edge edge", [edge("data.s3.eu-west-1.amazonaws.com")]],
    "an edge before a record": [
        "residency/edge edge",
        [
            made("aws:route53/record:Record", "origin", { name: "origin.example.com", type: "CNAME", records: ["a"] }),
            edge("origin.example.com"),
        ],
    ],
    "logs from a region that isn't known": [
        "residency/log trail",
        [
            s3("abroad", "us-east-1"),
            made("aws:cloudtrail/trail:Trail", "trail", { s3BucketName: "abroad", enableLogFileValidation: true }),
        ],
    ],
    "global events that go to another cell's bucket": [
        "residency/log trail",
        [
            s3("abroad", "us-east-1"),
            made("aws:cloudtrail/trail:Trail", "trail", {
                region: "us-east-1",
                includeGlobalServiceEvents: true,
                s3BucketName: "abroad",
                enableLogFileValidation: true,
                tagsAll: { "meridian:cell": "eu" },
            }),
        ],
    ],
    "events of global services that go to another cell's queue": [
        "residency/event target",
        [
            made("aws:sqs/queue:Queue", "abroad", { region: "us-east-1" }),
            made("aws:cloudwatch/eventTarget:EventTarget", "target", {
                region: "us-east-1",
                rule: "r",
                arn: "abroad",
                tagsAll: { "meridian:cell": "eu" },
            }),
        ],
    ],
    "events of a bus of its own in another cell's region": [
        "residency/event target",
        [
            made("aws:cloudwatch/eventTarget:EventTarget", "target", {
                region: "us-east-1",
                rule: "r",
                eventBusName: "orders",
                arn: "arn:aws:events:eu-west-1:1:event-bus/default",
                tagsAll: { "meridian:cell": "eu" },
            }),
        ],
    ],
    "a trail of a region of another cell that goes to this one's": [
        "residency/log trail",
        [
            s3("home", "eu-west-1"),
            made("aws:cloudtrail/trail:Trail", "trail", {
                region: "us-east-1",
                includeGlobalServiceEvents: false,
                s3BucketName: "home",
                enableLogFileValidation: true,
                tagsAll: { "meridian:cell": "eu" },
            }),
        ],
    ],
    "a sink of a project whose things are other stacks'": [
        "residency/log sink",
        [
            made("gcp:logging/projectSink:ProjectSink", "sink", {
                project: "shop",
                destination: "storage.googleapis.com/elsewhere",
            }),
        ],
    ],
    "a key of another cell": [
        "residency/key table",
        [dynamo({ serverSideEncryption: { enabled: true, kmsKeyArn: "arn:aws:kms:us-east-1:1:key/a" } })],
    ],
    "a key that is said and not used": [
        "encryption/customer-key table",
        [dynamo({ serverSideEncryption: { enabled: false, kmsKeyArn: "arn:aws:kms:eu-west-1:1:key/a" } })],
    ],
    "a flag in capitals": ["exposure/public-database db", [rds({ publiclyAccessible: "True" })]],
    "a flag as a number in a text": ["exposure/public-database db", [rds({ publiclyAccessible: "1" })]],
    "encryption turned off by a text in capitals": ["encryption/at-rest db", [rds({ storageEncrypted: "False" })]],
    "a number as a text": [
        "durability/point-in-time-recovery cluster",
        [
            made("aws:rds/cluster:Cluster", "cluster", {
                region: "eu-west-1",
                storageEncrypted: true,
                backupRetentionPeriod: "0",
            }),
        ],
    ],
    "a port as a number beside one as a text": [
        "exposure/open-ingress firewall",
        [firewall({ allows: [{ protocol: "tcp", ports: ["443", 22] }] })],
    ],
    "the internet in halves": ["exposure/open-ingress rule", [ingress({ cidrIpv4: "0.0.0.0/1" })]],
    "the internet in halves, on Google Cloud": [
        "exposure/open-ingress firewall",
        [firewall({ sourceRanges: ["0.0.0.0/1", "128.0.0.0/1"] })],
    ],
    "a database for the internet in halves": [
        "exposure/public-database sql",
        [
            made("gcp:sql/databaseInstance:DatabaseInstance", "sql", {
                region: "europe-west3",
                settings: { ipConfiguration: { ipv4Enabled: false, authorizedNetworks: [{ value: "128.0.0.0/1" }] } },
            }),
        ],
    ],
    "a public policy on a bucket with none of its own": [
        "identity/public-principal policy",
        [s3("data", "eu-west-1"), bucketPolicy({ Principal: "*" })],
    ],
    "a public policy on a queue with none of its own": [
        "identity/public-principal policy",
        [
            made("aws:sqs/queue:Queue", "queue", { region: "eu-west-1", name: "queue", url: "https://queue" }),
            made("aws:sqs/queuePolicy:QueuePolicy", "policy", {
                region: "eu-west-1",
                queueUrl: "https://queue",
                policy: policy({ Principal: { AWS: ["*"] } }),
            }),
        ],
    ],
    "a condition that any organization meets": [
        "identity/public-principal policy",
        [
            s3("data", "eu-west-1"),
            bucketPolicy({ Principal: "*", Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } }),
        ],
    ],
    "a condition that any address meets": [
        "identity/public-principal policy",
        [
            s3("data", "eu-west-1"),
            bucketPolicy({
                Principal: "*",
                Condition: { IpAddress: { "aws:SourceIp": ["0.0.0.0/1", "128.0.0.0/1"] } },
            }),
        ],
    ],
    "a private list beside a block that blocks nothing": [
        "exposure/public-bucket block",
        [
            s3("data", "eu-west-1", { acl: "private" }),
            made("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", {
                region: "eu-west-1",
                bucket: "data",
                blockPublicAcls: false,
            }),
        ],
    ],
    "an inline grant to all users": [
        "exposure/public-bucket data",
        [
            s3("data", "eu-west-1", {
                grants: [
                    { type: "Group", uri: "http://acs.amazonaws.com/groups/global/AllUsers", permissions: ["READ"] },
                ],
            }),
        ],
    ],
    "a list that isn't known": [
        "exposure/public-bucket acl",
        [
            s3("data", "eu-west-1"),
            made("aws:s3/bucketAcl:BucketAcl", "acl", { region: "eu-west-1", bucket: "data", acl: unknown }),
        ],
    ],
    "a public snapshot": [
        "identity/public-principal snapshot",
        [
            made("aws:rds/snapshot:Snapshot", "snapshot", {
                region: "eu-west-1",
                dbInstanceIdentifier: "db",
                sharedAccounts: ["all"],
            }),
        ],
    ],
    "actions in capitals": ["identity/wildcard role", [role({ Action: "S3:GetObject" })]],
    "actions of any service": ["identity/wildcard role", [role({ Action: "*:*" })]],
    "actions of services by a pattern": ["identity/wildcard role", [role({ Action: "s?:Get*" })]],
    "actions on whatever isn't named": [
        "identity/wildcard role",
        [role({ NotResource: "arn:aws:s3:::public/*", Resource: undefined })],
    ],
    "actions on whatever isn't named, wherever it is": [
        "identity/region-scoped role",
        [
            role({
                Action: "dynamodb:GetItem",
                NotResource: "arn:aws:dynamodb:us-east-1:1:table/x",
                Resource: undefined,
            }),
        ],
    ],
    "tables of any region, with a condition on the region that admits both cells": [
        "identity/region-scoped role",
        [inRegionsAsked(["eu-west-1", "us-east-1"])],
    ],
    "tables of any region, with a condition on the region that isn't known": [
        "identity/region-scoped role",
        [inRegionsAsked(unknown)],
    ],
    "all tables by a wildcard for each": [
        "identity/wildcard role",
        [role({ Action: "dynamodb:GetItem", Resource: "arn:aws:dynamodb:*:*:table/*" })],
        {},
    ],
    "all keys by a wildcard for each": [
        "identity/wildcard role",
        [role({ Action: "kms:Decrypt", Resource: "arn:aws:kms:*:*:key/*" })],
        {},
    ],
    "all secrets by a wildcard for each": [
        "identity/wildcard role",
        [role({ Action: "secretsmanager:GetSecretValue", Resource: "arn:aws:secretsmanager:*:*:secret:*" })],
        {},
    ],
    ...Object.fromEntries(
        [
            "cassandra:Select",
            "aoss:APIAccessAll",
            "dsql:DbConnectAdmin",
            "s3tables:GetTableData",
            "logs:GetLogEvents",
            "ebs:GetSnapshotBlock",
            "rds-db:connect",
            "timestream:Select",
            "neptune-db:*",
        ].map((Action): [string, readonly [string, readonly Exported[]]] => [
            `${Action} on everything`,
            ["identity/wildcard role", [role({ Action })]],
        ]),
    ),
    "an administrator by a list of its own": [
        "identity/wildcard exclusive",
        [
            made("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "exclusive", {
                roleName: "r",
                policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
            }),
        ],
    ],
    "a policy of AWS's for a service, that reads everything": [
        "identity/wildcard attachment",
        [
            made("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attachment", {
                role: "r",
                policyArn: "arn:aws:iam::aws:policy/service-role/AmazonElasticMapReduceforEC2Role",
            }),
        ],
    ],
    "a function for all signed requests": [
        "identity/public-principal permission",
        [invocable({ action: "lambda:InvokeFunctionUrl", functionUrlAuthType: "AWS_IAM" })],
    ],
    "a function for whichever source": ["identity/public-principal permission", [invocable({ sourceArn: "*" })]],
    "a condition that a role of any account meets": [
        "identity/public-principal policy",
        [
            s3("data", "eu-west-1"),
            bucketPolicy({
                Principal: "*",
                Condition: { StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/app-*" } },
            }),
        ],
    ],
    "a condition that admits any principal next to a named one": [
        "identity/public-principal policy",
        [
            s3("data", "eu-west-1"),
            bucketPolicy({
                Principal: "*",
                Condition: { StringLike: { "aws:PrincipalArn": ["arn:aws:iam::1:role/app", "*"] } },
            }),
        ],
    ],
    "a role for whichever repository": [
        "identity/public-principal role",
        [
            trusting("arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com", {
                StringEquals: { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" },
                StringLike: { "token.actions.githubusercontent.com:sub": "repo:*" },
            }),
        ],
    ],
    "a role for tokens that lack the claim of the condition": [
        "identity/public-principal role",
        [
            trusting("arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com", {
                "ForAllValues:StringLike": { "token.actions.githubusercontent.com:sub": "repo:acme/shop:*" },
            }),
        ],
    ],
    "a condition that requests without its key meet": [
        "identity/public-principal policy",
        [
            s3("data", "eu-west-1"),
            bucketPolicy({
                Principal: "*",
                Condition: { "ForAllValues:StringEquals": { "aws:PrincipalOrgID": "o-abc123" } },
            }),
        ],
    ],
    "a role for whichever pool of identities": [
        "identity/public-principal role",
        [trusting("cognito-identity.amazonaws.com")],
    ],
    "all protocols, by a port that none of them heeds": [
        "exposure/open-ingress rule",
        [ingress({ ipProtocol: "-1", fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" })],
    ],
    "a protocol without ports, in a group": [
        "exposure/open-ingress group",
        [
            made("aws:ec2/securityGroup:SecurityGroup", "group", {
                region: "eu-west-1",
                ingress: [{ protocol: "50", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
            }),
        ],
    ],
    "a protocol that isn't known": [
        "exposure/open-ingress rule",
        [ingress({ ipProtocol: unknown, fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" })],
    ],
    "containers' logs in another region": [
        "residency/log task",
        [
            eu1("ecs/taskDefinition:TaskDefinition", "task", {
                containerDefinitions: JSON.stringify([{ logConfiguration: loggingAbroad }]),
            }),
        ],
    ],
    "a job's logs in another region": [
        "residency/log job",
        [
            eu1("batch/jobDefinition:JobDefinition", "job", {
                containerProperties: JSON.stringify({ logConfiguration: loggingAbroad }),
            }),
        ],
    ],
    "an API before a function in another region": [
        "residency/event integration",
        [
            eu1("apigateway/integration:Integration", "integration", {
                type: "AWS_PROXY",
                uri: "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:1:function:f/invocations",
            }),
        ],
    ],
    "an API before an API in another region": [
        "residency/event integration",
        [
            eu1("apigatewayv2/integration:Integration", "integration", {
                integrationType: "HTTP_PROXY",
                integrationUri: "https://x.execute-api.us-east-1.amazonaws.com/p",
            }),
        ],
    ],
    "a graph of a table in another region": [
        "residency/event source",
        [
            eu1("appsync/dataSource:DataSource", "source", {
                type: "AMAZON_DYNAMODB",
                dynamodbConfig: { tableName: "t", region: "us-east-1" },
            }),
        ],
    ],
    "an image of a machine from another region": [
        "residency/artifact copy",
        [
            made("aws:ec2/amiCopy:AmiCopy", "copy", {
                region: "us-east-1",
                sourceAmiId: "ami-1",
                sourceAmiRegion: "eu-west-1",
            }),
        ],
    ],
    "a table restored from another region": [
        "residency/backup table",
        [dynamo({ region: "us-east-1", restoreSourceTableArn: "arn:aws:dynamodb:eu-west-1:1:table/patients" })],
    ],
    "a table made of a bucket in another region": [
        "residency/backup table",
        [
            s3("patients", "eu-west-1"),
            dynamo({ region: "us-east-1", importTable: { s3BucketSource: { bucket: "patients" } } }),
        ],
    ],
    "a cluster of several regions": [
        "residency/replication abroad",
        [
            eu1("memorydb/multiRegionCluster:MultiRegionCluster", "all", { multiRegionClusterName: "x-y" }),
            made("aws:memorydb/cluster:Cluster", "abroad", { region: "us-east-1", multiRegionClusterName: "x-y" }),
        ],
    ],
    "a migration to another region": [
        "residency/replication target",
        [
            eu1("dms/endpoint:Endpoint", "target", {
                endpointType: "target",
                serverName: "db.abc.us-east-1.rds.amazonaws.com",
            }),
        ],
    ],
    "a knowledge base in a domain of another region": [
        "residency/replication base",
        [
            eu1("bedrock/agentKnowledgeBase:AgentKnowledgeBase", "base", {
                storageConfiguration: {
                    opensearchManagedClusterConfiguration: { domainArn: "arn:aws:es:us-east-1:1:domain/x" },
                },
            }),
        ],
    ],
    "a knowledge base at another vendor's": [
        "residency/replication base",
        [
            eu1("bedrock/agentKnowledgeBase:AgentKnowledgeBase", "base", {
                storageConfiguration: {
                    pineconeConfiguration: { connectionString: "https://x.svc.us-east1-gcp.pinecone.io" },
                },
            }),
        ],
    ],
    "a stream to a host of a domain in another region": [
        "residency/event stream",
        [
            eu1("kinesis/firehoseDeliveryStream:FirehoseDeliveryStream", "stream", {
                opensearchConfiguration: { clusterEndpoint: "https://search-x.us-east-1.es.amazonaws.com" },
            }),
        ],
    ],
    "users' mail sent from another region": [
        "residency/event users",
        [
            eu1("cognito/userPool:UserPool", "users", {
                emailConfiguration: { sourceArn: "arn:aws:ses:us-east-1:1:identity/x.com" },
            }),
        ],
    ],
    "users' codes sent from another region": [
        "residency/event users",
        [eu1("cognito/userPool:UserPool", "users", { smsConfiguration: { snsRegion: "us-east-1" } })],
    ],
    "a bucket that is filled by way of the edge": [
        "residency/edge data",
        [s3("data", "eu-west-1", { accelerationStatus: "Enabled" })],
    ],
    "an inline copy under a key of another cell": [
        "residency/key data",
        [
            s3("data", "eu-west-1", {
                replicationConfiguration: {
                    rules: [{ destination: { bucket: "copy", replicaKmsKeyId: "arn:aws:kms:us-east-1:1:key/a" } }],
                },
            }),
            s3("copy", "eu-west-1"),
        ],
    ],
    "what else is built, in another region": [
        "residency/artifact project",
        [
            s3("abroad", "us-east-1"),
            eu1("codebuild/project:Project", "project", { secondaryArtifacts: [{ location: "abroad" }] }),
        ],
    ],
    "logs of what is built, by a path": [
        "residency/log project",
        [
            s3("abroad", "us-east-1"),
            eu1("codebuild/project:Project", "project", {
                logsConfig: { s3Logs: { status: "ENABLED", location: "abroad/logs" } },
            }),
        ],
    ],
    "a job that keeps what it works on in another region": [
        "residency/replication job",
        [
            s3("abroad", "us-east-1"),
            eu1("glue/job:Job", "job", { defaultArguments: { "--TempDir": "s3://abroad/tmp" } }),
        ],
    ],
    "a public policy on an access point of several regions": [
        "identity/public-principal policy",
        [
            eu1("s3control/multiRegionAccessPointPolicy:MultiRegionAccessPointPolicy", "policy", {
                details: { name: "x", policy: policy({ Principal: "*" }) },
            }),
        ],
    ],
    "a group of logs by a name that another region has": [
        "residency/log function",
        [
            made("aws:lambda/function:Function", "function", {
                region: "eu-west-1",
                loggingConfig: { logGroup: "arn:aws:logs:us-east-1:1:log-group:/shop" },
            }),
        ],
    ],
    "failover to an address in another cell": [
        "residency/failover second",
        [
            eu1("ec2/eip:Eip", "here", { publicIp: "192.0.2.1" }),
            made("aws:ec2/eip:Eip", "there", { region: "us-east-1", publicIp: "192.0.2.2" }),
            address("first", { records: ["192.0.2.1"] }),
            address("second", { records: ["192.0.2.2"] }),
        ],
    ],
    "failover from a cell of protected data to one of public data": [
        "residency/failover second",
        [
            eu1("ec2/eip:Eip", "here", { publicIp: "192.0.2.1" }),
            made("aws:ec2/eip:Eip", "there", { region: "us-east-1", publicIp: "192.0.2.2" }),
            address("first", { records: ["192.0.2.1"] }),
            address("second", { records: ["192.0.2.2"] }),
        ],
        { cells: [eu, cell("us", ["US"], ["aws:us-east-1"], ["public"])] },
    ],
    "failover by a chain of names": [
        "residency/failover second",
        [
            ...["eu-west-1", "us-east-1"].map(region =>
                made("aws:lb/loadBalancer:LoadBalancer", region, { region, dnsName: `${region}.elb.example.com` }),
            ),
            address("eu", { name: "eu.x.com", aliases: [{ name: "eu-west-1.elb.example.com" }] }),
            address("us", { name: "us.x.com", aliases: [{ name: "us-east-1.elb.example.com" }] }),
            address("first", { type: "CNAME", records: ["eu.x.com"] }),
            address("second", { type: "CNAME", records: ["us.x.com"] }),
        ],
    ],
    "a place for each asker, of which one is looked after": [
        "residency/failover second",
        [
            eu1("ec2/eip:Eip", "here", { publicIp: "192.0.2.1" }),
            made("aws:ec2/eip:Eip", "there", { region: "us-east-1", publicIp: "192.0.2.2" }),
            address("first", {
                records: ["192.0.2.1"],
                geolocationRoutingPolicies: [{ continent: "EU" }],
                healthCheckId: "h",
            }),
            address("second", { records: ["192.0.2.2"], geolocationRoutingPolicies: [{ continent: "NA" }] }),
        ],
    ],
    "machines by a template with unencrypted disks": [
        "encryption/at-rest template",
        [
            eu1("ec2/launchTemplate:LaunchTemplate", "template", {
                metadataOptions: { httpTokens: "required" },
                blockDeviceMappings: [{ ebs: { volumeSize: 8 } }, { ebs: { encrypted: "false" } }],
            }),
        ],
    ],
    "machines by a configuration with unencrypted disks": [
        "encryption/at-rest configuration",
        [
            {
                ...eu1("ec2/launchConfiguration:LaunchConfiguration", "configuration", {
                    metadataOptions: { httpTokens: "required" },
                    rootBlockDevice: { encrypted: false },
                }),
                propertyDependencies: { rootBlockDevice: [] },
            },
        ],
    ],
    "an unencrypted snapshot": [
        "encryption/at-rest snapshot",
        [eu1("docdb/clusterSnapshot:ClusterSnapshot", "snapshot", { storageEncrypted: false })],
    ],
    "a snapshot of another stack's disk, before it is known": [
        "encryption/at-rest snapshot",
        [eu1("ebs/snapshot:Snapshot", "snapshot", { volumeId: "vol-1", encrypted: unknown, kmsKeyId: unknown })],
    ],
    "a collection of the vendor's key": [
        "encryption/customer-key collection",
        [
            eu1("opensearch/serverlessCollection:ServerlessCollection", "collection", {
                name: "c",
                kmsKeyArn: "auto",
            }),
        ],
    ],
    "a collection under a key of another cell": [
        "residency/key policy",
        [
            eu1("opensearch/serverlessCollection:ServerlessCollection", "collection", { name: "shop-orders" }),
            eu1("opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy", "policy", {
                type: "encryption",
                policy: JSON.stringify({
                    Rules: [{ ResourceType: "collection", Resource: ["collection/shop-*"] }],
                    KmsARN: "arn:aws:kms:us-east-1:1:key/a",
                }),
            }),
        ],
    ],
    "a collection for the internet": [
        "exposure/public-database policy",
        [
            eu1("opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy", "policy", {
                type: "network",
                policy: JSON.stringify([
                    { Rules: [{ ResourceType: "collection", Resource: ["collection/c"] }], AllowFromPublic: true },
                ]),
            }),
        ],
    ],
    "a cluster by a configuration that encrypts no disk": [
        "encryption/at-rest configuration",
        [
            eu1("emr/cluster:Cluster", "cluster", { securityConfiguration: "c" }),
            eu1("emr/securityConfiguration:SecurityConfiguration", "configuration", {
                name: "c",
                configuration: JSON.stringify({ EncryptionConfiguration: { EnableAtRestEncryption: false } }),
            }),
        ],
    ],
    "a connection without authentication": [
        "exposure/public-invoker connect",
        [eu1("apigatewayv2/route:Route", "connect", { routeKey: "$connect" })],
    ],
    "a database's port handed on": [
        "encryption/in-transit listener",
        [
            eu1("lb/listener:Listener", "listener", {
                protocol: "TCP",
                port: 5432,
                defaultActions: [{ type: "forward" }],
            }),
        ],
    ],
    "a model asked wherever an area has it": [
        "residency/replication agent",
        [eu1("bedrock/agentAgent:AgentAgent", "agent", { foundationModel: "us.anthropic.claude" })],
    ],
    "a trail of every region, with a cell that law protects": [
        "audit/trail-of-one-region trail",
        [eu1("cloudtrail/trail:Trail", "trail", { enableLogFileValidation: true, isMultiRegionTrail: true })],
        { cells: [eu] },
    ],
    "reading a key that is an empty text": [
        "encryption/tls-floor proxy",
        [made("gcp:compute/targetHttpsProxy:TargetHttpsProxy", "proxy", { sslPolicy: "" })],
    ],
    "a network that is an empty list": [
        "exposure/public-database domain",
        [made("aws:opensearch/domain:Domain", "domain", { region: "eu-west-1", vpcOptions: [] })],
    ],
    "a narrowing that is an empty text": [
        "identity/public-principal permission",
        [
            made("aws:lambda/permission:Permission", "permission", {
                region: "eu-west-1",
                principal: "*",
                sourceArn: "",
                action: "lambda:InvokeFunction",
            }),
        ],
    ],
    "an unknown package, with several cells": [
        "coverage/unmapped account",
        [made("azure-native:storage:StorageAccount", "account", { location: "eastus" })],
    ],
    "a bucket of aws-native": ["coverage/unmapped native", [made("aws-native:s3:Bucket", "native", {})]],
    "a bucket of google-native": ["coverage/unmapped native", [made("google-native:storage/v1:Bucket", "native", {})]],
    "a bucket in a multi-region": ["residency/place data", [gcs("data", "ASIA")]],
    "a bucket in a dual region by a word": [
        "residency/place data",
        [gcs("data", "NAM4", { labels: { "meridian-cell": "eu" } })],
    ],
    "a bucket placed by a list": [
        "residency/place data",
        [
            gcs("data", "EU", {
                customPlacementConfig: { dataLocations: ["EUROPE-WEST3", "US-EAST1"] },
                labels: { "meridian-cell": "eu" },
            }),
        ],
    ],
    "a topic with an empty list of regions": [
        "residency/unpinned topic",
        [made("gcp:pubsub/topic:Topic", "topic", { messageStoragePolicy: { allowedPersistenceRegions: [] } })],
    ],
    "a key by a full name": [
        "residency/key data",
        [
            gcs("data", "europe-west3", {
                encryption: { defaultKmsKeyName: "projects/p/locations/us/keyRings/r/cryptoKeys/k" },
            }),
        ],
    ],
    "a decoy called as a part of a path": [
        "residency/event notification",
        [
            gcs("data", "europe-west3"),
            made("gcp:pubsub/topic:Topic", "projects", {
                name: "projects",
                messageStoragePolicy: { allowedPersistenceRegions: ["europe-west3"] },
            }),
            made("gcp:storage/notification:Notification", "notification", {
                bucket: "data",
                topic: "//pubsub.googleapis.com/projects/other/topics/t",
            }),
        ],
    ],
    "an exception of everything": [
        "residency/place data",
        [s3("data", "ap-south-1")],
        {
            ...both,
            exceptions: [{ rule: "residency/place", resource: "*", reason: "r", owner: "o", expires: "2027-01-01" }],
        },
    ],
    "a tag that the provider puts on everything": [
        "residency/place data",
        [
            made("pulumi:providers:aws", "own", { defaultTags: '{"tags":{"meridian:cell":"us"}}' }),
            {
                ...s3("data", "eu-west-1"),
                provider: `${made("pulumi:providers:aws", "own", {}).urn}::own`,
            },
        ],
    ],
    "a key that the program doesn't say, and AWS fills in": [
        "encryption/customer-key db",
        [
            {
                ...rds({ kmsKeyId: undefined }),
                outputs: { ...rds({}).outputs, kmsKeyId: "arn:aws:kms:eu-west-1:1:key/of-aws" },
                propertyDependencies: { identifier: [], storageEncrypted: [], deletionProtection: [] },
            },
        ],
    ],
    "AWS's own key by the ARN of its alias": [
        "encryption/customer-key jobs",
        [
            made("aws:sqs/queue:Queue", "jobs", {
                region: "eu-west-1",
                kmsMasterKeyId: "arn:aws:kms:eu-west-1:1:alias/aws/sqs",
            }),
        ],
    ],
    "a bucket of another cloud with the same name": [
        "residency/replication copies",
        [s3("data", "eu-west-1"), gcs("audit.example.com", "europe-west3"), copies("arn:aws:s3:::audit.example.com")],
    ],
    "a bucket of vectors with the same name": [
        "residency/replication copies",
        [
            s3("data", "eu-west-1"),
            made("aws:s3/vectorsVectorBucket:VectorsVectorBucket", "vectors", {
                region: "eu-west-1",
                vectorBucketName: "abroad",
            }),
            copies(abroad),
        ],
    ],
    "a group of machines, by its list of tags": [
        "residency/compute machines",
        [
            made("aws:autoscaling/group:Group", "machines", {
                region: "ap-south-1",
                tags: [{ key: "meridian:cell", value: "eu", propagateAtLaunch: true }],
            }),
        ],
    ],
    ...Object.fromEntries(
        ["lb/loadBalancer:LoadBalancer", "apigateway/restApi:RestApi", "transfer/server:Server", "rds/proxy:Proxy"].map(
            type => [
                `requests that are opened abroad by aws:${type}`,
                [
                    "residency/compute front",
                    [made(`aws:${type}`, "front", { region: "ap-south-1", tags: { "meridian:cell": "eu" } })],
                ] as const,
            ],
        ),
    ),
    "a workflow that may run anywhere": [
        "residency/compute steps",
        [
            made("gcp:workflows/workflow:Workflow", "steps", {
                region: "global",
                project: "shop",
                labels: { "meridian-cell": "eu" },
            }),
        ],
    ],
    "a cluster under a key that another stack knows of": [
        "encryption/customer-key cluster",
        [
            made("aws:emr/cluster:Cluster", "cluster", {
                region: "eu-west-1",
                securityConfiguration: "of-another-stack",
            }),
        ],
    ],
    "a name that another stack may tell, beside one of this stack": [
        "residency/event nightly",
        [
            made("aws:sqs/queue:Queue", "letters", { region: "eu-west-1" }),
            {
                ...made("aws:scheduler/schedule:Schedule", "nightly", {
                    region: "eu-west-1",
                    target: { arn: unknown, deadLetterConfig: { arn: unknown } },
                }),
                propertyDependencies: {
                    target: [
                        made("aws:sqs/queue:Queue", "letters", {}).urn,
                        "urn:pulumi:prod::shop::pulumi:pulumi:StackReference::other",
                    ],
                },
            },
        ],
    ],
    "what is placed by an ARN that is another's": [
        "residency/event target",
        [
            s3("data", "eu-west-1"),
            made("aws:cloudwatch/eventTarget:EventTarget", "target", {
                rule: "r",
                arn: "arn:aws:events:us-east-1:1:event-bus/x",
            }),
        ],
    ],
    "a host behind a user's name that looks like one of AWS": [
        "residency/event calls",
        [
            made("aws:cloudwatch/eventApiDestination:EventApiDestination", "calls", {
                region: "eu-west-1",
                httpMethod: "POST",
                connectionArn: "arn:aws:events:eu-west-1:1:connection/c",
                invocationEndpoint: "https://sqs.eu-west-1.amazonaws.com:x@evil.example.com/",
            }),
        ],
    ],
    "an exception of a whole stack, by a pattern of its name": [
        "residency/place data",
        [s3("data", "ap-south-1")],
        {
            ...both,
            exceptions: [
                {
                    rule: "residency/place",
                    resource: "urn:pulumi:*::shop::*",
                    ...{ reason: "r", owner: "o", expires: "2027-01-01" },
                },
            ],
        },
    ],
    "one cell, another place": ["residency/place data", [s3("data", "us-east-1")], { cells: [eu] }],
    "one cell, a provider that says nothing": ["residency/place data", [made(bucket, "data", {})], { cells: [eu] }],
};

describe("ways around the policy pack", () => {
    it("is reported in a sentence with the resource, the risk and the remedy", () => {
        const { violations } = judgeState({ deployment: { resources: [rds({ publiclyAccessible: true })] } });
        const [found] = violations.filter(({ rule }) => rule === "exposure/public-database");
        assert.match(found!.message, /^publiclyAccessible does not protect against /);
    });

    it("is not opened by a rule that is turned off: its result would be no proof, and that it is off is reported", () => {
        const { coverage } = judgeState(
            { deployment: { resources: [s3("data", "us-east-1", { tags: { "meridian:cell": "eu" } })] } },
            { ...both, levels: { "residency/place": "disabled" } },
        );
        assert.deepEqual([coverage.proven, coverage.violated, coverage.disabled], [0, 1, ["residency/place"]]);
    });

    it("is not made by what is no state", () => {
        for (const deployment of [null, undefined, { resources: [null] }, { resources: [{ type: "a" }] }]) {
            assert.throws(() => judgeState({ deployment }), /not an exported state/);
        }
    });

    it("is not reported hundreds of times if once is enough, nor for components, nor for what is deleted", () => {
        const many = Array.from({ length: 300 }, (_, i) => made("kubernetes:example.com/v1:Widget", `c${i}`, {}));
        const component = { ...made("acme:data:Database", "own", {}), custom: false };
        const gone = { ...s3("gone", "ap-south-1"), pendingReplacement: true };
        const old = { ...s3("old", "ap-south-1"), delete: true };
        const { violations } = judgeState({ deployment: { resources: [...many, component, gone, old] } }, both);
        assert.deepEqual(
            violations.map(({ message }) => message),
            ["the pack does not know the type kubernetes:example.com/v1:Widget, of which there are 300"],
        );
    });

    it("accepts tables of any region, with a condition on the region that admits one cell alone", () => {
        const found = stopped([inRegionsAsked("eu-west-1")], { cells: [eu] });
        assert.deepEqual(
            found.filter(one => one.startsWith("identity/region-scoped")),
            [],
        );
    });

    it("takes a key by its alias, and by its id alone, for one of the region that they are said in", () => {
        const key = made("aws:kms/key:Key", "key", { region: "eu-west-1", keyId: "k", enableKeyRotation: true });
        const alias = made("aws:kms/alias:Alias", "alias", {
            name: "alias/shop",
            region: "eu-west-1",
            targetKeyId: "k",
        });
        for (const kmsMasterKeyId of ["alias/shop", "alias/of-another-stack", "11111111-2222-3333-4444-555555555555"]) {
            const queue = made("aws:sqs/queue:Queue", "queue", { region: "eu-west-1", kmsMasterKeyId });
            assert.deepEqual(stopped([key, alias, queue]), [], kmsMasterKeyId);
        }
    });

    for (const [what, [expected, resources, config]] of Object.entries(escapes)) {
        it(`finds ${what}`, () => {
            let found: string[];
            try {
                found = stopped(resources, config);
            } catch (error) {
                // What can't be evaluated stops an update, too.
                found = [expected, String(error)];
            }
            assert.ok(found.includes(expected), `${expected}: ${found.join(", ")}`);
        });
    }
});
