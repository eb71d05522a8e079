import type { KnownOf } from "../needs/known";
import { deniedUses } from "./denied";
import { rightsGiven, without } from "./dropped";
import { uses } from "./uses";

/** What a state's features can't do without one right, wherever it is given: `ecs/taskDefinition: pull its images`. */
export function neededFor(right: string, all: KnownOf): string[] {
    const left = without(right, all);
    return uses.filter(use => deniedUses(left, [use]).length > 0).map(({ of, what }) => `${of}: ${what}`);
}

/** The same of all rights that a state gives. */
export function allNeeded(all: KnownOf): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(rightsGiven(all).map(right => [right, neededFor(right, all)]));
}

const pull = "ecs/taskDefinition: pull its images";
const log = "ecs/taskDefinition: log what its containers write";
const start = "ecs/taskDefinition: start with its execution role";
const run = "ecs/taskDefinition: run with its task role";
const secrets = "ecs/taskDefinition: read the secrets of its containers";
const download = "ecs/taskDefinition: download the releases of its containers";
const proxyKeys = "ecs/service: create and store keys of its proxies under its key";
const connections = "ec2/flowLog: write records of connections, under the key of its bucket";
const disks = "ecs/cluster: encrypt the disks of its Fargate tasks";
const copies = "backup/selection: store copies under the keys of its vaults, and bring them to the other one";
const restores = "backup/selection: restore its tables from each vault, under the vault's key";
const vault = "backup/vault: be created under its key";
const template = "ecr/repositoryCreationTemplate: have ECR create repositories under its key";
const alarms = ["cloudwatch/metricAlarm: notify its topics", "cloudwatch/compositeAlarm: notify its topics"];
const notices = "cloudwatch/eventTarget: notify its topic";
const sent = "cloudwatch/eventTarget: send its events to the bus of another region";
const budget = "budgets/budget: notify its topics";
/** What alerts on unusual cost can't do without the right to publish to a topic. */
export const anomaly = "costexplorer/anomalySubscription: notify its topics";

/** Each right of stack `aws`, and the uses that fail without it, which are those that it is for. */
export const neededByAws: Readonly<Record<string, readonly string[]>> = {
    "ec2/vpcEndpoint dynamodb Tables": [
        "dynamodb/table: be read and written by programs in the networks of its regions",
    ],
    "ec2/vpcEndpoint s3 ImageLayers": [pull],
    "ec2/vpcEndpoint s3 Releases": [download],
    "iam/role audit 0": [sent],
    "iam/role gate 0": [run],
    "iam/role gate-start 0": [start],
    "iam/role images 0": [template],
    "iam/role server 0": [run],
    "iam/role srv-start 0": [start],
    "iam/role store-backup 0": [
        "backup/selection: have AWS Backup take on its role, for copies and for restores from each vault",
    ],
    "iam/role tls 0": ["ecs/service: have ECS take on the role for certificates of its proxies"],
    "iam/rolePolicy audit Bus": [sent],
    "iam/rolePolicy gate-start Images": [pull],
    "iam/rolePolicy gate-start Key": [secrets],
    "iam/rolePolicy gate-start Logs": [log],
    "iam/rolePolicy gate-start Secrets": [secrets],
    "iam/rolePolicy gate-start SignInToRegistry": [pull],
    "iam/rolePolicy images Key": [template],
    "iam/rolePolicy images Repositories": [template],
    "iam/rolePolicy server Key": [download],
    "iam/rolePolicy server Releases": [download],
    "iam/rolePolicy srv-start Images": [pull],
    "iam/rolePolicy srv-start Logs": [log],
    "iam/rolePolicy srv-start SignInToRegistry": [pull],
    "iam/rolePolicy tls Key": [proxyKeys],
    "iam/rolePolicyAttachment store-backup": [
        "backup/selection: be created: AWS Backup lists resources with its role",
        "backup/selection: copy its tables",
        copies,
    ],
    "iam/rolePolicyAttachment store-restores": [restores],
    "iam/rolePolicyAttachment tls": [
        "ecs/service: have certificates of its proxies issued",
        "ecs/service: store certificates of its proxies",
    ],
    "kms/key key Account": [
        secrets,
        download,
        proxyKeys,
        "backup/selection: copy its tables",
        copies,
        restores,
        "dynamodb/table: be created, with its copies, under the keys of their regions",
        vault,
        "s3/bucketObjectv2: be put into its bucket, under the bucket's key",
        "secretsmanager/secret: have a value under its key",
        template,
    ],
    "kms/key key Alarms": [...alarms, budget],
    "kms/key key DisksOfTasks": [disks],
    "kms/key key Events": [notices],
    "kms/key key FlowLogs": [connections],
    "kms/key key GrantsForDisksOfTasks": [disks],
    "kms/key key Logs": ["cloudwatch/logGroup: store events under its key"],
    "kms/key key Trail": ["cloudtrail/trail: encrypt its files"],
    "kms/key store-backup-key Account": [copies, restores, vault],
    "s3/bucketPolicy access-logs Balancers": ["lb/loadBalancer: write access logs"],
    "s3/bucketPolicy audit Asks": ["cloudtrail/trail: write to its bucket"],
    "s3/bucketPolicy audit Writes": ["cloudtrail/trail: write to its bucket"],
    "s3/bucketPolicy flow-logs AWSLogDeliveryAclCheck": [connections],
    "s3/bucketPolicy flow-logs AWSLogDeliveryWrite": [connections],
    "sns/topicPolicy alarms budgets": [budget],
    "sns/topicPolicy alarms cloudwatch": alarms,
    "sns/topicPolicy alarms events": [notices],
};

/** The rights that machines with GPUs, custom servers and deployers add. */
export const neededByVariant: Readonly<Record<string, readonly string[]>> = {
    "iam/role chat-1-0-0-own 0": [run],
    "iam/role chat-1-0-0-own-start 0": [start],
    "iam/role gpu 0": ["autoscaling/group: have its machines join a cluster"],
    "iam/rolePolicy chat-1-0-0-own Key": [download],
    "iam/rolePolicy chat-1-0-0-own Releases": [download],
    "iam/rolePolicy chat-1-0-0-own-start Images": [pull],
    "iam/rolePolicy chat-1-0-0-own-start Key": [secrets],
    "iam/rolePolicy chat-1-0-0-own-start Logs": [log, "ecs/service: log what its proxy writes"],
    "iam/rolePolicy chat-1-0-0-own-start Secrets": [secrets],
    "iam/rolePolicy chat-1-0-0-own-start SignInToRegistry": [pull],
    "iam/rolePolicy deploy Key": ["iam/role: put releases into the region's bucket, and read them"],
    "iam/rolePolicy deploy ReadTasks": ["iam/role: roll the services of models"],
    "iam/rolePolicy deploy Releases": ["iam/role: put releases into the region's bucket, and read them"],
    "iam/rolePolicy deploy Services": ["iam/role: roll the services of models"],
    "iam/rolePolicy deploy Tasks": ["iam/role: roll the services of models"],
    "iam/rolePolicy deploy TasksAreWhatTheyWere": ["iam/role: roll the services of models"],
    "iam/rolePolicyAttachment gpu": ["autoscaling/group: have its machines join a cluster"],
    "kms/grant gpu": ["autoscaling/group: start machines with encrypted disks"],
};
