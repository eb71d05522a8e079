import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { footprints } from "../footprint";
import type { LandingScope } from "./scope";

export interface Cluster {
    readonly arn: pulumi.Output<string>;
    /** As resources that scale its services call it. */
    readonly name: pulumi.Output<string>;
    /** Where its services find each other. */
    readonly namespace: pulumi.Output<string>;
    /** What must be there before a service is: a cluster without its capacity providers refuses services that name one. */
    readonly ready: readonly pulumi.Resource[];
}

/** What tasks run on: Fargate, with disks under the region's key, and a namespace in which services know each other. */
export function makeCluster(
    { name, region, settings, opts }: LandingScope,
    fargateEphemeralStorageKmsKeyId: pulumi.Input<string>,
): Cluster {
    const cluster = new aws.ecs.Cluster(
        `${name}-cluster`,
        {
            region,
            // Not generated: the policy of the key contains this name.
            name,
            settings: [{ name: "containerInsights", value: footprints[settings.footprint].containerInsights }],
            configuration: { managedStorageConfiguration: { fargateEphemeralStorageKmsKeyId } },
        },
        opts,
    );
    const namespace = new aws.servicediscovery.HttpNamespace(
        `${name}-services`,
        { region, name, description: "Services of the region, by the names that they have to its gate" },
        { ...opts, dependsOn: [cluster] },
    );
    const providers = new aws.ecs.ClusterCapacityProviders(
        `${name}-cluster`,
        { region, clusterName: cluster.name, capacityProviders: ["FARGATE"] },
        // The first cluster of an account has AWS create a role, which ECS can't assume for some seconds, and then refuses this. The provider
        // does not try again. The namespace takes that time: its creation is an operation of its own.
        { ...opts, dependsOn: [namespace] },
    );
    return { arn: cluster.arn, name: cluster.name, namespace: namespace.arn, ready: [providers] };
}
