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
    deployment: { readonly name: string; readonly made: pulumi.Resource },
    replicas: Replicas,
    hosting: Pick<HostingPlan, "hours" | "targetUtilization">,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): void {
    const { max, min } = replicas;
    if (max <= min) return;
    const metadata = metadataOf(app, scope);
    const target = { apiVersion: "apps/v1", kind: "Deployment", name: deployment.name };
    const percent = percentOf(hosting);
    if (isScheduled(replicas, hosting)) {
        // KEDA's admission webhook refuses one whose Deployment does not exist yet (apis/keda/v1alpha1/scaledobject_webhook.go, verifyCPUMemoryScalers).
        new k8s.apiextensions.CustomResource(
            name,
            scaledObject(metadata, target, { ...replicas, percent, hours: hosting.hours! }),
            {
                ...opts,
                dependsOn: [deployment.made],
            },
        );
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

/** Whether hours add replicas, which autoscalers of Kubernetes know nothing of. */
export function isScheduled({ max, min }: Replicas, { hours = [] }: Pick<HostingPlan, "hours">): boolean {
    return max > min && hours.length > 0;
}

/** Of what replicas request of processors. */
export function percentOf({ targetUtilization }: Pick<HostingPlan, "targetUtilization">): number {
    return Math.round(targetUtilization * 100);
}
