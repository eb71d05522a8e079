import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { packageRoot } from "../../tools/package-root";
import { Rehearsal } from "./rehearsal";

const root = packageRoot();
const pack = path.join(root, "policy");
const { config } = parse(readFileSync(path.join(root, "stacks", "Pulumi.aws.yaml"), "utf8")) as {
    config: Record<string, unknown>;
};
const cells = { "meridian:cells": config["meridian:cells"] };

/** What an engine says of the policies that a stack breaks: each rule, where, and whether that stops the update. */
function brokenIn(output: string): string[] {
    const found = output.matchAll(/\[(mandatory|advisory)\].*?(\w+\/[\w-]+) {2}\((\S+): (\S+)\)/g);
    return [...found]
        .filter(([, , rule]) => rule !== "coverage/summary")
        .map(([, level, rule, type, name]) => `${level} ${rule} ${type}/${name}`)
        .sort();
}

/** The pack's findings in programs that were not written for it: as guides have them, and no more. */
const programs: Readonly<Record<string, readonly string[]>> = {
    serverless: [
        "mandatory audit/access-logs aws:apigatewayv2/stage:Stage/default",
        "mandatory durability/deletion-protection aws:dynamodb/table:Table/notes",
        "mandatory durability/distant-backup aws:dynamodb/table:Table/notes",
        "mandatory durability/point-in-time-recovery aws:dynamodb/table:Table/notes",
        "mandatory durability/versioning aws:s3/bucket:Bucket/uploads",
        "mandatory encryption/customer-key aws:dynamodb/table:Table/notes",
        "mandatory encryption/customer-key aws:s3/bucket:Bucket/uploads",
        "mandatory exposure/public-invoker aws:apigatewayv2/route:Route/notes",
        "mandatory exposure/public-invoker aws:lambda/functionUrl:FunctionUrl/url",
        "mandatory identity/public-principal aws:lambda/permission:Permission/url",
        "mandatory identity/wildcard aws:iam/rolePolicy:RolePolicy/uploads",
        "mandatory identity/wildcard aws:iam/rolePolicyAttachment:RolePolicyAttachment/tables",
    ],
    containers: [
        "mandatory audit/access-logs aws:lb/loadBalancer:LoadBalancer/app",
        "mandatory audit/log-retention aws:cloudwatch/logGroup:LogGroup/app",
        "mandatory durability/deletion-protection aws:rds/instance:Instance/data",
        "mandatory durability/distant-backup aws:rds/instance:Instance/data",
        "mandatory durability/point-in-time-recovery aws:rds/instance:Instance/data",
        "mandatory encryption/at-rest aws:rds/instance:Instance/data",
        "mandatory encryption/customer-key aws:cloudwatch/logGroup:LogGroup/app",
        "mandatory encryption/in-transit aws:lb/listener:Listener/app",
        "mandatory exposure/invalid-headers aws:lb/loadBalancer:LoadBalancer/app",
        "mandatory exposure/open-ingress aws:ec2/securityGroup:SecurityGroup/web",
        "mandatory exposure/public-addresses aws:ec2/subnet:Subnet/public-1",
        "mandatory exposure/public-addresses aws:ec2/subnet:Subnet/public-2",
        "mandatory exposure/public-addresses aws:ecs/service:Service/app",
        "mandatory exposure/public-database aws:rds/instance:Instance/data",
    ],
    lake: [
        // Which objects its policy opens is known after the update only, as the whole of it is.
        "advisory identity/public-principal aws:s3/bucketPolicy:BucketPolicy/site",
        "mandatory audit/access-logs aws:cloudfront/distribution:Distribution/site",
        "mandatory audit/trail-of-one-region aws:cloudtrail/trail:Trail/all",
        "mandatory audit/trail-validation aws:cloudtrail/trail:Trail/all",
        "mandatory durability/versioning aws:s3/bucket:Bucket/site",
        "mandatory encryption/at-rest aws:kinesis/stream:Stream/events",
        "mandatory encryption/customer-key aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream/events",
        "mandatory encryption/customer-key aws:s3/bucket:Bucket/copy",
        "mandatory encryption/customer-key aws:s3/bucket:Bucket/raw",
        "mandatory encryption/customer-key aws:s3/bucket:Bucket/site",
        "mandatory encryption/customer-key aws:s3/bucket:Bucket/trails",
        "mandatory encryption/tls-floor aws:cloudfront/distribution:Distribution/site",
        "mandatory exposure/public-bucket aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock/site",
        "mandatory residency/edge aws:cloudfront/distribution:Distribution/site",
        "mandatory residency/replication aws:s3/bucketReplicationConfig:BucketReplicationConfig/raw",
    ],
};

describe("the policy pack, of programs as AWS's guides write them", function () {
    this.timeout(600_000);

    for (const [name, found] of Object.entries(programs)) {
        it(`finds in ${name} what a security team would`, async () => {
            const program = readFileSync(path.join(root, "tests", "rehearsal", "vendors", "aws", `${name}.js`), "utf8");
            const rehearsal = await Rehearsal.prepare("vendors", cells, { program });
            try {
                const file = path.join(rehearsal.project, "policy.json");
                writeFileSync(file, JSON.stringify({ "residency-and-encryption": { cells: cells["meridian:cells"] } }));
                const args = ["preview", "--policy-pack", pack, "--policy-pack-config", file];
                const { exitCode, output, errors } = await rehearsal.run(...args);
                assert.notEqual(exitCode, 0, output + errors);
                assert.deepEqual(brokenIn(output), found, output + errors);
            } finally {
                await rehearsal.dispose();
            }
        });
    }
});
