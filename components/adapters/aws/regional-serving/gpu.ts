import { createHash } from "node:crypto";

import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { footprints } from "../footprint";
import type { AwsLandingZone } from "../landing-zone";
import { policy } from "../policies";
import { makeRole } from "../role";
import type { Capacity } from "./capacity";
import { letOut, servicesIn } from "./groups";

/** The actions that the agent of a machine needs. */
const agentServices = ["ecs", "ecs-agent", "ecs-telemetry"] as const;

/**
 * Machines with GPUs, of which Fargate has none: a cluster of their own, whose services the region's others know by the same names. As many
 * as tasks need; one is kept from going while a task runs on it. During a deployment there are up to twice as many, and accounts have a
 * quota of processors in such machines, which is often 0 at first ("Running On-Demand G and VT instances").
 */
export function gpuMachines(
    name: string,
    type: string,
    most: number,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): Capacity {
    const { network, region, settings } = landing;
    network.reach(...agentServices);
    const cluster = new aws.ecs.Cluster(
        `${name}-gpu`,
        { region, settings: [{ name: "containerInsights", value: footprints[settings.footprint].containerInsights }] },
        opts,
    );
    const { role, policies } = makeRole(
        name,
        "gpu",
        {
            description: `machines of ${name}`,
            // Machines of other accounts can't have it: there are no others that a role may be passed to.
            trust: policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
            managed: { gpu: "AmazonEC2ContainerServiceforEC2Role" },
        },
        landing,
        opts,
    );
    const profile = new aws.iam.InstanceProfile(`${name}-gpu`, { role: role.name }, opts);
    const group = machinesOf(name, type, most, { profile, policies }, cluster, landing, opts);
    const provider = new aws.ecs.CapacityProvider(
        `${name}-gpu`,
        {
            region,
            // Names of AWS's own begin so, and no other may.
            name: `${name}-gpu`.replace(/^(aws|ecs|fargate)/i, "m-$1"),
            autoScalingGroupProvider: {
                autoScalingGroupArn: group.arn,
                managedScaling: { status: "ENABLED", targetCapacity: 100 },
                managedTerminationProtection: "ENABLED",
                managedDraining: "ENABLED",
            },
        },
        opts,
    );
    const joined = new aws.ecs.ClusterCapacityProviders(
        `${name}-gpu`,
        { region, clusterName: cluster.name, capacityProviders: [provider.name] },
        opts,
    );
    return { cluster, provider: provider.name, compatibility: "EC2", ready: [joined] };
}

/** Of a role's 64 characters the service's own name leaves 35; an account has the roles of all its stacks. */
function suffixOf(name: string): string {
    return createHash("sha256").update(`${pulumi.getStack()} ${name}`).digest("hex").slice(0, 16);
}

function machinesOf(
    name: string,
    type: string,
    most: number,
    { policies, profile }: { readonly profile: aws.iam.InstanceProfile; readonly policies: readonly pulumi.Resource[] },
    cluster: aws.ecs.Cluster,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.autoscaling.Group {
    const { cell, key, network, region, settings } = landing;
    // The role that starts machines needs the region's key for their disks. The account's usual role has it for all machines.
    const starter = new aws.iam.ServiceLinkedRole(
        `${name}-gpu`,
        {
            awsServiceName: "autoscaling.amazonaws.com",
            customSuffix: suffixOf(name),
            description: `machines of ${name}`,
        },
        opts,
    );
    const disks = new aws.kms.Grant(
        `${name}-gpu`,
        {
            region,
            keyId: key,
            granteePrincipal: starter.arn,
            operations: [
                "CreateGrant",
                "Decrypt",
                "DescribeKey",
                "Encrypt",
                "GenerateDataKeyWithoutPlaintext",
                "ReEncryptFrom",
                "ReEncryptTo",
            ],
        },
        opts,
    );
    const security = new aws.ec2.SecurityGroup(
        `${name}-gpu`,
        { region, vpcId: network.vpc, description: "Machines with GPUs: nobody reaches them" },
        opts,
    );
    const outwards = letOut(`${name}-gpu-out`, security, servicesIn(network), region, opts);
    const template = new aws.ec2.LaunchTemplate(
        `${name}-gpu`,
        {
            region,
            instanceType: type,
            // The newest that the vendor has for this, when a machine starts.
            imageId: "resolve:ssm:/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id",
            iamInstanceProfile: { arn: profile.arn },
            vpcSecurityGroupIds: [security.id],
            metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
            blockDeviceMappings: [
                {
                    deviceName: "/dev/xvda",
                    ebs: { volumeSize: 100, volumeType: "gp3", encrypted: "true", kmsKeyId: key },
                },
            ],
            // Volumes of tasks that have ended would lie on the disk for three hours.
            userData: cluster.name.apply(cluster =>
                Buffer.from(
                    `#!/bin/sh\nprintf 'ECS_CLUSTER=${cluster}\\nECS_ENABLE_GPU_SUPPORT=true\\nECS_AWSVPC_BLOCK_IMDS=true\\nECS_ENGINE_TASK_CLEANUP_WAIT_DURATION=1m\\n' >> /etc/ecs/ecs.config\n`,
                ).toString("base64"),
            ),
            updateDefaultVersion: true,
        },
        opts,
    );
    return new aws.autoscaling.Group(
        `${name}-gpu`,
        {
            region,
            minSize: 0,
            maxSize: most,
            vpcZoneIdentifiers: [...network.inside],
            launchTemplate: { id: template.id, version: "$Latest" },
            serviceLinkedRoleArn: starter.arn,
            protectFromScaleIn: true,
            // With the service there is nothing left on them.
            forceDelete: true,
            tags: [
                { key: "Name", value: `${name}-gpu`, propagateAtLaunch: true },
                { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
                { key: "meridian:service", value: settings.service, propagateAtLaunch: true },
                { key: "meridian:cell", value: cell.name, propagateAtLaunch: true },
            ],
        },
        {
            ...opts,
            dependsOn: [...policies, disks, ...outwards, ...network.connects()],
            ignoreChanges: ["desiredCapacity"],
        },
    );
}
