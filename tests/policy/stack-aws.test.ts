import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";

import { parse } from "yaml";

import { findingsOf } from "../../policy/findings";
import { settingOf } from "../../policy/setting";
import { type Exported, resourcesOf } from "../../policy/state";
import { packageRoot } from "../../tools/package-root";
import { recordedState, recordedVersions } from "../rehearsal/recorded";

type Inputs = Record<string, unknown>;
type Thing = Exported & { readonly inputs: Inputs; readonly outputs: Inputs };

const root = packageRoot();
const recorded = JSON.stringify(recordedState("aws", recordedVersions("aws").at(-1)!));
const stack = parse(readFileSync(path.join(root, "stacks", "Pulumi.aws.yaml"), "utf8")) as { config: Inputs };
const cells = stack.config["meridian:cells"] as readonly unknown[];
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The state of the stack `aws`, as an update left it, in which something is changed. */
class Stack {
    readonly resources = (JSON.parse(recorded) as { deployment: { resources: Thing[] } }).deployment.resources;

    /** The first of a type in a region, or wherever. */
    one(type: string, region?: string): Thing {
        const found = this.resources.find(
            each => each.type === `aws:${type}` && (region === undefined || each.inputs.region === region),
        );
        assert.ok(found, `${type} in ${region ?? "any region"}`);
        return found;
    }

    change({ inputs, outputs }: Thing, more: Inputs): void {
        Object.assign(inputs, more);
        Object.assign(outputs, more);
    }

    add(type: string, name: string, inputs: Inputs, outputs: Inputs = {}): void {
        const urn = `urn:pulumi:aws::meridian::${type}::${name}`;
        this.resources.push({ urn, type, id: name, inputs, outputs: { ...inputs, ...outputs } });
    }

    /** What is said of what the rules find. */
    messages(more: readonly unknown[] = []): string[] {
        const setting = settingOf({ cells: [...cells, ...more] });
        return findingsOf(resourcesOf(this.resources), setting).map(({ message }) => message);
    }

    /** Every text of a property is another one, that could be a secret; what says where something is stays. */
    marked(): this {
        for (const { inputs, outputs } of this.resources) {
            for (const said of [inputs, outputs] as (Inputs | undefined)[]) {
                for (const [key, value] of Object.entries(said ?? {})) said![key] = marked(value, key);
            }
        }
        return this;
    }

    /** Rules that find something, each with the names of what it is found in. */
    found(more: readonly unknown[] = []): Record<string, string[]> {
        const setting = settingOf({ cells: [...cells, ...more] });
        const found: Record<string, string[]> = {};
        for (const { rule, urn, verdict } of findingsOf(resourcesOf(this.resources), setting)) {
            const key = verdict === "violated" ? rule : `${rule}?`;
            (found[key] ??= []).push(urn.split("::").at(-1)!);
        }
        return found;
    }
}

const canary = "canary-4b1d";

function marked(value: unknown, key: string): unknown {
    if (typeof value === "string") return /region/i.test(key) || value === unknown ? value : `${value}-${canary}`;
    if (Array.isArray(value)) return value.map(each => marked(each, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([inner, each]) => [inner, marked(each, inner)]));
}

const eu = "eu-west-1";
const us = "us-east-1";
const keyIn = (stack: Stack, region: string) => stack.one("kms/key:Key", region).outputs.arn;

/** A change, the rule that finds it, and the property; with cells that exist next to the stack's. */
const mistakes: readonly (readonly [
    string,
    (stack: Stack) => void,
    Record<string, string[]>,
    (readonly unknown[])?,
])[] = [
    [
        "a replica in the wrong jurisdiction",
        stack => {
            const table = stack.one("dynamodb/table:Table", eu);
            const [replica] = table.inputs.replicas as Inputs[];
            stack.change(table, { replicas: [{ ...replica, regionName: us }] });
        },
        { "residency/replication": ["screening-eu-store-features"] },
    ],
    [
        "a key in another cell",
        stack => {
            const table = stack.one("dynamodb/table:Table", eu);
            stack.change(table, { serverSideEncryption: { enabled: true, kmsKeyArn: keyIn(stack, us) } });
        },
        { "residency/key": ["screening-eu-store-features"] },
    ],
    [
        "a key's copy outside",
        stack => {
            stack.add("aws:kms/replicaKey:ReplicaKey", "copy", { region: us, primaryKeyArn: keyIn(stack, eu) });
        },
        { "residency/key": ["copy"] },
    ],
    [
        "a public bucket",
        stack => {
            stack.change(stack.one("s3/bucketPublicAccessBlock:BucketPublicAccessBlock", eu), {
                blockPublicPolicy: false,
            });
        },
        { "exposure/public-bucket": ["screening-eu-eu-west-1-artifacts"] },
    ],
    [
        "a plain listener",
        stack => {
            stack.change(stack.one("lb/listener:Listener", eu), { protocol: "HTTP" });
        },
        { "encryption/in-transit": ["screening-eu-eu-west-1-front"] },
    ],
    [
        "an old version of TLS",
        stack => {
            stack.change(stack.one("lb/listener:Listener", eu), { sslPolicy: "ELBSecurityPolicy-2016-08" });
        },
        { "encryption/tls-floor": ["screening-eu-eu-west-1-front"] },
    ],
    [
        "a record that leads to another cell",
        stack => {
            const { dnsName } = stack.one("lb/loadBalancer:LoadBalancer", us).outputs;
            const name = "eu.screening.example.com";
            stack.add("aws:route53/record:Record", "foreign", { name, aliases: [{ name: dnsName }] });
        },
        { "residency/failover": ["edge-eu-eu-west-1", "edge-eu-eu-central-1", "foreign"] },
    ],
    [
        "a CDN over a protected cell",
        stack => {
            const { dnsName: domainName } = stack.one("lb/loadBalancer:LoadBalancer", eu).outputs;
            stack.add("aws:cloudfront/distribution:Distribution", "cdn", {
                origins: [{ domainName }],
                defaultCacheBehavior: { viewerProtocolPolicy: "https-only" },
                viewerCertificate: { minimumProtocolVersion: "TLSv1.2_2021" },
                loggingConfig: { bucket: "logs-of-another-stack.s3.eu-west-1.amazonaws.com" },
            });
        },
        { "residency/edge": ["cdn"] },
    ],
    [
        "a backup copied outside",
        stack => {
            const plan = stack.one("backup/plan:Plan", eu);
            const [rule] = plan.inputs.rules as Inputs[];
            const destinationVaultArn = stack.one("backup/vault:Vault", us).outputs.arn;
            stack.change(plan, { rules: [{ ...rule, copyActions: [{ destinationVaultArn }] }] });
        },
        { "residency/backup": ["screening-eu-store-backup"] },
    ],
    [
        "logs that are sent out",
        stack => {
            stack.add("aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter", "away", {
                region: eu,
                destinationArn: `arn:aws:kinesis:${us}:111122223333:stream/logs`,
            });
        },
        { "residency/log": ["away"] },
    ],
    [
        "a trail of all regions",
        stack => {
            stack.change(stack.one("cloudtrail/trail:Trail", eu), { isMultiRegionTrail: true });
        },
        { "audit/trail-of-one-region": ["hub-eu-eu-west-1-audit"] },
    ],
    [
        "an open security group",
        stack => {
            const rule = { region: eu, cidrIpv4: "0.0.0.0/0", fromPort: 22, toPort: 22, ipProtocol: "tcp" };
            stack.add("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "ssh", rule);
        },
        { "exposure/open-ingress": ["ssh"] },
    ],
    [
        "a role that reads all data",
        stack => {
            const policy = { Statement: [{ Effect: "Allow", Action: ["s3:GetObject"], Resource: "*" }] };
            stack.add("aws:iam/rolePolicy:RolePolicy", "wide", { policy: JSON.stringify(policy) });
        },
        { "identity/wildcard": ["wide"] },
    ],
    [
        "a way through an innocent bucket in the middle",
        stack => {
            const place = { a: eu, b: "eu-west-3", c: us };
            for (const [name, region] of Object.entries(place)) {
                stack.add("aws:s3/bucket:Bucket", name, { region });
                const versioningConfiguration = { status: "Enabled" };
                stack.add("aws:s3/bucketVersioning:BucketVersioning", `${name}-versions`, {
                    bucket: name,
                    region,
                    versioningConfiguration,
                });
                const rules = [
                    { applyServerSideEncryptionByDefault: { kmsMasterKeyId: keyIn(stack, name === "c" ? us : eu) } },
                ];
                const encryption = "BucketServerSideEncryptionConfiguration";
                // What the middle has tells of no subject: it needs no key of its own.
                if (name !== "b")
                    stack.add(`aws:s3/b${encryption.slice(1)}:${encryption}`, `${name}-key`, {
                        bucket: name,
                        region,
                        rules,
                    });
            }
            for (const [from, to] of ["ab", "bc"]) {
                const rules = [{ destination: { bucket: `arn:aws:s3:::${to}` } }];
                const region = place[from as "a" | "b"];
                stack.add("aws:s3/bucketReplicationConfig:BucketReplicationConfig", `${from}-${to}`, {
                    region,
                    bucket: from,
                    rules,
                });
            }
        },
        { "residency/transitive": ["b-c"] },
        [{ name: "shared", jurisdictions: ["EU", "US"], dataClasses: ["internal"], regions: ["aws:eu-west-3"] }],
    ],
    [
        "a type that the pack has no row for",
        stack => {
            stack.add("aws:lightsail/database:Database", "shop", { region: eu });
        },
        { "coverage/unmapped?": ["shop"] },
    ],
    [
        "a region that is known only after the update, beside a key that rotates no more",
        stack => {
            stack.change(stack.one("cloudwatch/logGroup:LogGroup", eu), { region: unknown });
            stack.change(stack.one("kms/key:Key", eu), { enableKeyRotation: false });
        },
        {
            "residency/place?": ["screening-eu-eu-west-1-servers-logs"],
            "encryption/key-rotation": ["screening-eu-eu-west-1-key"],
        },
    ],
];

describe("the policy pack, given the state of the stack aws", function () {
    this.timeout(60_000);

    it("finds nothing, and knows every type", () => {
        assert.deepEqual(new Stack().found(), {});
    });

    for (const [what, change, found, more] of mistakes) {
        it(`finds ${what}, and nothing else`, () => {
            const stack = new Stack();
            change(stack);
            assert.deepEqual(stack.found(more), found);
        });
    }

    it("tells no value of a property, whatever is wrong", () => {
        for (const [what, change, , more] of mistakes) {
            const stack = new Stack();
            change(stack);
            for (const messages of [stack.messages(more), stack.marked().messages(more)]) {
                assert.ok(messages.length > 0, what);
                for (const message of messages) assert.ok(!message.includes(canary), message);
            }
        }
    });
});
