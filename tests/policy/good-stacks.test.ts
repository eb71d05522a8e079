import assert from "node:assert/strict";

import type { PackConfig } from "../../policy/config";
import { type Exported, judgeState } from "../../policy/state";
import { complying } from "./complying-gcp";

type Inputs = Readonly<Record<string, unknown>>;

const account = "123456789012";

/** A region of a shop, as a team writes it that knows its trade: no component of Meridian's, a provider for the region, a component of its own. */
function shopIn(region: string, tag: string): Exported[] {
    const providerUrn = `urn:pulumi:prod::shop::pulumi:providers:aws::${tag}`;
    const urnOf = (type: string, name: string) =>
        `urn:pulumi:prod::shop::acme:platform:ClusterOfImages$${type}::${name}-${tag}`;
    const arn = (service: string, what: string) => `arn:aws:${service}:${region}:${account}:${what}`;
    const aws = (type: string, name: string, inputs: Inputs, outputs: Inputs = {}): Exported => ({
        urn: urnOf(`aws:${type}`, name),
        type: `aws:${type}`,
        custom: true,
        id: `${name}-${tag}`,
        provider: `${providerUrn}::id`,
        inputs,
        outputs: { region, tags: {}, ...inputs, ...outputs },
        propertyDependencies: Object.fromEntries(Object.keys(inputs).map(key => [key, []])),
    });
    const keyArn = arn("kms", "key/11111111-2222-3333-4444-555555555555");
    const bucket = (name: string, more: readonly Exported[] = [], key = true): Exported[] => [
        aws(
            "s3/bucket:Bucket",
            name,
            { bucket: `shop-${name}-${tag}` },
            {
                id: `shop-${name}-${tag}`,
                arn: `arn:aws:s3:::shop-${name}-${tag}`,
                acl: "private",
                grants: [],
                policy: "",
            },
        ),
        aws("s3/bucketVersioning:BucketVersioning", name, {
            bucket: `shop-${name}-${tag}`,
            versioningConfiguration: { status: "Enabled" },
        }),
        aws("s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", name, {
            bucket: `shop-${name}-${tag}`,
            rules: [
                {
                    applyServerSideEncryptionByDefault: key
                        ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }
                        : { sseAlgorithm: "AES256" },
                    bucketKeyEnabled: true,
                },
            ],
        }),
        aws("s3/bucketPublicAccessBlock:BucketPublicAccessBlock", name, {
            bucket: `shop-${name}-${tag}`,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        }),
        aws("s3/bucketPolicy:BucketPolicy", name, {
            bucket: `shop-${name}-${tag}`,
            policy: JSON.stringify({
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Deny",
                        Principal: "*",
                        Action: "s3:*",
                        Resource: "*",
                        Condition: { Bool: { "aws:SecureTransport": "false" } },
                    },
                    {
                        Effect: "Allow",
                        Principal: { Service: "cloudtrail.amazonaws.com" },
                        Action: "s3:PutObject",
                        Resource: "*",
                    },
                ],
            }),
        }),
        ...more,
    ];
    const trust = JSON.stringify({
        Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    const logs = (name: string) =>
        aws(
            "cloudwatch/logGroup:LogGroup",
            name,
            { name: `/shop/${name}`, retentionInDays: 365, kmsKeyId: keyArn },
            { arn: arn("logs", `log-group:/shop/${name}`) },
        );
    return [
        {
            urn: providerUrn,
            type: "pulumi:providers:aws",
            custom: true,
            id: "id",
            inputs: { region },
            outputs: { region },
        },
        {
            urn: `urn:pulumi:prod::shop::acme:platform:ClusterOfImages::${tag}`,
            type: "acme:platform:ClusterOfImages",
            custom: false,
        },
        aws(
            "kms/key:Key",
            "key",
            { enableKeyRotation: true },
            { arn: keyArn, keyId: "11111111-2222-3333-4444-555555555555" },
        ),
        aws(
            "kms/alias:Alias",
            "alias",
            { name: "alias/shop", targetKeyId: "11111111-2222-3333-4444-555555555555" },
            { arn: arn("kms", "alias/shop") },
        ),
        aws("ec2/vpc:Vpc", "vpc", { cidrBlock: "10.0.0.0/16" }),
        aws("ec2/subnet:Subnet", "private-a", { cidrBlock: "10.0.0.0/24", mapPublicIpOnLaunch: false }),
        aws("ec2/subnet:Subnet", "private-b", { cidrBlock: "10.0.1.0/24", mapPublicIpOnLaunch: false }),
        aws("ec2/subnet:Subnet", "public-a", { cidrBlock: "10.0.2.0/24" }),
        aws("ec2/internetGateway:InternetGateway", "gateway", {}),
        aws("ec2/natGateway:NatGateway", "nat", {}),
        aws("ec2/routeTable:RouteTable", "routes", {}),
        aws("ec2/securityGroup:SecurityGroup", "front", {
            ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }],
        }),
        aws("ec2/securityGroup:SecurityGroup", "back", {
            ingress: [{ protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroups: ["sg"] }],
        }),
        aws("ec2/flowLog:FlowLog", "flows", {
            logDestination: arn("logs", "log-group:/shop/flows"),
            trafficType: "ALL",
        }),
        logs("flows"),
        logs("service"),
        logs("aws-waf-logs-shop"),
        ...bucket("data"),
        ...bucket("trail"),
        // Balancers can log under S3's own key only.
        ...bucket("logs", [], false),
        aws("s3/bucketLogging:BucketLogging", "data", {
            bucket: `shop-data-${tag}`,
            targetBucket: `shop-logs-${tag}`,
            targetPrefix: "data/",
        }),
        aws("cloudtrail/trail:Trail", "trail", {
            s3BucketName: `shop-trail-${tag}`,
            kmsKeyId: keyArn,
            enableLogFileValidation: true,
            isMultiRegionTrail: false,
        }),
        aws("rds/instance:Instance", "db", {
            identifier: "shop",
            engine: "postgres",
            storageEncrypted: true,
            kmsKeyId: keyArn,
            multiAz: true,
            publiclyAccessible: false,
            deletionProtection: true,
            backupRetentionPeriod: 30,
        }),
        aws("rds/subnetGroup:SubnetGroup", "db", { subnetIds: ["a"] }),
        aws("rds/parameterGroup:ParameterGroup", "db", {
            family: "postgres17",
            parameters: [{ name: "rds.force_ssl", value: "1" }],
        }),
        aws(
            "backup/vault:Vault",
            "far",
            { name: "far", kmsKeyArn: keyArn },
            { arn: arn("backup", "backup-vault:far") },
        ),
        aws("backup/vaultLockConfiguration:VaultLockConfiguration", "far", {
            backupVaultName: "far",
            minRetentionDays: 7,
        }),
        aws(
            "sqs/queue:Queue",
            "orders",
            {
                name: "orders",
                kmsMasterKeyId: "alias/shop",
                redrivePolicy: JSON.stringify({ deadLetterTargetArn: arn("sqs", "dead"), maxReceiveCount: 5 }),
            },
            { url: `https://sqs.${region}.amazonaws.com/${account}/orders`, arn: arn("sqs", "orders") },
        ),
        aws("sqs/queue:Queue", "dead", { name: "dead", kmsMasterKeyId: keyArn }, { arn: arn("sqs", "dead") }),
        aws("secretsmanager/secret:Secret", "password", { kmsKeyId: keyArn }),
        aws("ecr/repository:Repository", "images", {
            imageTagMutability: "IMMUTABLE",
            encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: keyArn }],
        }),
        aws("ecs/cluster:Cluster", "cluster", { name: "shop" }),
        aws("ecs/taskDefinition:TaskDefinition", "task", { family: "shop", containerDefinitions: "[]" }),
        aws("ecs/service:Service", "service", { networkConfiguration: { assignPublicIp: false, subnets: ["a"] } }),
        aws("iam/role:Role", "task", { assumeRolePolicy: trust }, { managedPolicyArns: [], inlinePolicies: [] }),
        aws("iam/rolePolicy:RolePolicy", "task", {
            role: "task",
            policy: JSON.stringify({
                Statement: [
                    {
                        Effect: "Allow",
                        Action: ["s3:GetObject", "s3:PutObject"],
                        Resource: `arn:aws:s3:::shop-data-${tag}/*`,
                    },
                    { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: arn("sqs", "orders") },
                    { Effect: "Allow", Action: ["kms:Decrypt"], Resource: keyArn },
                ],
            }),
        }),
        aws(
            "lb/loadBalancer:LoadBalancer",
            "front",
            {
                loadBalancerType: "application",
                dropInvalidHeaderFields: true,
                accessLogs: { enabled: true, bucket: `shop-logs-${tag}` },
            },
            { dnsName: `front.${region}.elb.amazonaws.com` },
        ),
        aws("lb/listener:Listener", "https", {
            protocol: "HTTPS",
            port: 443,
            sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
            defaultActions: [{ type: "forward" }],
        }),
        aws(
            "lb/listener:Listener",
            "http",
            {
                protocol: "HTTP",
                port: 80,
                defaultActions: [
                    { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } },
                ],
            },
            { sslPolicy: "" },
        ),
        aws("lb/targetGroup:TargetGroup", "service", { protocol: "HTTPS" }),
        aws("wafv2/webAcl:WebAcl", "waf", { scope: "REGIONAL" }),
        aws("wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", "waf", {
            logDestinationConfigs: [arn("logs", "log-group:/shop/aws-waf-logs-shop")],
        }),
        aws("acm/certificate:Certificate", "certificate", { domainName: "shop.example.com" }),
        aws("route53/record:Record", "record", {
            name: `${tag}.example.com`,
            type: "A",
            aliases: [{ name: `front.${region}.elb.amazonaws.com` }],
        }),
        aws("cloudwatch/metricAlarm:MetricAlarm", "alarm", {}),
    ];
}

const cell = (name: string, jurisdictions: string[], regions: string[]) => ({
    name,
    jurisdictions,
    dataClasses: ["health"],
    regions,
    primary: regions[0],
});
const eu = cell("eu", ["EU"], ["aws:eu-west-1", "aws:eu-central-1"]);
const us = cell("us", ["US"], ["aws:us-east-1", "aws:us-west-2"]);

const stopped = (resources: readonly Exported[], config: PackConfig) =>
    judgeState({ deployment: { resources } }, config, new Date("2026-11-27"))
        .violations.filter(({ level }) => level === "mandatory")
        .map(({ message, rule, urn = "" }) => `${rule} ${urn.split("::").at(-1)}: ${message}`);

const key = "arn:aws:kms:eu-west-1:1:key/11111111-2222-3333-4444-555555555555";
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A resource as a preview tells of it: what the program says, and what the provider fills in. */
const aws = (type: string, name: string, inputs: Inputs, outputs: Inputs = {}): Exported => ({
    urn: `urn:pulumi:prod::shop::aws:${type}::${name}`,
    type: `aws:${type}`,
    custom: true,
    id: name,
    inputs,
    outputs: { region: "eu-west-1", ...inputs, ...outputs },
    propertyDependencies: Object.fromEntries(Object.keys(inputs).map(key => [key, []])),
});
const allowing = (more: object) =>
    JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::a/*", ...more }] });
const trusting = (Federated: string, test: string, key: string, value: string) =>
    aws("iam/role:Role", "role", {
        assumeRolePolicy: allowing({
            Action: "sts:AssumeRoleWithWebIdentity",
            Principal: { Federated },
            Condition: { [test]: { [key]: value } },
        }),
    });

/** What stops nothing, though it looks like what does. */
const harmless: Readonly<Record<string, readonly Exported[]>> = {
    "a role that writes logs": [
        aws("iam/rolePolicy:RolePolicy", "logs", {
            policy: allowing({
                Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
                Resource: "arn:aws:logs:*:*:*",
            }),
        }),
    ],
    "a role for one repository": [
        trusting(
            "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com",
            "StringLike",
            "token.actions.githubusercontent.com:sub",
            "repo:acme/shop:*",
        ),
    ],
    "a role for one repository, by any value of the claim": [
        trusting(
            "arn:aws:iam::1:oidc-provider/token.actions.githubusercontent.com",
            "ForAnyValue:StringLike",
            "token.actions.githubusercontent.com:sub",
            "repo:acme/shop:*",
        ),
    ],
    "a role for one pool of identities": [
        trusting("cognito-identity.amazonaws.com", "StringEquals", "cognito-identity.amazonaws.com:aud", "eu-west-1:1"),
    ],
    "an API before a third party's host": [
        aws("apigatewayv2/integration:Integration", "integration", {
            integrationType: "HTTP_PROXY",
            integrationUri: "https://partner.example.com/v1",
        }),
    ],
    "a function with the logs that AWS makes for it": [
        aws("lambda/function:Function", "one", { name: "one" }, { loggingConfig: { logGroup: "/aws/lambda/one" } }),
        aws("lambda/function:Function", "other", { name: "other" }, { loggingConfig: unknown }),
    ],
    "a function with logs that one of its name has elsewhere": [
        aws("lambda/function:Function", "one", { name: "one" }, { loggingConfig: { logGroup: "/aws/lambda/one" } }),
        aws("cloudwatch/logGroup:LogGroup", "there", {
            name: "/aws/lambda/one",
            region: "us-east-1",
            retentionInDays: 365,
            kmsKeyId: "arn:aws:kms:us-east-1:1:key/11111111-2222-3333-4444-555555555555",
        }),
    ],
    "a plan that backs up to the vault that every account has": [
        aws("backup/plan:Plan", "plan", { name: "plan", rules: [{ ruleName: "r", targetVaultName: "Default" }] }),
    ],
    "a group of logs of another stack": [
        aws("bedrockmodel/invocationLoggingConfiguration:InvocationLoggingConfiguration", "logging", {
            loggingConfig: { cloudwatchConfig: { logGroupName: "/bedrock" } },
        }),
    ],
    "a schedule that stops a database": [
        aws("scheduler/schedule:Schedule", "schedule", {
            target: { arn: "arn:aws:scheduler:::aws-sdk:rds:stopDBInstance", roleArn: "r" },
        }),
    ],
    "a location for each client, without health checks": Object.entries({
        "eu-west-1": "192.0.2.1",
        "us-east-1": "192.0.2.2",
    }).flatMap(([region, publicIp]) => [
        aws("ec2/eip:Eip", region, { region }, { publicIp }),
        aws("route53/record:Record", `of-${region}`, {
            name: "app.example.com",
            type: "A",
            records: [publicIp],
            geolocationRoutingPolicies: [{ continent: region.slice(0, 2).toUpperCase() }],
        }),
    ]),
    "copies of what is encrypted, before they are created": [
        aws("rds/instance:Instance", "db", {
            identifier: "db",
            storageEncrypted: true,
            kmsKeyId: key,
            deletionProtection: true,
            backupRetentionPeriod: 7,
        }),
        aws(
            "rds/instance:Instance",
            "replica",
            { replicateSourceDb: "db", deletionProtection: true },
            { kmsKeyId: unknown, storageEncrypted: unknown },
        ),
        aws(
            "rds/snapshot:Snapshot",
            "snapshot",
            { dbInstanceIdentifier: "db" },
            { encrypted: unknown, kmsKeyId: unknown },
        ),
        aws("ebs/volume:Volume", "volume", { encrypted: true, kmsKeyId: key }),
        aws("ebs/snapshot:Snapshot", "disk", { volumeId: "volume" }, { encrypted: unknown, kmsKeyId: unknown }),
    ],
    "a snapshot of another stack's cluster": [
        aws(
            "docdb/clusterSnapshot:ClusterSnapshot",
            "snapshot",
            { dbClusterIdentifier: "elsewhere" },
            { storageEncrypted: true, kmsKeyId: key },
        ),
    ],
    "a member of a group that is encrypted": [
        aws("elasticache/replicationGroup:ReplicationGroup", "group", {
            replicationGroupId: "group",
            atRestEncryptionEnabled: true,
            kmsKeyId: key,
            transitEncryptionEnabled: true,
        }),
        aws("elasticache/cluster:Cluster", "member", { replicationGroupId: "group" }),
    ],
    "a collection that says its key": [
        aws(
            "opensearch/serverlessCollection:ServerlessCollection",
            "collection",
            { name: "c", encryptionConfigs: [{ awsOwnedKey: false, kmsKeyArn: key }] },
            { kmsKeyArn: unknown },
        ),
    ],
    "a collection whose policy says its key": [
        aws(
            "opensearch/serverlessCollection:ServerlessCollection",
            "orders",
            { name: "shop-orders" },
            { kmsKeyArn: unknown },
        ),
        ...["encryption", "network"].map(type =>
            aws("opensearch/serverlessSecurityPolicy:ServerlessSecurityPolicy", type, {
                type,
                policy: JSON.stringify({
                    Rules: [{ ResourceType: "collection", Resource: ["collection/shop-*"] }],
                    ...(type === "encryption" ? { KmsARN: key } : { SourceVPCEs: ["vpce-1"] }),
                }),
            }),
        ),
    ],
    "a cluster by a configuration that encrypts": [
        aws("emr/cluster:Cluster", "cluster", { securityConfiguration: "c" }),
        aws("emr/securityConfiguration:SecurityConfiguration", "c", {
            name: "c",
            configuration: JSON.stringify({
                EncryptionConfiguration: {
                    EnableAtRestEncryption: true,
                    AtRestEncryptionConfiguration: {
                        LocalDiskEncryptionConfiguration: { EncryptionKeyProviderType: "AwsKms", AwsKmsKey: key },
                    },
                },
            }),
        }),
    ],
    "a WebSocket API that authenticates on connect": [
        aws("apigatewayv2/route:Route", "connect", { routeKey: "$connect", authorizationType: "AWS_IAM" }),
        aws("apigatewayv2/route:Route", "disconnect", { routeKey: "$disconnect" }),
        aws("apigatewayv2/route:Route", "send", { routeKey: "sendmessage" }),
    ],
    "a listener that hands TLS on": [
        aws("lb/listener:Listener", "tls", { protocol: "TCP", port: 443, defaultActions: [{ type: "forward" }] }),
    ],
    "a model asked in its own area": [
        aws("bedrock/inferenceProfile:InferenceProfile", "profile", {
            modelSource: { copyFrom: "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.anthropic.claude-sonnet-4" },
        }),
    ],
    "a template that leaves its disks to the account": [
        aws("ec2/launchTemplate:LaunchTemplate", "template", {
            metadataOptions: { httpTokens: "required" },
            blockDeviceMappings: [{ ebs: { volumeSize: 8 } }, { ebs: { encrypted: "true" } }],
        }),
    ],
    "a function that one account may ask": [
        aws("lambda/permission:Permission", "permission", {
            principal: "*",
            action: "lambda:InvokeFunctionUrl",
            functionUrlAuthType: "AWS_IAM",
            principalOrgId: "o-12345",
        }),
    ],
};

describe("stacks that are built well", () => {
    const home = shopIn("eu-west-1", "eu");
    const two = [...home, ...shopIn("us-east-1", "us")];
    const far = "it has no copy in another location of its cell";

    it("are of a size that stacks are of", () => {
        assert.ok(home.length > 40);
    });

    it("pass on AWS, without cells and with one", () => {
        assert.deepEqual(stopped(home, {}), []);
        assert.deepEqual(stopped(home, { cells: [eu] }), [`durability/distant-backup db-eu: ${far}`]);
    });

    it("pass on AWS in two cells", () => {
        assert.deepEqual(stopped(two, { cells: [eu, us] }), [
            `durability/distant-backup db-eu: ${far}`,
            `durability/distant-backup db-us: ${far}`,
        ]);
    });

    it("pass before their first update, when policies are made of what isn't there yet", () => {
        const policy = unknown;
        const previewed = home.map(each =>
            each.type === "aws:s3/bucketPolicy:BucketPolicy"
                ? {
                      ...each,
                      inputs: { ...each.inputs, policy },
                      outputs: { ...each.outputs, policy },
                      propertyDependencies: { bucket: [], policy: [home[0]!.urn] },
                  }
                : each,
        );
        assert.deepEqual(stopped(previewed, { cells: [eu] }), stopped(home, { cells: [eu] }));
    });

    for (const [what, resources] of Object.entries(harmless)) {
        it(`pass with ${what}`, () => {
            // That one has no copy of it afar, they do not ask.
            const found = stopped(resources, { cells: [eu, us] }).filter(each => !each.endsWith(far));
            assert.deepEqual(found, []);
        });
    }

    it("pass with a trail of every region, where law keeps nothing in any", () => {
        const trail = aws("cloudtrail/trail:Trail", "trail", {
            s3BucketName: "b",
            enableLogFileValidation: true,
            isMultiRegionTrail: true,
        });
        assert.deepEqual(stopped([trail], {}), []);
        assert.deepEqual(stopped([trail], { cells: [{ ...eu, dataClasses: ["internal"] }] }), []);
    });

    it("pass on Google Cloud, without cells", () => {
        assert.deepEqual(stopped(complying(), {}), []);
    });

    it("pass with a certificate where an edge asks for it, though its provider tags everything with a cell elsewhere", () => {
        const provider = "urn:pulumi:prod::shop::pulumi:providers:aws::edge";
        const defaultTags = '{"tags":{"meridian:cell":"eu"}}';
        const certificate = {
            urn: "urn:pulumi:prod::shop::aws:acm/certificate:Certificate::edge",
            type: "aws:acm/certificate:Certificate",
            provider: `${provider}::id`,
            inputs: { region: "us-east-1", domainName: "shop.example.com", validationMethod: "DNS" },
        };
        const own = { urn: provider, type: "pulumi:providers:aws", id: "id", inputs: { defaultTags } };
        assert.deepEqual(stopped([own, certificate], { cells: [eu, us] }), []);
    });

    it("pass in the European Sovereign Cloud, whose names of regions and hosts are its own", () => {
        const region = "eusc-de-east-1";
        const de = { name: "de", jurisdictions: ["DE"], dataClasses: ["health"], regions: [`aws:${region}`] };
        const queue = {
            urn: "urn:pulumi:prod::shop::aws:sqs/queue:Queue::jobs",
            type: "aws:sqs/queue:Queue",
            inputs: { region, kmsMasterKeyId: `arn:aws-eusc:kms:${region}:1:key/a` },
        };
        assert.deepEqual(stopped([queue], { cells: [{ ...de, primary: `aws:${region}` }] }), []);
    });
});
