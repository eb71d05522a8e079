import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { packageRoot } from "../../tools/package-root";
import { brokenIn, previewed } from "./policed";

const root = packageRoot();
const { config } = parse(readFileSync(path.join(root, "stacks", "Pulumi.aws.yaml"), "utf8")) as {
    config: Record<string, unknown>;
};

/** A cell that both areas admit. */
const both = {
    name: "both",
    jurisdictions: ["EU", "US"],
    dataClasses: ["internal"],
    regions: ["aws:eu-west-3", "aws:us-east-2"],
    primary: "aws:eu-west-3",
};

/** The stack `aws` with changes that its components would not make. */
const changed = `
const aws = require("@pulumi/aws");
const pulumi = require("@pulumi/pulumi");

const changes = {
    "screening-eu-store-features": ({ replicas: [replica, ...others], ...props }) => ({
        ...props,
        replicas: [{ ...replica, regionName: "us-east-1" }, ...others],
    }),
    "screening-eu-eu-west-1-artifacts": props => ({ ...props, blockPublicPolicy: false }),
    "screening-eu-eu-west-1-front": props => ({ ...props, protocol: "HTTP" }),
    "screening-eu-store-backup": ({ rules: [rule], ...props }) => ({
        ...props,
        rules: [
            {
                ...rule,
                copyActions: [{ destinationVaultArn: "arn:aws:backup:us-east-1:111122223333:backup-vault:far" }],
            },
        ],
    }),
    "screening-eu-eu-central-1-servers-logs": props => ({ ...props, kmsKeyId: far.arn }),
};
const types = [
    "aws:dynamodb/table:Table",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:lb/listener:Listener",
    "aws:backup/plan:Plan",
    "aws:cloudwatch/logGroup:LogGroup",
];
pulumi.runtime.registerStackTransformation(({ name, opts, props, resource, type }) => {
    if (name === "screening-us-us-east-1-front" && type === "aws:lb/loadBalancer:LoadBalancer") us.front = resource;
    const change = types.includes(type) ? changes[name] : undefined;
    return change && { props: change(props), opts };
});

const eu = { provider: new aws.Provider("own-eu", { region: "eu-west-1" }) };
const us = { provider: new aws.Provider("own-us", { region: "us-east-1" }) };
const far = new aws.kms.Key("far", { enableKeyRotation: true }, us);
const home = new aws.kms.Key("home", { enableKeyRotation: true, multiRegion: true }, eu);
new aws.kms.ReplicaKey("copied-key", { primaryKeyArn: home.arn }, us);
new aws.vpc.SecurityGroupIngressRule(
    "ssh",
    { securityGroupId: "sg-0123456789abcdef0", cidrIpv4: "0.0.0.0/0", ipProtocol: "tcp", fromPort: 22, toPort: 22 },
    eu,
);
const role = new aws.iam.Role("reader", { assumeRolePolicy: "{}" }, eu);
new aws.iam.RolePolicy(
    "wide",
    {
        role: role.name,
        policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" }] }),
    },
    eu,
);
const later = new aws.sns.Topic("later", { kmsMasterKeyId: home.arn }, eu);
new aws.sqs.Queue("somewhere", { region: later.arn.apply(arn => arn.split(":")[3]), kmsMasterKeyId: home.arn }, eu);

new aws.lightsail.Database(
    "unmapped",
    {
        relationalDatabaseName: "patients",
        availabilityZone: "eu-west-1a",
        blueprintId: "postgres_16",
        bundleId: "micro_2_0",
        masterDatabaseName: "patients",
        masterUsername: "owner",
        masterPassword: pulumi.secret("canary-4b1d"),
    },
    eu,
);

// From a bucket of eu through one that may be in either area, and into one of us.
const bucket = (name, tags, region) => new aws.s3.Bucket(name, { tags }, region);
const a = bucket("a", { "meridian:cell": "eu" }, eu);
const between = { provider: new aws.Provider("own-both", { region: "eu-west-3" }) };
const b = bucket("b", { "meridian:cell": "both" }, between);
const c = bucket("c", { "meridian:cell": "us" }, us);
for (const [name, from, to] of [["a-b", a, b], ["b-c", b, c]]) {
    const rules = [{ id: "all", status: "Enabled", destination: { bucket: to.arn } }];
    new aws.s3.BucketReplicationConfig(name, { bucket: from.id, role: role.arn, rules }, from === b ? between : eu);
}

new aws.cloudfront.Distribution(
    "cdn",
    {
        enabled: true,
        origins: [{ domainName: "eu.screening.example.com", originId: "front" }],
        defaultCacheBehavior: {
            allowedMethods: ["GET", "HEAD"],
            cachedMethods: ["GET", "HEAD"],
            targetOriginId: "front",
            viewerProtocolPolicy: "https-only",
        },
        restrictions: { geoRestriction: { restrictionType: "none" } },
        viewerCertificate: {
            acmCertificateArn: "arn:aws:acm:us-east-1:111122223333:certificate/a",
            sslSupportMethod: "sni-only",
            minimumProtocolVersion: "TLSv1.2_2021",
        },
    },
    eu,
);
// A name of eu that leads to a front of us, too.
const load = require(${JSON.stringify(path.join(root, "dist", "stacks"))});
module.exports = () => {
    const outputs = load();
    new aws.route53.Record(
        "foreign",
        {
            zoneId: "Z0123456789",
            name: "eu.screening.example.com",
            type: "A",
            setIdentifier: "us",
            latencyRoutingPolicies: [{ region: "us-east-1" }],
            aliases: [{ name: us.front.dnsName, zoneId: "Z35SXDOTRQ7X7K", evaluateTargetHealth: true }],
        },
        eu,
    );
    return outputs;
};
`;

describe("the policy pack, under the real engine, with mistakes in a program", function () {
    this.timeout(600_000);

    it("finds each mistake in the stack aws by its own rule, before anything is made", async () => {
        const { exitCode, said } = await previewed("aws", config, changed, ({ project }) => {
            const file = path.join(project, "policy.json");
            const cells = [...(config["meridian:cells"] as object[]), both];
            writeFileSync(file, JSON.stringify({ "residency-and-encryption": { cells } }));
            return ["--policy-pack-config", file];
        });
        assert.notEqual(exitCode, 0, said);
        assert.deepEqual(
            brokenIn(said).filter(each => each.startsWith("mandatory")),
            [
                "mandatory audit/access-logs cdn",
                "mandatory coverage/unmapped unmapped",
                "mandatory durability/distant-backup screening-eu-store-features",
                "mandatory durability/versioning a",
                "mandatory durability/versioning b",
                "mandatory durability/versioning c",
                "mandatory encryption/customer-key a",
                "mandatory encryption/customer-key c",
                "mandatory encryption/in-transit screening-eu-eu-west-1-front",
                "mandatory exposure/open-ingress ssh",
                "mandatory exposure/public-bucket screening-eu-eu-west-1-artifacts",
                "mandatory identity/wildcard wide",
                "mandatory residency/backup screening-eu-store-backup",
                // Of eu, and of us, where its name leads, too.
                "mandatory residency/edge cdn",
                "mandatory residency/edge cdn",
                "mandatory residency/failover edge-eu-eu-central-1",
                "mandatory residency/failover edge-eu-eu-west-1",
                "mandatory residency/failover foreign",
                "mandatory residency/key copied-key",
                "mandatory residency/key screening-eu-eu-central-1-servers-logs",
                "mandatory residency/place somewhere",
                "mandatory residency/replication screening-eu-store-features",
                "mandatory residency/transitive b-c",
            ],
        );
        assert.ok(!said.includes("canary"));
    });

    it("finds a bucket of several regions where one country alone is admitted, and logs that are sent out of it", async () => {
        const program = `
            const gcp = require("@pulumi/gcp");
            const labels = { "meridian-cell": "de" };
            const common = { labels, project: "p", uniformBucketLevelAccess: true, publicAccessPrevention: "enforced" };
            const versioned = { versioning: { enabled: true }, softDeletePolicy: { retentionDurationSeconds: 604800 } };
            const encryption = { defaultKmsKeyName: "projects/p/locations/europe-west3/keyRings/r/cryptoKeys/k" };
            new gcp.storage.Bucket("wide", { ...common, ...versioned, encryption, location: "EUR4" });
            new gcp.storage.Bucket("right", { ...common, ...versioned, encryption, location: "EUROPE-WEST3" });
            new gcp.logging.ProjectSink("away", {
                project: "p",
                destination: "logging.googleapis.com/projects/p/locations/us-central1/buckets/all",
                uniqueWriterIdentity: true,
            });
        `;
        const cell = (name: string, jurisdiction: string, region: string) => ({
            ...{ name, jurisdictions: [jurisdiction], dataClasses: ["personal"], regions: [region], primary: region },
        });
        const cells = [cell("de", "DE", "gcp:europe-west3"), cell("us", "US", "gcp:us-central1")];
        const { exitCode, said } = await previewed("gcp", { "meridian:cells": cells }, program);
        assert.notEqual(exitCode, 0, said);
        assert.deepEqual(
            brokenIn(said).filter(each => each.includes("residency/")),
            ["mandatory residency/log away", "mandatory residency/place wide"],
        );
    });
});
