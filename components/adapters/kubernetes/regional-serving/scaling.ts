import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { Replicas } from "../../../plan/serving/scaling";
import type { HostingPlan } from "../../../plan/serving/serving";
import type { LandingScope } from "../landing-zone/scope";
import { metadataOf } from "../objects";
import { scaledObject } from "./scheduled";

/**
 * Replicas by the processors that they use, as a part of what they request, and at certain hours some more. One object or the other: two
 * autoscalers would change the number of replicas in turn. Both need a metrics server in the cluster.
 */
export function scale(
    name: string,
    app: string,
    deployment: k8s.apps.v1.Deployment,
    { max, min }: Replicas,
    { hours = [], targetUtilization }: Pick<HostingPlan, "hours" | "targetUtilization">,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): void {
    if (max <= min) return;
    const metadata = metadataOf(app, scope);
    const target = { apiVersion: "apps/v1", kind: "Deployment", name: app };
    const percent = Math.round(targetUtilization * 100);
    if (hours.length > 0) {
        // KEDA's admission webhook refuses one whose Deployment does not exist yet (apis/keda/v1alpha1/scaledobject_webhook.go, verifyCPUMemoryScalers).
        new k8s.apiextensions.CustomResource(name, scaledObject(metadata, target, { min, max, percent, hours }), {
            ...opts,
            dependsOn: [deployment],
        });
        return;
    }
    new k8s.autoscaling.v2.HorizontalPodAutoscaler(
        name,
        {
            metadata,
            spec: {
                scaleTargetRef: target,
                minReplicas: min,
                maxReplicas: max,
                metrics: [
                    {
                        type: "Resource",
                        resource: { name: "cpu", target: { type: "Utilization", averageUtilization: percent } },
                    },
                ],
            },
        },
        opts,
    );
}
