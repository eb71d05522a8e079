import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { predictorName } from "../../../plan/clouds/physical-names";
import type { Replicas } from "../../../plan/serving/scaling";
import type { HostingPlan } from "../../../plan/serving/serving";
import { oneAtATime, strategyOf, waiting } from "../deployment";
import type { LandingScope } from "../landing-zone/scope";
import { metadataOf, selectorOf } from "../objects";
import { type PodArgs, podTemplate } from "../pod-template";
import { isScheduled, percentOf } from "./scaling";

/** Whether KServe runs the servers. */
export const isByKserve = ({ hosting }: Pick<HostingPlan, "hosting">) => hosting === "managed";

/** What an InferenceService is made of. */
export interface InferenceServiceArgs extends PodArgs {
    readonly replicas: Replicas;
    readonly hosting: Pick<HostingPlan, "hours" | "targetUtilization">;
    readonly startSeconds?: number;
}

/** What KServe runs, with what the engine waits for until its pods are ready. */
export interface MadeInferenceService {
    readonly service: k8s.apiextensions.CustomResource;
    readonly ready: pulumi.Resource;
}

/** The label that KServe gives the pods of an InferenceService, with its name (github.com/kserve/kserve: pkg/constants/constants.go). */
const ofService = "serving.kserve.io/inferenceservice";

/**
 * What KServe looks for among the containers of a pod of one's own, and calls the only one anyway (pkg/apis/serving/v1beta1/predictor_custom.go).
 */
const containerName = "kserve-container";

/**
 * More processors than a node has. KServe limits the container to one where nothing is said (`inferenceService.resource` of its ConfigMap), which
 * is less than a larger server requests: the API server would refuse its pods.
 */
const unlimitedCpu = "1024";

/**
 * Pods of one release that KServe runs: it makes a Deployment, a Service that nothing calls, and an autoscaler of an InferenceService, in the mode
 * that needs neither Knative nor Istio. Gates connect to the pods as to those of a Deployment.
 */
export function makeInferenceService(
    name: string,
    args: InferenceServiceArgs,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): MadeInferenceService {
    const { app, container, hosting, replicas } = args;
    const metadata = metadataOf(app, scope);
    const { metadata: ofPods, spec } = podTemplate({ ...args, container: limited(container), containerName }, scope);
    const isExternal = isScheduled(replicas, hosting);
    const service = new k8s.apiextensions.CustomResource(
        name,
        {
            apiVersion: "serving.kserve.io/v1beta1",
            kind: "InferenceService",
            metadata: {
                ...metadata,
                // No Ingress, and no HTTPRoute.
                labels: { ...metadata.labels, "networking.kserve.io/visibility": "cluster-local" },
                annotations: {
                    ...metadata.annotations,
                    "serving.kserve.io/deploymentMode": "Standard",
                    "serving.kserve.io/autoscalerClass": isExternal ? "external" : "hpa",
                },
            },
            spec: {
                predictor: {
                    ...(!isExternal && scaling(replicas, hosting)),
                    ...ofPods,
                    deploymentStrategy: strategyOf({}),
                    ...spec,
                },
            },
        },
        opts,
    );
    return { service, ready: untilReady(name, args, scope, opts) };
}

/** KServe's autoscaler. With as many at most as at least it sets the number of replicas alone, and needs no metrics. */
const scaling = ({ max, min }: Replicas, hosting: Pick<HostingPlan, "targetUtilization">) => ({
    minReplicas: min,
    maxReplicas: Math.max(min, max),
    scaleMetric: "cpu",
    scaleTarget: percentOf(hosting),
});

/** What containers of servers say of themselves, which is known at once. */
interface Written {
    readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
    readonly resources: {
        readonly requests: Readonly<Record<string, string>>;
        readonly limits: Readonly<Record<string, string>>;
    };
}

/** With what webhooks of KServe, and defaults of its kind, would add: the engine is to find what it wrote. */
function limited(container: PodArgs["container"]): PodArgs["container"] {
    const { ports, resources } = container as unknown as Written;
    return {
        ...container,
        ports: ports.map(port => ({ protocol: "TCP", ...port })),
        resources: { ...resources, limits: { cpu: unlimitedCpu, ...resources.limits } },
    };
}

/**
 * The engine can't wait for the InferenceService: its `observedGeneration` is that of the Deployment (inference_service_status.go,
 * PropagateRawStatus), which stays behind its own once a change of the one is none of the other. The budget of its pods permits a disruption once all
 * of them are ready. KServe's Deployment begins with one, so where there are to be more, that many are set and waited for: afterwards the
 * number is the autoscaler's. So it is of a Deployment that was there before: until KServe has told the autoscaler of a higher number, that
 * sets the old one again, and the engine, which sees all of the old ones ready, does not wait for the others.
 */
function untilReady(
    name: string,
    { app, replicas: { min }, startSeconds = 0 }: InferenceServiceArgs,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    const metadata = metadataOf(app, scope);
    const budget = new k8s.policy.v1.PodDisruptionBudget(
        name,
        {
            metadata: {
                ...metadata,
                annotations: { ...metadata.annotations, "pulumi.com/waitFor": "condition=DisruptionAllowed" },
            },
            spec: oneAtATime({ matchLabels: { ...selectorOf(app), [ofService]: app } }),
        },
        // In the engine it is that of a Deployment of the release, which another hosting had: of two budgets for one pod the cluster observes one.
        { ...scope.opts, customTimeouts: waiting(startSeconds, 1) },
    );
    if (min <= 1) return budget;
    const { annotations, namespace } = metadata;
    return new k8s.apps.v1.DeploymentPatch(
        `${name}-replicas`,
        { metadata: { name: predictorName(app), namespace, annotations }, spec: { replicas: min } },
        {
            ...opts,
            dependsOn: [budget],
            customTimeouts: waiting(startSeconds, min),
            ignoreChanges: ["spec.replicas"],
            // What gives up the number would leave one replica, while others may still be needed.
            retainOnDelete: true,
        },
    );
}
