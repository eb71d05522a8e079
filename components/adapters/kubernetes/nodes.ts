import type * as kubernetes from "@pulumi/kubernetes";

import type { GlobalRouter } from "../../global-router/component";
import type { ObservabilityHub } from "../../observability-hub/component";
import { nodesOn, type Opened } from "../../nodes";
import type { RegionalServing } from "../../regional-serving/component";
import type { ReplicatedStore } from "../../replicated-store/component";

/** The children of a `RegionalServing` on Kubernetes. */
export interface KubernetesServingNodes {
    readonly gate: kubernetes.apps.v1.Deployment;
    /** The Service of the gates, of type LoadBalancer where there is no Gateway. */
    readonly front: kubernetes.core.v1.Service;
    /** The Gateway that leads there, where a class of Gateways is configured. */
    readonly gateway?: kubernetes.apiextensions.CustomResource;
    /** What compares releases with shadows, where there are some. */
    readonly comparer?: kubernetes.apps.v1.Deployment;
    /** What deployers may do, where some are named. */
    readonly deployers?: kubernetes.rbac.v1.Role;
    /** What runs the servers of each release, as in `screening-1-0-0`: with hosting `managed` an InferenceService, which has a Deployment of its own. */
    readonly [release: `${string}-${string}`]: kubernetes.apps.v1.Deployment | kubernetes.apiextensions.CustomResource;
}

/** The children of a `GlobalRouter` under names of Kubernetes: k8gb's object of each region, or ExternalDNS's of a cell, as in `eu/kubernetes:fra-onprem`. */
export type KubernetesRouterNodes = Readonly<Record<`${string}/${string}`, kubernetes.apiextensions.CustomResource>>;

/** The children of a `ReplicatedStore` on Kubernetes. */
export interface KubernetesStoreNodes {
    /** What makes the tables. */
    readonly operator: kubernetes.batch.v1.Job;
    /** What copies the tables, and what restores them, which runs on an operator's command only; where copies are created. */
    readonly backup?: kubernetes.batch.v1.CronJob;
    readonly restore?: kubernetes.batch.v1.CronJob;
    /** The server of each place, as in `server-fra-onprem`. */
    readonly [server: `server-${string}`]: kubernetes.apps.v1.StatefulSet;
    /** What serves the tables in each region, as in `tables-fra-onprem`. */
    readonly [tables: `tables-${string}`]: kubernetes.apps.v1.Deployment;
}

/** The children of an `ObservabilityHub` on Kubernetes. */
export interface KubernetesHubNodes {
    /** The hub of each cell, as in `hub-eu`. */
    readonly [hub: `hub-${string}`]: kubernetes.apps.v1.StatefulSet;
    /** The watcher of each region, as in `watcher-eu-fra-onprem`. */
    readonly [watcher: `watcher-${string}`]: kubernetes.apps.v1.Deployment;
}

/**
 * The children of a component on Kubernetes, typed, to link others to them or to read what the cluster found out.
 *
 * Throws `ConfigFaults` where another adapter made them.
 */
export function kubernetesNodes(of: RegionalServing): KubernetesServingNodes;
export function kubernetesNodes(of: GlobalRouter): KubernetesRouterNodes;
export function kubernetesNodes(of: ReplicatedStore): KubernetesStoreNodes;
export function kubernetesNodes(of: ObservabilityHub): KubernetesHubNodes;
export function kubernetesNodes(of: Opened): object {
    return nodesOn("kubernetes", of);
}
