import type { Known, KnownOf } from "./known";

/** What a resource of a kind needs to be there when it is created, and until it is deleted, beside what its properties name. */
export interface Need {
    readonly of: string;
    /** Completes "needs". */
    readonly what: string;
    /** What happens without. */
    readonly source: string;
    readonly find: (one: Known, all: KnownOf) => readonly Known[];
}

const ecsDocs = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/ecs_service";

const namespace = "servicediscovery/httpNamespace";

/** Kinds of AWS that need others which none of their properties names, with the source of each need. */
export const needs: readonly Need[] = [
    {
        of: "ecs/service",
        what: "the rights of its roles: its tasks start with them, and can't be drained without",
        source: `${ecsDocs} (iam_role: "make sure to set depends_on to the related aws_iam_role_policy")`,
        find: (service, all) => rightsOf(rolesOf(service, all), all),
    },
    {
        of: "ecs/service",
        what: "the capacity providers of its cluster: ECS refuses a strategy with one that the cluster does not have",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html",
        find: ({ inputs }, all) => {
            const clusters = all("ecs/cluster").filter(({ outputs }) => outputs.arn === inputs.cluster);
            return all("ecs/clusterCapacityProviders").filter(({ inputs }) =>
                clusters.some(({ outputs }) => outputs.name === inputs.clusterName),
            );
        },
    },
    {
        of: "ecs/clusterCapacityProviders",
        what: "time for ECS's role to become usable, which the first cluster of an account creates: on Fargate that of a namespace",
        source: "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/818",
        find: (providers, all) =>
            all(namespace).filter(({ inputs }) => isOf(inputs, providers.inputs.region, providers.inputs.clusterName)),
    },
    {
        of: namespace,
        what: "the cluster of its region: what it gives time to",
        source: "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/818",
        find: (one, all) => all("ecs/cluster").filter(({ inputs }) => isOf(inputs, one.inputs.region, one.inputs.name)),
    },
    {
        of: "ecs/service",
        what: "the endpoints of its network, with the rules that let its tasks in: they pull images and secrets through them",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html",
        find: (service, all) => {
            const endpoints = all("ec2/vpcEndpoint").filter(({ inputs }) => networksOf(service, all).has(inputs.vpcId));
            return [
                ...endpoints,
                ...rulesOf(
                    endpoints.flatMap(({ inputs }) => listOf(inputs.securityGroupIds)),
                    all,
                ),
            ];
        },
    },
    {
        of: "ecs/service",
        what: "the routes of its subnets: without them its tasks reach nothing",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
        find: (service, all) => {
            const associations = all("ec2/routeTableAssociation").filter(({ inputs }) =>
                subnetsOf(service).includes(inputs.subnetId),
            );
            const tables = associations.map(({ inputs }) => inputs.routeTableId);
            return [...associations, ...all("ec2/route").filter(({ inputs }) => tables.includes(inputs.routeTableId))];
        },
    },
    {
        of: "ecs/service",
        what: "the rules of its security groups: without them its tasks connect to nothing",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html",
        find: (service, all) => rulesOf(listOf(networkOf(service).securityGroups), all),
    },
    {
        of: "ecs/service",
        what: "the values of the secrets that its containers have: tasks don't start without",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/resourceinitializationerror-unable-to-pull-secrets-or-registry-auth.html",
        find: (service, all) => {
            const containers = JSON.stringify(taskOf(service, all).map(({ inputs }) => inputs.containerDefinitions));
            return all("secretsmanager/secretVersion").filter(({ outputs }) =>
                containers.includes(String(outputs.arn)),
            );
        },
    },
    {
        of: "ecs/service",
        what: "the listeners and rules that lead to its targets: ECS refuses targets without a balancer",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
        find: ({ inputs }, all) => {
            const targets = listOf(inputs.loadBalancers).map(one => (one as Properties).targetGroupArn);
            return ["lb/listener", "lb/listenerRule"]
                .flatMap(all)
                .filter(rule => targets.some(target => JSON.stringify(rule.inputs).includes(JSON.stringify(target))));
        },
    },
    {
        of: "ec2/natGateway",
        what: "the internet gateway of its network: it is created as failed without",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html",
        find: gatewaysOf,
    },
    {
        of: "lb/loadBalancer",
        what: "the internet gateway of its network: one that faces the internet is refused without",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html (InvalidSubnet)",
        find: (balancer, all) => (balancer.inputs.internal === true ? [] : gatewaysOf(balancer, all)),
    },
    {
        of: "lb/loadBalancer",
        what: "the policy of the bucket of its access logs: it writes a test file there",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html",
        find: ({ inputs }, all) => policiesOf((inputs.accessLogs as Properties | undefined)?.bucket, all),
    },
    {
        of: "ec2/flowLog",
        what: "the policy of its bucket: deliveries that the bucket does not accept are refused",
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html",
        find: ({ inputs }, all) => policiesOf(String(inputs.logDestination).split(":::")[1], all),
    },
    {
        of: "s3/bucketObjectLockConfiguration",
        what: "the versions of its bucket: S3 refuses a lock of objects without",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html",
        find: ({ inputs }, all) => all("s3/bucketVersioning").filter(one => one.inputs.bucket === inputs.bucket),
    },
    {
        of: "cloudtrail/trail",
        what: "the lock of its bucket: files that are written before have none",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-configure.html",
        find: ({ inputs }, all) =>
            all("s3/bucketObjectLockConfiguration").filter(one => one.inputs.bucket === inputs.s3BucketName),
    },
    {
        of: "cloudtrail/trail",
        what: "the policy of its bucket: CloudTrail refuses a bucket that it can't write to",
        source: "https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (InsufficientS3BucketPolicyException)",
        find: ({ inputs }, all) => policiesOf(inputs.s3BucketName, all),
    },
    {
        of: "backup/selection",
        what: "the rights of its role: the first copy would fail",
        source: "https://docs.aws.amazon.com/aws-backup/latest/devguide/iam-service-roles.html",
        find: ({ inputs }, all) => rightsOf([inputs.iamRoleArn], all),
    },
    {
        of: "ecr/repositoryCreationTemplate",
        what: "the rights of its role: images that arrive first would have no repository",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates-create-iam.html",
        find: ({ inputs }, all) => rightsOf([inputs.customRoleArn], all),
    },
    {
        of: "cloudwatch/eventTarget",
        what: "the rights of its role: the first events would be lost",
        source: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-region.html",
        find: ({ inputs }, all) => rightsOf([inputs.roleArn], all),
    },
    {
        of: "autoscaling/group",
        what: "the rights of the role of its machines, and the key of their disks: machines would not join, or not start",
        source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html",
        find: ({ inputs }, all) => {
            const template = all("ec2/launchTemplate").filter(
                ({ id }) => id === (inputs.launchTemplate as Properties | undefined)?.id,
            );
            const profiles = template.map(({ inputs }) => (inputs.iamInstanceProfile as Properties | undefined)?.arn);
            const names = all("iam/instanceProfile")
                .filter(({ outputs }) => profiles.includes(outputs.arn))
                .map(({ inputs }) => inputs.role);
            return [
                ...["iam/rolePolicy", "iam/rolePolicyAttachment"]
                    .flatMap(all)
                    .filter(one => names.includes(one.inputs.role)),
                ...all("kms/grant").filter(
                    ({ inputs: grant }) => grant.granteePrincipal === inputs.serviceLinkedRoleArn,
                ),
            ];
        },
    },
    {
        of: "s3/bucketObjectv2",
        what: "the policy, the encryption and the closed access of its bucket: a release lies there under them from the start",
        source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-bucket-encryption.html (objects that are there already stay as they are)",
        find: ({ inputs }, all) => guardsOf(inputs.bucket, all),
    },
    {
        of: "costexplorer/anomalySubscription",
        what: "the policy of the topic that it publishes to: it is refused without",
        source: "https://docs.aws.amazon.com/cost-management/latest/userguide/ad-SNS.html",
        find: ({ inputs }, all) =>
            topicPoliciesOf(
                listOf(inputs.subscribers).map(one => (one as Properties).address),
                all,
            ),
    },
    {
        of: "budgets/budget",
        what: "the policy of the topic that it publishes to: the first notification would be lost",
        source: "https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html",
        find: ({ inputs }, all) =>
            topicPoliciesOf(
                listOf(inputs.notifications).flatMap(one => listOf((one as Properties).subscriberSnsTopicArns)),
                all,
            ),
    },
];

/** A line for each need that a state does not meet: what would be created, or left, without it in some order that the engine may take. */
export function unmetNeeds(all: KnownOf, table: readonly Need[] = needs): string[] {
    return table.flatMap(({ find, of, what }) =>
        all(of).flatMap(one =>
            find(one, all)
                .filter(other => !one.isAfter(other))
                .map(other => `${of} ${one.name} does not wait for ${other.kind} ${other.name}; it needs ${what}`),
        ),
    );
}

type Properties = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): readonly unknown[] =>
    Array.isArray(value) ? value : value === undefined ? [] : [value];

const networkOf = ({ inputs }: Known) => (inputs.networkConfiguration ?? {}) as Properties;

const subnetsOf = (one: Known) => listOf(networkOf(one).subnets ?? one.inputs.subnets ?? one.inputs.subnetId);

const isOf = (inputs: Known["inputs"], region: unknown, name: unknown) =>
    inputs.region === region && inputs.name === name;

function networksOf(one: Known, all: KnownOf): ReadonlySet<unknown> {
    const subnets = subnetsOf(one);
    const within = all("ec2/subnet").filter(({ id }) => subnets.includes(id));
    return new Set([...within.map(({ inputs }) => inputs.vpcId), ...listOf(one.inputs.vpcId)]);
}

function gatewaysOf(one: Known, all: KnownOf): readonly Known[] {
    const networks = networksOf(one, all);
    return all("ec2/internetGateway").filter(({ inputs }) => networks.has(inputs.vpcId));
}

function rulesOf(groups: readonly unknown[], all: KnownOf): readonly Known[] {
    return ["vpc/securityGroupIngressRule", "vpc/securityGroupEgressRule"]
        .flatMap(all)
        .filter(({ inputs }) => groups.includes(inputs.securityGroupId));
}

const taskOf = ({ inputs }: Known, all: KnownOf) =>
    all("ecs/taskDefinition").filter(({ outputs }) => outputs.arn === inputs.taskDefinition);

/** ARNs of the roles that start its tasks, that they have, and that make certificates of their proxies. */
function rolesOf(service: Known, all: KnownOf): readonly unknown[] {
    const proxies = (service.inputs.serviceConnectConfiguration as Properties | undefined)?.services;
    return [
        ...taskOf(service, all).flatMap(({ inputs }) => [inputs.executionRoleArn, inputs.taskRoleArn]),
        ...listOf(proxies).map(one => ((one as Properties).tls as Properties | undefined)?.roleArn),
    ];
}

function rightsOf(roles: readonly unknown[], all: KnownOf): readonly Known[] {
    const names = all("iam/role")
        .filter(({ outputs }) => roles.includes(outputs.arn))
        .map(({ outputs }) => outputs.name);
    return ["iam/rolePolicy", "iam/rolePolicyAttachment"]
        .flatMap(all)
        .filter(({ inputs }) => names.includes(inputs.role));
}

const policiesOf = (bucket: unknown, all: KnownOf) =>
    all("s3/bucketPolicy").filter(({ inputs }) => bucket !== undefined && inputs.bucket === bucket);

const guardsOf = (bucket: unknown, all: KnownOf) =>
    ["s3/bucketPolicy", "s3/bucketPublicAccessBlock", "s3/bucketServerSideEncryptionConfiguration"]
        .flatMap(all)
        .filter(({ inputs }) => inputs.bucket === bucket);

const topicPoliciesOf = (topics: readonly unknown[], all: KnownOf) =>
    all("sns/topicPolicy").filter(({ inputs }) => topics.includes(inputs.arn));
