import assert from "node:assert/strict";

import { refused } from "../refused";

/** Accounts and regions that a user mixes up. */
const preamble = `
const aws = require("@pulumi/aws");
const providerOf = (name, region, account) =>
    new aws.Provider(name, { region, assumeRoles: [{ roleArn: "arn:aws:iam::" + account + ":role/deploy" }] });
const eu = { provider: providerOf("eu", "eu-west-1", "222222222222") };
const us = { provider: providerOf("us", "us-east-1", "333333333333") };
const vpc = new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, eu);
const attributes = [{ name: "id", type: "S" }];
const table = { hashKey: "id", attributes, billingMode: "PAY_PER_REQUEST" };
`;

/** The resource that each creates, and its inputs. */
const mistakes: readonly { readonly name: string; readonly made: string; readonly reported: RegExp }[] = [
    {
        name: "a-network-of-another-region",
        made: 'new aws.ec2.Subnet(name, { region: "eu-central-1", vpcId: vpc.id, cidrBlock: "10.0.0.0/24" }, eu)',
        reported: /vpcId: vpc-[0-9a-f]{17} is in eu-west-1, not in eu-central-1/,
    },
    {
        name: "a-rule-whose-description-has-an-apostrophe",
        made: `
            const group = new aws.ec2.SecurityGroup("described", { vpcId: vpc.id, description: "Gate (eu)" }, eu);
            new aws.vpc.SecurityGroupIngressRule(name, {
                securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4: "10.0.0.0/8",
                description: "the cell's other gates",
            }, eu)`,
        reported: /InvalidParameterValue: Invalid rule description 'the cell's other gates'/,
    },
    {
        name: "a-group-whose-description-has-an-apostrophe",
        made: `new aws.ec2.SecurityGroup(name, { vpcId: vpc.id, description: "the cell's gate" }, eu)`,
        reported: /InvalidParameterValue: Invalid security group description/,
    },
    {
        name: "a-key-of-another-account",
        made: `
            const key = new aws.kms.Key("us-key", {}, us);
            new aws.dynamodb.Table(name, { ...table, serverSideEncryption: { enabled: true, kmsKeyArn: key.arn } }, eu)`,
        reported:
            /serverSideEncryption\.kmsKeyArn: arn:aws:kms:us-east-1:333333333333:key\/\S+ is of account 333333333333, not of 222222222222/,
    },
    {
        name: "a-key-of-another-region",
        made: `
            const key = new aws.kms.Key("far-key", { region: "eu-central-1" }, eu);
            new aws.cloudwatch.LogGroup(name, { kmsKeyId: key.arn }, eu)`,
        reported: /kmsKeyId: arn:aws:kms:eu-central-1:\S+ is in eu-central-1, not in eu-west-1/,
    },
    {
        name: "a-trail-under-a-key-of-another-region-than-its-buckets",
        made: `
            const key = new aws.kms.Key("trail-key", { region: "us-east-1" }, eu);
            const bucket = new aws.s3.Bucket("trail-bucket", {}, eu);
            new aws.cloudtrail.Trail(name, { region: "us-east-1", s3BucketName: bucket.id, kmsKeyId: key.arn }, eu)`,
        reported: /KmsKeyNotFoundException: kmsKeyId: the key is in us-east-1, and the bucket is in eu-west-1/,
    },
    {
        name: "a-lock-of-objects-without-versions",
        made: `
            const bucket = new aws.s3.Bucket("lock-bucket", {}, eu);
            const rule = { defaultRetention: { mode: "COMPLIANCE", days: 1 } };
            new aws.s3.BucketObjectLockConfiguration(name, { bucket: bucket.id, rule }, eu)`,
        reported: /InvalidBucketState: Versioning must be 'Enabled'/,
    },
    {
        name: "a-topic-of-another-region-than-its-rules",
        made: `
            const rule = new aws.cloudwatch.EventRule("far-rule", { name: "far", region: "us-east-1" }, eu);
            const topic = new aws.sns.Topic("near-topic", {}, eu);
            new aws.cloudwatch.EventTarget(name, { region: "us-east-1", rule: rule.name, arn: topic.arn }, eu)`,
        reported: /arn: arn:aws:sns:eu-west-1:\S+ is in eu-west-1, not in us-east-1/,
    },
    {
        name: "a-bus-of-another-region-without-a-role",
        made: `
            const rule = new aws.cloudwatch.EventRule("sent-rule", { name: "sent", region: "us-east-1" }, eu);
            const arn = "arn:aws:events:eu-west-1:222222222222:event-bus/default";
            new aws.cloudwatch.EventTarget(name, { region: "us-east-1", rule: rule.name, arn }, eu)`,
        reported: /ValidationException: RoleArn is required for target arn:aws:events:eu-west-1/,
    },
    {
        name: "a-replica-under-a-key-of-another-region",
        made: `
            const key = new aws.kms.Key("replica-key", {}, eu);
            const replicas = [{ regionName: "eu-central-1", kmsKeyArn: key.arn }];
            new aws.dynamodb.Table(name, { ...table, streamEnabled: true, replicas }, eu)`,
        reported: /replicas\.0: the key is of eu-west-1, not of eu-central-1/,
    },
    {
        name: "a-task-definition-that-is-too-long",
        made: `
            const environment = [{ name: "GATE", value: "x".repeat(65_536) }];
            const containers = [{ name: "gate", image: "gate", environment }];
            new aws.ecs.TaskDefinition(name, { family: "gate", containerDefinitions: JSON.stringify(containers) }, eu)`,
        reported: /Actual length: '\d+'\. Max allowed length is '65536' bytes/,
    },
    {
        name: "a-task-of-fargate-that-only-machines-could-run",
        made: `
            const containers = [
                { name: "server", image: "a", memory: 4096, linuxParameters: { sharedMemorySize: 1024 }, mountPoints: [{ sourceVolume: "work", containerPath: "/w" }] },
                { name: "sidecar", image: "b", stopTimeout: 300, dependsOn: [{ containerName: "server", condition: "SUCCESS" }, { containerName: "ready", condition: "START" }] },
            ];
            new aws.ecs.TaskDefinition(name, {
                family: "own", cpu: "1024", memory: "2048", requiresCompatibilities: ["FARGATE"], ephemeralStorage: { sizeInGib: 10 },
                containerDefinitions: JSON.stringify(containers),
            }, eu)`,
        reported:
            /server has more memory than its task; unknown volume work; .*do not support sharedMemorySize.*sidecar depends on ready, which is none; container sidecar waits for the end of server, which is essential; stopTimeout of sidecar is over 120; ephemeral storage of 10 GiB/,
    },
    {
        name: "a-port-that-no-container-has",
        made: `
            const containers = [{ name: "server", image: "a", portMappings: [{ name: "other", containerPort: 80 }] }];
            const task = new aws.ecs.TaskDefinition("portless", { family: "portless", containerDefinitions: JSON.stringify(containers) }, eu);
            const namespace = new aws.servicediscovery.HttpNamespace("namespace", { name: "namespace" }, eu);
            const connected = new aws.ecs.Cluster("connected", {}, eu);
            const services = [{ portName: "server" }];
            new aws.ecs.Service(name, {
                cluster: connected.arn, taskDefinition: task.arn,
                serviceConnectConfiguration: { enabled: true, namespace: namespace.arn, services },
            }, eu)`,
        reported: /the task definition has no port that is called server/,
    },
    {
        name: "what-is-not-there",
        made: 'new aws.ec2.Subnet(name, { vpcId: "vpc-0123456789abcdef0", cidrBlock: "10.0.1.0/24" }, eu)',
        reported: /vpcId: vpc-0123456789abcdef0 does not exist/,
    },
    {
        name: "targets-that-no-listener-sends-to",
        made: `
            const targets = new aws.lb.TargetGroup("targets", { port: 80, protocol: "HTTP", vpcId: vpc.id, targetType: "ip" }, eu);
            const cluster = new aws.ecs.Cluster("cluster", {}, eu);
            const loadBalancers = [{ targetGroupArn: targets.arn, containerName: "web", containerPort: 80 }];
            new aws.ecs.Service(name, { cluster: cluster.arn, loadBalancers }, eu)`,
        reported: /target group \S+ does not have an associated load balancer/i,
    },
];

describe("the fake provider of AWS, given what AWS refuses", function () {
    this.timeout(600_000);

    describe("when it is made", () => {
        let said: string;

        before(async () => {
            const all = mistakes.map(({ name, made }) => `{ const name = ${JSON.stringify(name)};\n${made}; }`);
            said = await refused(preamble + all.join("\n"));
        });

        for (const { name, reported } of mistakes) {
            it(`refuses ${name.replaceAll("-", " ")}`, () => {
                const [, own] = new RegExp(`\\(${name}\\):?\\s+error: (.*)`).exec(said) ?? [];
                assert.match(own ?? "", reported);
            });
        }
    });

    it("refuses a type that the fake provider does not know", async () => {
        const said = await refused(`${preamble}new aws.iot.Thing("thing", {}, eu);\n`);
        assert.match(said, /the fake provider knows no aws:iot\/thing:Thing/);
    });

    it("refuses a name that is too long, before it makes anything", async () => {
        const said = await refused(`${preamble}new aws.lb.TargetGroup("targets", { name: "t".repeat(33) }, eu);\n`);
        assert.match(said, /'t{33}' does not match/);
    });

    it("refuses a second one of a name that there is one of", async () => {
        const two = ["first", "second"].map(
            name => `new aws.iam.Role("${name}", { name: "same", assumeRolePolicy: "{}" }, eu);`,
        );
        assert.match(await refused(`${preamble}${two.join("\n")}`), /there is a aws:iam\/role:Role same already/);
    });

    it("throws on a question that it has no answer to", async () => {
        const said = await refused(`${preamble}aws.ec2.getAmiOutput({ owners: ["amazon"] }, eu);\n`);
        assert.match(said, /the fake provider knows no aws:ec2\/getAmi:getAmi/);
    });
});
