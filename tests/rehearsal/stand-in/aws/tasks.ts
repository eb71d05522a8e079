import type { Kind, Making, Thing } from "../kind";
import { unconnected, unregistered } from "./containers";
import { arn, input, joining, own, prefixed } from "./forms";

/** What tasks and machines run as, and where their images lie. */
export const tasks: Readonly<Record<string, Kind>> = {
    "aws:servicediscovery/httpNamespace:HttpNamespace": {
        id: ({ hex }) => `ns-${hex(16)}`,
        outputs: { arn: arn("servicediscovery", ({ id }) => `namespace/${id}`), httpName: input("name") },
        fixed: ["name"],
        name: { property: "name", pattern: /^[!-~]{1,1024}$/ },
    },
    "aws:ecs/cluster:Cluster": {
        id: made => `arn:aws:ecs:${made.region ?? ""}:${made.account}:cluster/${String(made.inputs.name)}`,
        outputs: { arn: own },
        fixed: ["name"],
        name: { property: "name", pattern: /^[A-Za-z0-9_-]{1,255}$/, auto: 255 },
        held: true,
    },
    "aws:ecs/capacityProvider:CapacityProvider": {
        id: made => `arn:aws:ecs:${made.region ?? ""}:${made.account}:capacity-provider/${String(made.inputs.name)}`,
        outputs: { arn: own },
        required: ["autoScalingGroupProvider"],
        fixed: ["name"],
        name: { property: "name", pattern: /^(?!aws|ecs|fargate)[A-Za-z0-9_-]{1,255}$/i, auto: 255 },
        held: true,
    },
    "aws:ec2/launchTemplate:LaunchTemplate": {
        id: prefixed("lt"),
        outputs: {
            arn: arn("ec2", ({ id }) => `launch-template/${id}`),
            latestVersion: () => 1,
            defaultVersion: () => 1,
        },
        fixed: ["name"],
        name: { property: "name", pattern: /^[\w ()./-]{3,128}$/, auto: 125 },
        held: true,
    },
    "aws:autoscaling/group:Group": {
        id: input("name"),
        outputs: {
            arn: arn("autoscaling", ({ hex, id }) => `autoScalingGroup:${hex(32)}:autoScalingGroupName/${id}`),
            desiredCapacity: () => 0,
        },
        required: ["maxSize", "minSize"],
        fixed: ["name"],
        name: { property: "name", pattern: /^[ -~]{1,255}$/, auto: 255 },
        held: true,
    },
    "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders": joining("clusterName"),
    "aws:ecs/taskDefinition:TaskDefinition": {
        id: input("family"),
        outputs: {
            arn: arn("ecs", ({ id, hex }) => `task-definition/${id}:${parseInt(hex(4), 16)}`),
            revision: () => 1,
        },
        required: ["family", "containerDefinitions"],
        fixed: [
            "family",
            "containerDefinitions",
            "cpu",
            "memory",
            "executionRoleArn",
            "taskRoleArn",
            "networkMode",
            "requiresCompatibilities",
            "runtimePlatform",
            "volumes",
            "ephemeralStorage",
        ],
        // Revisions of one family.
        name: { property: "family", pattern: /^[A-Za-z0-9_-]{1,255}$/, many: true },
        documents: ["containerDefinitions"],
        refuses: making => tooLong(making) ?? unregistered(making),
    },
    "aws:ecs/service:Service": {
        id: made =>
            `arn:aws:ecs:${made.region ?? ""}:${made.account}:service/${String(made.inputs.cluster).split("/").at(-1)!}/${String(made.inputs.name)}`,
        outputs: { arn: own },
        fixed: ["name", "cluster", "launchType", "schedulingStrategy"],
        name: { property: "name", pattern: /^[A-Za-z0-9_-]{1,255}$/, auto: 255 },
        refuses: making => unattachedTargets(making) ?? unconnected(making),
    },
    "aws:ecr/replicationConfiguration:ReplicationConfiguration": {
        id: ({ account }) => account,
        outputs: { registryId: ({ account }) => account },
    },
    "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate": {
        id: input("prefix"),
        outputs: { registryId: ({ account }) => account },
        required: ["prefix", "appliedFors"],
        fixed: ["prefix"],
    },
    "aws:appautoscaling/target:Target": {
        id: input("resourceId"),
        outputs: {
            arn: arn("application-autoscaling", ({ hex }) => `scalable-target/${hex(32)}`),
            roleArn: ({ account }) =>
                `arn:aws:iam::${account}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService`,
        },
        required: ["maxCapacity", "minCapacity", "resourceId", "scalableDimension", "serviceNamespace"],
        fixed: ["resourceId", "scalableDimension", "serviceNamespace"],
    },
    "aws:appautoscaling/policy:Policy": {
        id: input("name"),
        outputs: { arn: arn("autoscaling", ({ hex, id }) => `scalingPolicy:${hex(32)}:policyName/${id}`) },
        required: ["resourceId", "scalableDimension", "serviceNamespace"],
        fixed: ["name", "resourceId", "scalableDimension", "serviceNamespace"],
        name: { property: "name", pattern: /^.{1,256}$/, auto: 256 },
    },
};

/** Most bytes of a task definition; the message as github.com/awsdocs/amazon-ecs-developer-guide/pull/149 quotes it. */
const mostBytes = 65_536;

function tooLong({ inputs: { containerDefinitions, ...others } }: Making): string | undefined {
    const length = Buffer.byteLength(JSON.stringify(others)) + Buffer.byteLength(String(containerDefinitions));
    return length > mostBytes
        ? `ClientException: Actual length: '${length}'. Max allowed length is '${mostBytes}' bytes.`
        : undefined;
}

/** A service's tasks are registered only with targets that a listener sends requests to. */
function unattachedTargets({ inputs, things }: Making & { readonly things: readonly Thing[] }): string | undefined {
    const targets = ((inputs.loadBalancers as { targetGroupArn: string }[] | undefined) ?? []).map(
        ({ targetGroupArn }) => targetGroupArn,
    );
    const attached = things
        .filter(({ type }) => type.startsWith("aws:lb/listener"))
        .map(({ inputs }) => JSON.stringify(inputs));
    const alone = targets.find(target => !attached.some(text => text.includes(target)));
    return alone && `the target group ${alone} does not have an associated load balancer`;
}
