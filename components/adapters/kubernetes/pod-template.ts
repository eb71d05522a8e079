import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./landing-zone/scope";
import { labelsOf, selectorOf } from "./objects";
import { nodesOf, plainPod, secured } from "./pods";

type Container = Omit<k8s.types.input.core.v1.Container, "name">;

/** What the pods of one application are. */
export interface PodArgs {
    /** The application: the name of its workload, of the container in its pods, and in their selector. */
    readonly app: string;
    /** Further labels of its pods. */
    readonly labels?: Readonly<Record<string, string>>;
    /** Annotations of its pods: another value rolls them. */
    readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
    readonly container: Container;
    /** What the container is called. Default: as the application. */
    readonly containerName?: string;
    /** What runs before it, in order, by name: to its end, or with `restartPolicy: Always` until the container has ended. */
    readonly before?: Readonly<Record<string, Container>>;
    readonly volumes: readonly k8s.types.input.core.v1.Volume[];
    /** Seconds that a pod has to end. Default: 30. */
    readonly endSeconds?: number;
    /** Whether its pods share a volume that one node can have. Default: they share none. */
    readonly isOnOneNode?: boolean;
    /** Whether all requests of the region need it. Default: they do not. */
    readonly isNeeded?: boolean;
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

/** Pods of one application, spread over zones and nodes. */
export function podTemplate(args: PodArgs, scope: LandingScope) {
    const {
        account,
        app,
        before = {},
        container,
        containerName = app,
        endSeconds = 30,
        hasToken = false,
        isNeeded = false,
        isOnOneNode = false,
        nodes,
    } = args;
    const selector = { matchLabels: selectorOf(app) };
    return {
        metadata: {
            labels: { ...labelsOf(app, scope.settings.service), ...args.labels },
            ...(args.annotations && { annotations: args.annotations }),
        },
        spec: {
            ...(account !== undefined && { serviceAccountName: account }),
            ...(isNeeded && { priorityClassName: scope.priority }),
            ...plainPod(scope, endSeconds),
            automountServiceAccountToken: hasToken,
            nodeSelector: { ...nodesOf(scope), ...nodes?.labels },
            tolerations: [...lostNodes, ...(nodes?.tolerations ?? [])],
            affinity: isOnOneNode ? { podAffinity: together(selector) } : { podAntiAffinity: apart(selector) },
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
            containers: [secured(container, containerName)],
            volumes: [...args.volumes],
        },
    };
}

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
