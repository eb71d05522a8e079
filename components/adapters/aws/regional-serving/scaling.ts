import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Replicas } from "../../../plan/serving/scaling";
import type { AwsLandingZone } from "../landing-zone";
import type { Capacity } from "./capacity";

/** As many tasks as the plan says at least, and more as their processors get busy. */
export function scale(
    name: string,
    service: aws.ecs.Service,
    { min, max }: Replicas,
    targetUtilization: number,
    { cluster }: Capacity,
    { region }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): void {
    const target = new aws.appautoscaling.Target(
        name,
        {
            region,
            serviceNamespace: "ecs",
            scalableDimension: "ecs:service:DesiredCount",
            resourceId: pulumi.interpolate`service/${cluster.name}/${service.name}`,
            minCapacity: min,
            maxCapacity: Math.max(min, max),
        },
        opts,
    );
    new aws.appautoscaling.Policy(
        name,
        {
            region,
            policyType: "TargetTrackingScaling",
            serviceNamespace: target.serviceNamespace,
            scalableDimension: target.scalableDimension,
            resourceId: target.resourceId,
            targetTrackingScalingPolicyConfiguration: {
                predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
                targetValue: Math.round(targetUtilization * 100),
                scaleOutCooldown: 30,
                scaleInCooldown: 300,
            },
        },
        opts,
    );
}
