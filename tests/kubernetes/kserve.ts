import { type InferenceService as Judged, classAnnotation, judged } from "../support/kserve/judge";
import { inferenceServiceKind } from "../support/kserve/inference-service-kind";
import type { Manifest } from "../support/clusters/api";
import type { Cluster } from "../support/clusters/cluster";
import { Controller } from "../support/clusters/controller";

const inferenceService = { apiVersion: "serving.kserve.io/v1beta1", kind: "InferenceService" } as const;
const deploymentKind = { apiVersion: "apps/v1", kind: "Deployment" } as const;

/** The user that KServe's chart runs its controller as. */
const controller = "system:serviceaccount:kserve:kserve-controller-manager";

type InferenceService = Judged & {
    readonly metadata: { readonly uid: string; readonly deletionTimestamp?: string };
    readonly spec: { readonly predictor: Readonly<Record<string, unknown>> };
};

interface Deployment {
    readonly status?: {
        readonly observedGeneration?: number;
        readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    };
}

/** The rights of that user, of those that it has in all namespaces, which matter here (config/rbac/role.yaml). */
const rights: readonly Manifest[] = [
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name: "kserve-manager-role" },
        rules: [
            { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "list", "create", "update", "patch"] },
            { apiGroups: [""], resources: ["services"], verbs: ["get", "list", "create", "update", "patch"] },
            {
                apiGroups: ["autoscaling"],
                resources: ["horizontalpodautoscalers"],
                verbs: ["get", "list", "create", "update", "patch", "delete"],
            },
            {
                apiGroups: ["serving.kserve.io"],
                resources: ["inferenceservices", "inferenceservices/finalizers"],
                verbs: ["get", "list", "update", "patch"],
            },
        ],
    },
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: "kserve-manager-rolebinding" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "kserve-manager-role" },
        subjects: [{ kind: "ServiceAccount", name: "kserve-controller-manager", namespace: "kserve" }],
    },
];

/**
 * What KServe's controller does for an InferenceService in the mode `Standard`, by the rights of its own user: a Service, a Deployment
 * that begins with one pod, an autoscaler unless another one is configured, and its status. Written from its sources
 * (github.com/kserve/kserve v0.20.0: pkg/controller/v1beta1/inferenceservice), of which no program ran. It proves nothing about how soon
 * KServe acts, what its webhook adds to pods, how it patches, or that it admits what `judge.ts` admits.
 */
export class Kserve {
    private readonly controller: Controller;

    private constructor(private readonly cluster: Pick<Cluster, "api">) {
        this.controller = new Controller(
            () => this.reconcile(),
            [{ api: cluster.api, kinds: [inferenceService, deploymentKind] }],
        );
    }

    static async provide(cluster: Pick<Cluster, "api">): Promise<Kserve> {
        await cluster.api.apply(inferenceServiceKind, ...rights);
        return new Kserve(cluster);
    }

    /** Throws the error by which it ended before. */
    close(): Promise<void> {
        return this.controller.close();
    }

    private async reconcile(): Promise<void> {
        for (const service of await this.cluster.api.listAll<InferenceService>(inferenceService)) {
            if (service.metadata.deletionTimestamp !== undefined) continue;
            const wrong = judged(service);
            if (wrong.length > 0) throw new Error(`KServe would refuse ${service.metadata.name}: ${wrong.join("; ")}`);
            await this.provide(service);
        }
    }

    private async provide(service: InferenceService): Promise<void> {
        const { api } = this.cluster;
        const { metadata, spec } = service;
        const { annotations, deploymentStrategy, labels, maxReplicas, minReplicas, scaleMetric, scaleTarget, ...pod } =
            spec.predictor;
        const name = `${metadata.name}-predictor`;
        const app = { app: `isvc.${name}` };
        const meta = {
            name,
            namespace: metadata.namespace,
            labels: {
                ...metadata.labels,
                ...labels,
                "serving.kserve.io/inferenceservice": metadata.name,
                component: "predictor",
            },
            annotations: { ...metadata.annotations, ...annotations },
            ownerReferences: [
                {
                    ...inferenceService,
                    name: metadata.name,
                    uid: metadata.uid,
                    controller: true,
                    blockOwnerDeletion: true,
                },
            ],
        };
        const containers = (pod.containers as unknown as { env?: object[] }[]).map(container => ({
            ...container,
            env: [...(container.env ?? []), { name: "INFERENCE_SERVICE_NAME", value: metadata.name }],
        }));
        const deployment = { ...deploymentKind, metadata: meta };
        await api.applyAs(
            controller,
            {
                apiVersion: "v1",
                kind: "Service",
                metadata: meta,
                spec: { selector: app, ports: [{ name: "https", port: 80, targetPort: 8443, protocol: "TCP" }] },
            },
            {
                ...deployment,
                spec: {
                    selector: { matchLabels: app },
                    strategy: deploymentStrategy,
                    template: {
                        metadata: { labels: { ...meta.labels, ...app }, annotations: meta.annotations },
                        spec: { ...pod, containers },
                    },
                },
            },
        );
        const scaler = { apiVersion: "autoscaling/v2", kind: "HorizontalPodAutoscaler", metadata: meta };
        if (metadata.annotations?.[classAnnotation] === "hpa") {
            await api.applyAs(controller, {
                ...scaler,
                spec: {
                    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
                    minReplicas,
                    maxReplicas,
                    metrics: [
                        {
                            type: "Resource",
                            resource: {
                                name: scaleMetric,
                                target: { type: "Utilization", averageUtilization: scaleTarget },
                            },
                        },
                    ],
                },
            });
        } else if ((await api.list(scaler, metadata.namespace, { app: app.app })).length > 0) {
            await api.delete(scaler);
        }
        const { status = {} } = await api.get<Deployment>(deployment);
        const isReady = status.conditions?.some(one => one.type === "Available" && one.status === "True") ?? false;
        await api.patchStatus(
            { ...inferenceService, metadata: service.metadata },
            {
                // Of the Deployment, as KServe reports it.
                observedGeneration: status.observedGeneration ?? 0,
                conditions: [{ type: "Ready", status: isReady ? "True" : "False" }],
            },
        );
    }
}
