import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { platformMostReplicas } from "../../../gate/platform";
import type { Replicas } from "../../../plan/serving/scaling";
import { footprints } from "../footprint";
import type { MadeFront } from "../front";
import type { AwsLandingZone } from "../landing-zone";
import { type Capacity, fargate } from "./capacity";

type Tracked = aws.types.input.appautoscaling.PolicyTargetTrackingScalingPolicyConfiguration;

/** Out soon, since callers wait; in slowly, so that no task that has just started is missed a minute later. */
const cooldowns = { scaleOutCooldown: 30, scaleInCooldown: 300 };

const cpu = (utilization: number): Tracked => ({
    predefinedMetricSpecification: { predefinedMetricType: "ECSServiceAverageCPUUtilization" },
    targetValue: Math.round(utilization * 100),
    ...cooldowns,
});

/** Part of a gate's processor that is used before another gate starts: what is left serves a burst, and a zone's loss. */
const gateUtilization = 0.6;

/**
 * Requests of a gate in a minute before another gate starts: 500 in a second, above which the task's proxy needs half of the gate's processor
 * (docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html).
 */
const gateRequests = 500 * 60;

/** At least as many tasks of a release as planned, and more while their processors are busy. */
export function scale(
    name: string,
    service: aws.ecs.Service,
    replicas: Replicas,
    targetUtilization: number,
    capacity: Capacity,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): void {
    const target = makeTarget(name, service, replicas, capacity, landing, opts);
    track(name, target, cpu(targetUtilization), landing, opts);
}

/** Gates: as many as the footprint has at least, and more as their processors get busy, or as requests come that their proxies are too small for. */
export function scaleGates(
    name: string,
    service: aws.ecs.Service,
    { front, targets }: MadeFront,
    landing: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): void {
    const replicas = { min: footprints[landing.settings.footprint].gates, max: platformMostReplicas };
    const target = makeTarget(name, service, replicas, fargate(landing), landing, opts);
    const requests: Tracked = {
        predefinedMetricSpecification: {
            predefinedMetricType: "ALBRequestCountPerTarget",
            resourceLabel: pulumi.interpolate`${front.balancer.arnSuffix}/${targets.arnSuffix}`,
        },
        targetValue: gateRequests,
        ...cooldowns,
    };
    track(name, target, cpu(gateUtilization), landing, opts);
    track(`${name}-requests`, target, requests, landing, opts);
}

function makeTarget(
    name: string,
    service: aws.ecs.Service,
    { min, max }: Replicas,
    { cluster }: Capacity,
    { region }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): aws.appautoscaling.Target {
    return new aws.appautoscaling.Target(
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
}

function track(
    name: string,
    { resourceId, scalableDimension, serviceNamespace }: aws.appautoscaling.Target,
    targetTrackingScalingPolicyConfiguration: Tracked,
    { region }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): void {
    const of = { region, resourceId, scalableDimension, serviceNamespace };
    new aws.appautoscaling.Policy(
        name,
        { ...of, policyType: "TargetTrackingScaling", targetTrackingScalingPolicyConfiguration },
        opts,
    );
}
