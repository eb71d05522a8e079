import type { Known, KnownOf } from "../../needs/known";
import type { Principal } from "../evaluate";
import { ecr } from "../rights";
import {
    arnOf,
    assuming,
    calls,
    encryptionOf,
    listOf,
    named,
    objectIn,
    type Properties,
    regionOf,
    type Use,
    usingKey,
} from "./use";

const guide = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide";

interface Container {
    readonly name: string;
    readonly image: string;
    readonly environment?: readonly { readonly name: string; readonly value: string }[];
    readonly secrets?: readonly { readonly valueFrom: string }[];
    readonly logConfiguration?: { readonly logDriver: string; readonly options: Readonly<Record<string, string>> };
}

const containersOf = ({ inputs }: Known) => JSON.parse(String(inputs.containerDefinitions)) as readonly Container[];
const startOf = ({ inputs }: Known): Principal => ({ arn: String(inputs.executionRoleArn) });

/** Where tasks of a definition are. */
const networkOf = (one: Known) => ({ account: one.account, region: regionOf(arnOf(one)) });

/** A task of a definition: what a service says that it acts for. */
const taskOf = (one: Known) => ({
    account: one.account,
    arn: `arn:aws:ecs:${regionOf(arnOf(one))}:${one.account}:task/cluster/0123456789abcdef0123456789abcdef`,
});

function pulls(one: Known): ReturnType<Use["calls"]> {
    const repositories = containersOf(one).flatMap(({ image }) => {
        const [, account, region, repository] =
            /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com\/([^@:]+)/.exec(image) ?? [];
        return repository === undefined ? [] : [`arn:aws:ecr:${region!}:${account!}:repository/${repository}`];
    });
    if (repositories.length === 0) return [];
    const from = networkOf(one);
    const layer = `arn:aws:s3:::prod-${from.region}-starport-layer-bucket/0123`;
    const pulling = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"];
    return [
        { by: startOf(one), action: "ecr:GetAuthorizationToken", on: "*" },
        ...[...new Set(repositories)].flatMap(repository => calls(startOf(one), pulling, repository)),
        { by: ecr, action: "s3:GetObject", on: layer, from },
    ];
}

/** Writes to a group in the name of a role, as driver `awslogs` does. */
function logs(
    one: Known,
    { logDriver, options }: NonNullable<Container["logConfiguration"]>,
): ReturnType<Use["calls"]> {
    if (logDriver !== "awslogs") return [];
    const { "awslogs-group": group, "awslogs-region": region, "awslogs-stream-prefix": prefix } = options;
    const stream = `arn:aws:logs:${region!}:${one.account}:log-group:${group!}:log-stream:${prefix!}/container/0123`;
    return calls(startOf(one), ["logs:CreateLogStream", "logs:PutLogEvents"], stream);
}

function secretsOf(one: Known, all: KnownOf): ReturnType<Use["calls"]> {
    const arns = containersOf(one).flatMap(({ secrets = [] }) =>
        // Of seven parts a secret's own ARN has; the others name a key of its JSON and a version.
        secrets.map(({ valueFrom }) => valueFrom.split(":").slice(0, 7).join(":")),
    );
    return [...new Set(arns)].flatMap(arn => [
        ...calls(startOf(one), ["secretsmanager:GetSecretValue"], arn),
        ...usingKey(startOf(one), ["Decrypt"], named("secretsmanager/secret", arn, all)?.inputs.kmsKeyId, {
            via: "secretsmanager",
            more: { "kms:EncryptionContext:SecretARN": arn },
        }),
    ]);
}

/** Objects that containers download, by the addresses in their environment. */
function downloads(one: Known, all: KnownOf): ReturnType<Use["calls"]> {
    const by = { arn: String(one.inputs.taskRoleArn) };
    const addresses = containersOf(one).flatMap(({ environment = [] }) =>
        environment.flatMap(({ value }) => /^s3:\/\/([^/]+)\/(.+)$/.exec(value)?.slice(1, 3) ?? []),
    );
    return addresses.flatMap((bucket, i) =>
        i % 2 === 1
            ? []
            : [
                  { by, action: "s3:GetObject", on: objectIn(bucket, addresses[i + 1]!), from: networkOf(one) },
                  ...usingKey(by, ["Decrypt"], encryptionOf(bucket, all).key, {
                      via: "s3",
                      more: { "kms:EncryptionContext:aws:s3:arn": `arn:aws:s3:::${bucket}` },
                  }),
              ],
    );
}

/** A definition does nothing before a service has tasks of it. */
const startedBy: Use["startedBy"] = (one, all) =>
    all("ecs/service").filter(({ inputs }) => inputs.taskDefinition === one.outputs.arn);

/** Tasks: what starts them, and what their containers do. */
export const tasks: readonly Use[] = [
    {
        of: "ecs/taskDefinition",
        startedBy,
        what: "start with its execution role",
        source: `${guide}/task_execution_IAM_role.html`,
        calls: one => assuming("ecs-tasks.amazonaws.com", one.inputs.executionRoleArn, taskOf(one)),
    },
    {
        of: "ecs/taskDefinition",
        startedBy,
        what: "run with its task role",
        source: `${guide}/task-iam-roles.html`,
        calls: one => assuming("ecs-tasks.amazonaws.com", one.inputs.taskRoleArn, taskOf(one)),
    },
    {
        of: "ecs/taskDefinition",
        startedBy,
        what: "pull its images",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/ECR_on_ECS.html, https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html#ecr-minimum-s3-perms",
        calls: pulls,
    },
    {
        of: "ecs/taskDefinition",
        startedBy,
        what: "log what its containers write",
        source: `${guide}/using_awslogs.html`,
        calls: one =>
            containersOf(one).flatMap(({ logConfiguration }) => (logConfiguration ? logs(one, logConfiguration) : [])),
    },
    {
        of: "ecs/taskDefinition",
        startedBy,
        what: "read the secrets of its containers",
        source: `${guide}/secrets-envvar-secrets-manager.html`,
        calls: secretsOf,
    },
    {
        of: "ecs/taskDefinition",
        startedBy,
        what: "download the releases of its containers",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
        calls: downloads,
    },
    {
        of: "ecs/service",
        what: "log what its proxy writes",
        source: `${guide}/service-connect-concepts-deploy.html`,
        calls: ({ inputs }, all) => {
            const task = named("ecs/taskDefinition", inputs.taskDefinition, all);
            const connect = inputs.serviceConnectConfiguration as Properties | undefined;
            return task === undefined
                ? []
                : listOf(connect?.logConfiguration).flatMap(written =>
                      logs(task, written as NonNullable<Container["logConfiguration"]>),
                  );
        },
    },
    {
        of: "ecs/cluster",
        what: "encrypt the disks of its Fargate tasks",
        source: `${guide}/fargate-storage-encryption.html`,
        calls: ({ account, inputs }) => {
            const storage = (inputs.configuration as Properties | undefined)?.managedStorageConfiguration;
            const key = (storage as Properties | undefined)?.fargateEphemeralStorageKmsKeyId;
            const by = { service: "fargate.amazonaws.com" };
            const more = {
                "kms:EncryptionContext:aws:ecs:clusterAccount": account,
                "kms:EncryptionContext:aws:ecs:clusterName": String(inputs.name),
            };
            return [
                ...usingKey(by, ["GenerateDataKeyWithoutPlaintext"], key, { more }),
                ...usingKey(by, ["CreateGrant"], key, { more: { ...more, "kms:GrantOperations": ["Decrypt"] } }),
            ];
        },
    },
];
