import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./landing-zone/scope";
import { labelsOf, metadataOf, selectorOf, unawaited } from "./objects";
import { nodesOf, plainPod, secured } from "./pods";

type Container = Omit<k8s.types.input.core.v1.Container, "name">;

export interface DeploymentArgs {
    /** The application: the name of the Deployment, of its container, and of what selects its pods. */
    readonly app: string;
    /** Further labels of its pods. */
    readonly labels?: Readonly<Record<string, string>>;
    /** Annotations of its pods: another value rolls them. */
    readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
    readonly replicas: number;
    /** Whether something else sets how many replicas run, from then on. Default: nothing does. */
    readonly isScaled?: boolean;
    readonly container: Container;
    /** What runs before it, in order, by name: to its end, or with `restartPolicy: Always` until the container has ended. */
    readonly before?: Readonly<Record<string, Container>>;
    readonly volumes: readonly k8s.types.input.core.v1.Volume[];
    /** Seconds that a pod has to end. Default: 30. */
    readonly endSeconds?: number;
    /** Whether its pods share a volume that one node can have. Default: they share none. */
    readonly isOnOneNode?: boolean;
    /** Whether a pod ends before its successor starts, where a node has room for one. Default: it ends after that. */
    readonly endsFirst?: boolean;
    /** Whether all requests of the region need it. Default: they do not. */
    readonly isNeeded?: boolean;
    /** Whether the engine waits until its pods are ready. Default: it does. */
    readonly isAwaited?: boolean;
    /** Seconds that a pod may take to be ready, once it has its images and what runs before it has ended. Default: some minutes. */
    readonly startSeconds?: number;
    /** Default: the namespace's own, which has no rights. */
    readonly account?: pulumi.Input<string>;
    /** Whether its containers have the token of their account. Default: they have not. */
    readonly hasToken?: boolean;
    /** Claims for devices that its pods have. Default: none. */
    readonly claims?: readonly k8s.types.input.core.v1.PodResourceClaim[];
    /** The nodes that its pods need. Default: any of Linux. */
    readonly nodes?: Nodes;
}

/** Nodes, by their labels and the taints that keep other pods off them. */
export interface Nodes {
    readonly labels: Readonly<Record<string, string>>;
    readonly tolerations: readonly k8s.types.input.core.v1.Toleration[];
}

/**
 * Pods of one application, spread over zones and nodes. Each is replaced after its successor is ready, unless there is no room for both, and one at a time may be evicted. The
 * engine waits until they are ready.
 */
export function makeDeployment(
    name: string,
    args: DeploymentArgs,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const {
        account,
        app,
        before = {},
        container,
        endSeconds = 30,
        endsFirst = false,
        hasToken = false,
        isAwaited = true,
        isNeeded = false,
        isOnOneNode = false,
        isScaled = false,
        nodes,
        startSeconds = 0,
    } = args;
    const { settings } = scope;
    const selector = { matchLabels: selectorOf(app) };
    const metadata = metadataOf(app, scope);
    const deployment = new k8s.apps.v1.Deployment(
        name,
        {
            metadata: isAwaited ? metadata : unawaited(metadata),
            spec: {
                replicas: args.replicas,
                selector,
                strategy: {
                    type: "RollingUpdate",
                    rollingUpdate: endsFirst ? { maxUnavailable: 1, maxSurge: 0 } : { maxUnavailable: 0, maxSurge: 1 },
                },
                ...(startSeconds > 0 && { progressDeadlineSeconds: startSeconds + usualSeconds }),
                template: {
                    metadata: {
                        labels: { ...labelsOf(app, settings.service), ...args.labels },
                        ...(args.annotations && { annotations: args.annotations }),
                    },
                    spec: {
                        ...(account !== undefined && { serviceAccountName: account }),
                        ...(isNeeded && { priorityClassName: scope.priority }),
                        ...plainPod(scope, endSeconds),
                        automountServiceAccountToken: hasToken,
                        nodeSelector: { ...nodesOf(scope), ...nodes?.labels },
                        tolerations: [...lostNodes, ...(nodes?.tolerations ?? [])],
                        affinity: isOnOneNode
                            ? { podAffinity: together(selector) }
                            : { podAntiAffinity: apart(selector) },
                        topologySpreadConstraints: [
                            {
                                topologyKey: "topology.kubernetes.io/zone",
                                maxSkew: 1,
                                whenUnsatisfiable: "ScheduleAnyway",
                                labelSelector: selector,
                                matchLabelKeys: ofOneRollout,
                            },
                        ],
                        ...(args.claims && { resourceClaims: [...args.claims] }),
                        ...(Object.keys(before).length > 0 && {
                            initContainers: Object.entries(before).map(([name, one]) => secured(one, name)),
                        }),
                        containers: [secured(container, app)],
                        volumes: [...args.volumes],
                    },
                },
            },
        },
        {
            ...opts,
            // A rollout replaces one pod after the other.
            ...(startSeconds > 0 && { customTimeouts: waiting((startSeconds + usualSeconds) * args.replicas) }),
            // Of what another program sets, the engine leaves as it is what that set last.
            ...(isScaled && { ignoreChanges: ["spec.replicas"] }),
        },
    );
    new k8s.policy.v1.PodDisruptionBudget(
        name,
        {
            metadata: metadataOf(app, scope),
            spec: { maxUnavailable: 1, selector, unhealthyPodEvictionPolicy: "AlwaysAllow" },
        },
        scope.opts,
    );
    return deployment;
}

/** What Kubernetes and the engine's provider allow a Deployment by default to become ready. */
const usualSeconds = 600;

const waiting = (seconds: number) => ({ create: `${seconds}s`, update: `${seconds}s` });

/**
 * A cluster knows of a lost node after 40 seconds, and would by default replace its pods after five minutes more
 * (kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/#taint-based-evictions): until then a region of two has one left.
 */
const lostNodes = ["not-ready", "unreachable"].map(what => ({
    ...{ key: `node.kubernetes.io/${what}`, operator: "Exists", effect: "NoExecute" },
    tolerationSeconds: 20,
}));

/** Pods that a rollout replaces do not count. */
const ofOneRollout = ["pod-template-hash"];

/**
 * On nodes of their own where there are some. As a constraint of spreading it would have no effect where nodes have no zones: those that lack
 * one of a pod's keys are left out of account (kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints).
 */
function apart(labelSelector: k8s.types.input.meta.v1.LabelSelector) {
    // Before Kubernetes 1.31 the keys are ignored, and the last pod of a rollout may join another one.
    const podAffinityTerm = { topologyKey: "kubernetes.io/hostname", labelSelector, matchLabelKeys: ofOneRollout };
    return { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm }] };
}

/** On the node of those that run already. The first one may be on any (kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node). */
function together(labelSelector: k8s.types.input.meta.v1.LabelSelector) {
    return {
        requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname", labelSelector }],
    };
}
