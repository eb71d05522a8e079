import type * as k8s from "@pulumi/kubernetes";

import { days as week, type HoursConfig } from "../../../plan/config/hosting";
import type { Replicas } from "../../../plan/serving/scaling";
import type { metadataOf } from "../objects";

interface Rules extends Replicas {
    /** Of what replicas request of processors. */
    readonly percent: number;
    readonly hours: readonly HoursConfig[];
}

/**
 * An object by which KEDA scales a Deployment (github.com/kedacore/keda: apis/keda/v1alpha1/scaledobject_types.go): the rule that needs most replicas
 * counts. An autoscaler that the Deployment has becomes KEDA's.
 */
export function scaledObject(
    metadata: ReturnType<typeof metadataOf>,
    target: { readonly apiVersion: string; readonly kind: string; readonly name: string },
    { hours, max, min, percent }: Rules,
): k8s.apiextensions.CustomResourceArgs {
    return {
        apiVersion: "keda.sh/v1alpha1",
        kind: "ScaledObject",
        metadata: {
            ...metadata,
            annotations: { ...metadata.annotations, "scaledobject.keda.sh/transfer-hpa-ownership": "true" },
        },
        spec: {
            scaleTargetRef: { ...target },
            minReplicaCount: min,
            maxReplicaCount: max,
            // Not as KServe calls its own: that would be its controller's to change.
            advanced: { horizontalPodAutoscalerConfig: { name: metadata.name } },
            triggers: [
                { type: "cpu", metricType: "Utilization", metadata: { value: String(percent) } },
                ...hours.map(cronTrigger),
            ],
        },
    };
}

/** Within from the next end to the next start: so days on which hours end follow those on which they begin (pkg/scalers/cron_scaler.go). */
function cronTrigger({ days, from, min, timezone, to }: HoursConfig) {
    const begin = days.map(day => week.indexOf(day));
    const end = to < from ? begin.map(day => (day + 1) % week.length) : begin;
    return {
        type: "cron",
        metadata: { timezone, start: cron(from, begin), end: cron(to, end), desiredReplicas: String(min) },
    };
}

function cron(time: string, days: readonly number[]): string {
    const [hour, minute] = time.split(":").map(Number) as [number, number];
    return `${minute} ${hour} * * ${[...new Set(days)].sort().join(",")}`;
}
