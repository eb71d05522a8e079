import type { Known, KnownOf } from "../needs/known";
import { type Call, engineOf, rightsIn } from "./rights";
import { assumedBy } from "./uses/deployers";
import {
    arnOf,
    assuming,
    calls,
    encryptionOf,
    objectIn,
    type Properties,
    regionOf,
    type Use,
    usingKey,
} from "./uses/use";

const another = "999999999999";
const logic = "https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html";

/** A service that acts for a resource of another account. */
const foreign = (arn: string) => ({
    "aws:SourceAccount": another,
    "aws:SourceArn": arn.replace(/:\d{12}:/, `:${another}:`),
});

/** Buckets and keys of other regions. */
function elsewhere(region: string, all: KnownOf): Call["on"][] {
    const keys = all("kms/key").map(arnOf);
    const buckets = all("s3/bucket").filter(({ inputs }) => inputs.region !== region);
    return [...keys.filter(arn => regionOf(arn) !== region), ...buckets.map(({ id }) => objectIn(id, "releases/0123"))];
}

const reading = (by: Call["by"], things: readonly string[]): Call[] =>
    things.flatMap(on =>
        on.startsWith("arn:aws:s3:") ? calls(by, ["s3:GetObject"], on) : usingKey(by, ["Decrypt"], on, { via: "s3" }),
    );

const rolesOf = ({ inputs }: Known) => [inputs.taskRoleArn, inputs.executionRoleArn].map(String);

/** What policies must deny: what no feature needs. */
export const misuses: readonly Use[] = [
    {
        of: "ecs/taskDefinition",
        what: "read releases and use keys of other regions",
        source: "docs/clouds/aws.md, Permissions",
        calls: (task, all) =>
            rolesOf(task).flatMap(arn => reading({ arn }, elsewhere(String(task.inputs.region), all))),
    },
    {
        of: "ecs/taskDefinition",
        what: "be started for another account",
        source: logic,
        calls: task =>
            rolesOf(task).flatMap(role => {
                const { "aws:SourceAccount": account, "aws:SourceArn": arn } = foreign(arnOf(task));
                return assuming("ecs-tasks.amazonaws.com", role, { account, arn });
            }),
    },
    {
        of: "cloudtrail/trail",
        what: "write to its bucket for a trail of another account",
        source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html",
        calls: trail => {
            const by = { service: "cloudtrail.amazonaws.com" };
            const file = objectIn(trail.inputs.s3BucketName, `AWSLogs/${trail.account}/CloudTrail/0123`);
            return [
                ...calls(by, ["s3:PutObject"], file, foreign(arnOf(trail))),
                ...usingKey(by, ["GenerateDataKey"], trail.inputs.kmsKeyId, { more: foreign(arnOf(trail)) }),
            ];
        },
    },
    {
        of: "ec2/vpcEndpoint",
        what: "let a program put data into buckets and tables of another account, or into the bucket of ECR",
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html",
        calls: ({ account, inputs }, all) => {
            if (inputs.vpcEndpointType !== "Gateway") return [];
            const region = String(inputs.region);
            const by = engineOf(another);
            const own = all("s3/bucket").filter(
                bucket => bucket.account === account && bucket.inputs.region === region,
            );
            const named = own.map(({ id }) => `${id.replace(/[0-9a-f]+$/, "")}0123`);
            const written = ["elsewhere", ...named, `prod-${region}-starport-layer-bucket`].map(bucket =>
                objectIn(bucket, "taken"),
            );
            const table = `arn:aws:dynamodb:${region}:${another}:table/screening-eu-taken`;
            return [
                ...written.flatMap(on => calls(by, ["s3:PutObject"], on)),
                ...named.flatMap(bucket => calls(by, ["s3:GetObject"], objectIn(bucket, "taken"))),
                ...calls(by, ["dynamodb:PutItem"], table),
            ].map(call => ({ ...call, from: { account, region } }));
        },
    },
    {
        of: "sns/topic",
        what: "receive what alarms of another account publish",
        source: logic,
        calls: topic =>
            calls(
                { service: "cloudwatch.amazonaws.com" },
                ["sns:Publish"],
                arnOf(topic),
                foreign("arn:aws:cloudwatch:eu-west-1:111111111111:alarm:any"),
            ),
    },
    {
        of: "sns/topic",
        what: "have its key used by EventBridge for a topic of another account",
        source: "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html",
        calls: ({ inputs, outputs }) =>
            usingKey({ service: "events.amazonaws.com" }, ["GenerateDataKey", "Decrypt"], inputs.kmsMasterKeyId, {
                more: {
                    "kms:EncryptionContext:aws:sns:topicArn": String(outputs.arn).replace(/:\d{12}:/, `:${another}:`),
                },
            }),
    },
    {
        of: "cloudwatch/eventTarget",
        what: "have its role assumed for a rule of another account",
        source: logic,
        calls: ({ inputs }) => {
            const { "aws:SourceAccount": account, "aws:SourceArn": arn } = foreign(
                "arn:aws:events:us-east-1:111111111111:rule/any",
            );
            return assuming("events.amazonaws.com", inputs.roleArn, { account, arn });
        },
    },
    {
        of: "ecs/cluster",
        what: "encrypt disks of another cluster",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-storage-encryption.html",
        calls: ({ account, inputs }) => {
            const storage = (inputs.configuration as Properties | undefined)?.managedStorageConfiguration;
            const key = (storage as Properties | undefined)?.fargateEphemeralStorageKmsKeyId;
            const more = {
                "kms:EncryptionContext:aws:ecs:clusterAccount": account,
                "kms:EncryptionContext:aws:ecs:clusterName": "another",
            };
            return usingKey({ service: "fargate.amazonaws.com" }, ["GenerateDataKeyWithoutPlaintext"], key, { more });
        },
    },
    {
        of: "s3/bucketObjectv2",
        what: "be put into its bucket in plain text, or under no key or another one",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
        calls: ({ account, inputs }, all) => {
            const named = (key: unknown) => ({ "s3:x-amz-server-side-encryption-aws-kms-key-id": String(key) });
            const { key } = encryptionOf(inputs.bucket, all);
            const put = (more: Call["with"]) =>
                calls(engineOf(account), ["s3:PutObject"], objectIn(inputs.bucket, String(inputs.key)), more);
            return [
                ...put({}),
                ...put(named(`${String(key)}0`)),
                ...put({ ...named(key), "aws:SecureTransport": "false" }),
            ];
        },
    },
    {
        of: "iam/role",
        what: "roll the gate, or have its key, as a deployer",
        source: "docs/clouds/aws.md, What is built",
        calls: (role, all) => {
            if (assumedBy(role).length === 0) return [];
            const by = { arn: arnOf(role) };
            const gates = all("ecs/service").filter(({ name }) => name === role.name.replace(/deploy$/, "gate"));
            const tasks = gates.flatMap(({ inputs }) =>
                all("ecs/taskDefinition").filter(({ outputs }) => outputs.arn === inputs.taskDefinition),
            );
            const passed = { "iam:PassedToService": "ecs-tasks.amazonaws.com" };
            return [
                ...gates.flatMap(gate => calls(by, ["ecs:UpdateService"], arnOf(gate))),
                ...tasks.flatMap(task => [
                    ...calls(by, ["ecs:RegisterTaskDefinition"], arnOf(task)),
                    ...rolesOf(task).flatMap(arn => calls(by, ["iam:PassRole"], arn, passed)),
                ]),
                ...all("secretsmanager/secret").flatMap(secret =>
                    calls(by, ["secretsmanager:GetSecretValue"], arnOf(secret)),
                ),
            ];
        },
    },
];

/** A line for each misuse that a state's policies allow. */
export function allowedMisuses(all: KnownOf, table: readonly Use[] = misuses): string[] {
    const decide = rightsIn(all);
    const found = table.flatMap(({ calls, of, what }) =>
        all(of).flatMap(one =>
            calls(one, all)
                .filter(call => isDecided(call, all) && decide(call) === "allowed")
                .map(({ action, on }) => `${of} ${one.name} can ${what}: nothing denies ${action} on ${on}`),
        ),
    );
    return [...new Set(found)];
}

/** The policy of a key that exists already is its owner's. */
const isDecided = ({ on }: Call, all: KnownOf) =>
    !on.startsWith("arn:aws:kms:") || all("kms/key").some(({ outputs }) => outputs.arn === on);
