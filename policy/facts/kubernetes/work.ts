import type { Resource } from "../../resource";
import type { Encryption, FlowFact, Row } from "../fact";
import { all } from "../forms";
import { asItsCluster, core, hereNamed, inNamespace, kind, plain, toHost } from "./words";
import { underClass, storageClasses } from "./data";
import { podClaims } from "./work/pods";

/** What runs pods of a template. */
const running = (...pods: readonly string[]): Row => ({ ...inNamespace, runs: true, claims: podClaims(...pods) });

const template = running("spec.template.spec");
const apps = ["apps/v1", "apps/v1beta2"];
const devices = ["v1", "v1alpha3", "v1beta1", "v1beta2"].map(version => `resource.k8s.io/${version}`);
const claims = ["ResourceClaim", "ResourceClaimTemplate"];

const claimed = "spec.volumeClaimTemplates";

/** It keeps what volumes keep that are made for its pods: without such templates nothing. */
function asItsVolumes(resource: Resource): Encryption {
    const path = `${claimed}[].spec.storageClassName`;
    const { properties } = resource;
    if (!properties.has(claimed)) return asItsCluster();
    const { isKnown, items } = properties.list(claimed);
    // Without a class, a template takes the default of the cluster.
    const haveClasses = isKnown && items.every(item => item.has("spec.storageClassName"));
    const made = underClass(hereNamed(resource, path, storageClasses), path);
    return haveClasses ? made : made.otherwise;
}

const parts = ["predictor", "transformer", "explainer"].map(part => `spec.${part}`);

/** Loggers of KServe send what was asked and answered (kserve.github.io/website, "Inference Logger"). */
const logged = all(
    ...parts.map(
        part =>
            (resource: Resource): FlowFact[] =>
                toHost("log", `${part}.logger.url`)(resource),
    ),
);

/** Workloads, and what scales them. */
export const work: Readonly<Record<string, Row>> = {
    ...kind("Pod", core, running("spec")),
    ...kind("PodTemplate", core, running("template.spec")),
    ...kind("ReplicationController", core, template),
    ...kind("Deployment", [...apps, "apps/v1beta1", "extensions/v1beta1"], template),
    ...kind("ReplicaSet", [...apps, "extensions/v1beta1"], template),
    ...kind("DaemonSet", [...apps, "extensions/v1beta1"], template),
    ...kind("StatefulSet", [...apps, "apps/v1beta1"], {
        ...inNamespace,
        holds: "data",
        encryption: asItsVolumes,
        claims: podClaims("spec.template.spec"),
    }),
    ...kind("Job", ["batch/v1"], template),
    ...kind("CronJob", ["batch/v1", "batch/v1beta1", "batch/v2alpha1"], running("spec.jobTemplate.spec.template.spec")),
    ...kind("Rollout", ["argoproj.io/v1alpha1"], template),
    ...kind("InferenceService", ["serving.kserve.io/v1beta1"], {
        ...running(...parts),
        flows: logged,
    }),
    ...kind("ServingRuntime", ["serving.kserve.io/v1alpha1"], running("spec")),
    ...kind("ClusterServingRuntime", ["serving.kserve.io/v1alpha1"], {
        runs: true,
        claims: podClaims("spec"),
    }),
    ...plain([...apps, "apps/v1beta1"], "ControllerRevision"),
    ...plain(
        ["autoscaling/v1", "autoscaling/v2", "autoscaling/v2beta1", "autoscaling/v2beta2"],
        "HorizontalPodAutoscaler",
    ),
    ...plain(["policy/v1", "policy/v1beta1"], "PodDisruptionBudget"),
    ...plain(["scheduling.k8s.io/v1", "scheduling.k8s.io/v1alpha1", "scheduling.k8s.io/v1beta1"], "PriorityClass"),
    ...plain(["node.k8s.io/v1", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1"], "RuntimeClass"),
    ...plain(["coordination.k8s.io/v1", "coordination.k8s.io/v1beta1"], "Lease"),
    ...plain(["keda.sh/v1alpha1"], "ScaledObject", "TriggerAuthentication"),
    // Devices of nodes, and pods' claims for them.
    ...plain([...devices, "resource.k8s.io/v1alpha1", "resource.k8s.io/v1alpha2"], ...claims),
    ...plain([...devices, "resource.k8s.io/v1alpha2"], "ResourceSlice"),
    ...plain(devices, "DeviceClass"),
    ...plain(
        devices.filter(version => !version.endsWith("v1beta1")),
        "DeviceTaintRule",
    ),
    ...kind("ScaledJob", ["keda.sh/v1alpha1"], running("spec.jobTargetRef.template.spec")),
    ...plain(core, "ResourceQuota", "LimitRange"),
    ...kind("Namespace", core, { names: ["metadata.name"] }),
};
