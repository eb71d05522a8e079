import type * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { type Override, overriding } from "../../overrides";

/** Every kind of resource that the adapter makes, as the SDK calls its class; `Certificate` is cert-manager's, `DNSEndpoint` is ExternalDNS's, `Gateway` and `TLSRoute` are of Gateway API, `Gslb` is k8gb's, `InferenceService` KServe's, `PrometheusRule` and `ServiceMonitor` the Prometheus Operator's, `ScaledObject` KEDA's, `Stash` the engine's own. */
export const kubernetesKinds = [
    "Certificate",
    "DNSEndpoint",
    "Gateway",
    "Gslb",
    "InferenceService",
    "PrometheusRule",
    "ScaledObject",
    "ServiceMonitor",
    "Stash",
    "TLSRoute",
    "admissionregistration.v1.ValidatingAdmissionPolicy",
    "admissionregistration.v1.ValidatingAdmissionPolicyBinding",
    "apps.v1.Deployment",
    "apps.v1.DeploymentPatch",
    "apps.v1.StatefulSet",
    "autoscaling.v2.HorizontalPodAutoscaler",
    "batch.v1.CronJob",
    "batch.v1.Job",
    "core.v1.ConfigMap",
    "core.v1.Namespace",
    "core.v1.NamespacePatch",
    "core.v1.PersistentVolumeClaim",
    "core.v1.ResourceQuota",
    "core.v1.Secret",
    "core.v1.Service",
    "core.v1.ServiceAccount",
    "networking.v1.NetworkPolicy",
    "policy.v1.PodDisruptionBudget",
    "rbac.v1.Role",
    "rbac.v1.RoleBinding",
    "resource.v1.ResourceClaimTemplate",
    "scheduling.v1.PriorityClass",
] as const;

type Kind = (typeof kubernetesKinds)[number];
type Sdk = typeof kubernetes;
type ArgsOf<Class> = Class extends abstract new (name: string, args?: infer Args, opts?: never) => unknown
    ? NonNullable<Args>
    : never;
type ClassOf<K extends Kind> = K extends "Stash"
    ? typeof pulumi.Stash
    : K extends
            | "Certificate"
            | "DNSEndpoint"
            | "Gateway"
            | "Gslb"
            | "InferenceService"
            | "PrometheusRule"
            | "ScaledObject"
            | "ServiceMonitor"
            | "TLSRoute"
      ? typeof kubernetes.apiextensions.CustomResource
      : K extends `${infer Group}.${infer Version}.${infer Name}`
        ? Group extends keyof Sdk
            ? Version extends keyof Sdk[Group]
                ? Name extends keyof Sdk[Group][Version]
                    ? Sdk[Group][Version][Name]
                    : never
                : never
            : never
        : never;

/** Overrides of resources on Kubernetes, by their kind. */
export type KubernetesOverrides = { readonly [K in Kind]?: Override<ArgsOf<ClassOf<K>>> };

/**
 * Changes what the components create on Kubernetes, as a transformation: `transformations: [kubernetesOverrides({ "apps.v1.Deployment": …
 * })]` among the options of a `Service`, of one component or of a landing zone.
 *
 * The planner does not know the changes of an override. The policy pack evaluates the result.
 *
 * Throws `ConfigFaults` for a kind that the adapter does not create.
 */
export function kubernetesOverrides(overrides: KubernetesOverrides): pulumi.ResourceTransformation {
    return overriding<Kind>(kubernetesKinds, kindOf, overrides);
}

/** Kinds whose classes the SDK does not have. */
const customKinds: Readonly<Record<string, Kind>> = {
    "kubernetes:cert-manager.io/v1:Certificate": "Certificate",
    "kubernetes:externaldns.k8s.io/v1alpha1:DNSEndpoint": "DNSEndpoint",
    "kubernetes:gateway.networking.k8s.io/v1:Gateway": "Gateway",
    "kubernetes:gateway.networking.k8s.io/v1:TLSRoute": "TLSRoute",
    "kubernetes:k8gb.io/v1beta1:Gslb": "Gslb",
    "kubernetes:keda.sh/v1alpha1:ScaledObject": "ScaledObject",
    "kubernetes:serving.kserve.io/v1beta1:InferenceService": "InferenceService",
    "kubernetes:monitoring.coreos.com/v1:PrometheusRule": "PrometheusRule",
    "kubernetes:monitoring.coreos.com/v1:ServiceMonitor": "ServiceMonitor",
};

/** `kubernetes:rbac.authorization.k8s.io/v1:Role` → `rbac.v1.Role`: the SDK shortens groups to their first label. */
function kindOf(type: string): string | undefined {
    if (type === "pulumi:index:Stash") return "Stash";
    const custom = customKinds[type];
    if (custom !== undefined) return custom;
    const [, group, version, name] = /^kubernetes:([^./]+)[^/]*\/([^:]+):(.+)$/.exec(type) ?? [];
    return group && `${group}.${version}.${name}`;
}
