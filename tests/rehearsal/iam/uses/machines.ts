import type { Known, KnownOf } from "../../needs/known";
import { ecsOf } from "../rights";
import { arnOf, assuming, calls, listOf, named, type Properties, type Use, usingKey } from "./use";

const templateOf = ({ inputs }: Known, all: KnownOf) =>
    all("ec2/launchTemplate").find(({ id }) => id === (inputs.launchTemplate as Properties | undefined)?.id);

function roleOf(group: Known, all: KnownOf): Known | undefined {
    const profile = (templateOf(group, all)?.inputs.iamInstanceProfile as Properties | undefined)?.arn;
    const name = named("iam/instanceProfile", profile, all)?.inputs.role;
    return all("iam/role").find(({ account, outputs }) => outputs.name === name && account === group.account);
}

/** Keys of the disks of a group's machines. */
const keysOf = (group: Known, all: KnownOf) =>
    listOf(templateOf(group, all)?.inputs.blockDeviceMappings).map(
        mapping => ((mapping as Properties).ebs as Properties | undefined)?.kmsKeyId,
    );

/** Machines that tasks run on. */
export const machines: readonly Use[] = [
    {
        of: "autoscaling/group",
        what: "start machines with encrypted disks",
        source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/key-policy-requirements-EBS-encryption.html",
        calls: (group, all) =>
            keysOf(group, all).flatMap(key =>
                usingKey(
                    { arn: String(group.inputs.serviceLinkedRoleArn) },
                    [
                        "CreateGrant",
                        "Decrypt",
                        "DescribeKey",
                        "Encrypt",
                        "GenerateDataKeyWithoutPlaintext",
                        "ReEncryptFrom",
                        "ReEncryptTo",
                    ],
                    key,
                    { via: "ec2", more: { "kms:GrantIsForAWSResource": "true" } },
                ),
            ),
    },
    {
        of: "autoscaling/group",
        what: "have its machines join a cluster",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/instance_IAM_role.html",
        calls: (group, all) => {
            const role = roleOf(group, all);
            const clusters = all("ecs/capacityProvider")
                .filter(({ inputs }) => JSON.stringify(inputs).includes(arnOf(group)))
                .flatMap(provider =>
                    all("ecs/clusterCapacityProviders").filter(({ inputs }) =>
                        listOf(inputs.capacityProviders).includes(provider.inputs.name),
                    ),
                )
                .flatMap(({ inputs }) =>
                    all("ecs/cluster").filter(({ outputs }) => outputs.name === inputs.clusterName),
                );
            if (role === undefined) return [];
            const by = { arn: arnOf(role) };
            const joining = ["RegisterContainerInstance", "DeregisterContainerInstance"].map(action => `ecs:${action}`);
            const polling = ["Poll", "StartTelemetrySession", "SubmitTaskStateChange"].map(action => `ecs:${action}`);
            return [
                ...assuming("ec2.amazonaws.com", arnOf(role)),
                { by, action: "ecs:DiscoverPollEndpoint", on: "*" },
                ...clusters.flatMap(cluster => [
                    ...calls(by, joining, arnOf(cluster)),
                    ...calls(by, polling, `${arnOf(cluster).replace(":cluster/", ":container-instance/")}/0123`),
                ]),
            ];
        },
    },
    {
        of: "ecs/capacityProvider",
        what: "scale its group, and protect machines that tasks run on",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html",
        calls: ({ account, inputs }, all) => {
            const group = (inputs.autoScalingGroupProvider as Properties).autoScalingGroupArn;
            const tags = listOf(named("autoscaling/group", group, all)?.inputs.tags) as {
                key: string;
                value: string;
            }[];
            const tagged = Object.fromEntries(tags.map(({ key, value }) => [`autoscaling:ResourceTag/${key}`, value]));
            const scaling = ["UpdateAutoScalingGroup", "PutScalingPolicy", "SetInstanceProtection", "PutLifecycleHook"];
            return calls(
                ecsOf(account),
                scaling.map(action => `autoscaling:${action}`),
                String(group),
                tagged,
            );
        },
    },
];
