import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Replicas } from "../../../plan/serving/scaling";
import type { LandingScope } from "../landing-zone/scope";
import { metadataOf } from "../objects";

/** Replicas by the processors that they use, as a part of what they request. Needs a metrics server in the cluster. */
export function scale(
    name: string,
    app: string,
    { max, min }: Replicas,
    targetUtilization: number,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): void {
    if (max <= min) return;
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(
        name,
        {
            metadata: metadataOf(app, scope),
            spec: {
                scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: app },
                minReplicas: min,
                maxReplicas: max,
                metrics: [
                    {
                        type: "Resource",
                        resource: {
                            name: "cpu",
                            target: { type: "Utilization", averageUtilization: Math.round(targetUtilization * 100) },
                        },
                    },
                ],
            },
        },
        opts,
    );
}
