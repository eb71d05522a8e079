import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./landing-zone/scope";
import { metadataOf, selectorOf, unawaited } from "./objects";
import { type PodArgs, podTemplate } from "./pod-template";

/** What keeps pods of one application running. */
export interface DeploymentArgs extends PodArgs {
    readonly replicas: number;
    /** Whether something else sets how many replicas run, from then on. Default: nothing does. */
    readonly isScaled?: boolean;
    /** Whether a pod ends before its successor starts, where a node has room for one. Default: it ends after that. */
    readonly endsFirst?: boolean;
    /** Whether the engine waits until its pods are ready. Default: it does. */
    readonly isAwaited?: boolean;
    /** Seconds that a pod may take to be ready, once it has its images and what runs before it has ended. Default: some minutes. */
    readonly startSeconds?: number;
}

/**
 * Pods of one application. Each is replaced after its successor is ready, unless there is no room for both, and one at a time may be evicted. The
 * engine waits until they are ready.
 */
export function makeDeployment(
    name: string,
    args: DeploymentArgs,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const { app, isAwaited = true, isScaled = false, replicas, startSeconds = 0 } = args;
    const selector = { matchLabels: selectorOf(app) };
    const metadata = metadataOf(app, scope);
    const deployment = new k8s.apps.v1.Deployment(
        name,
        {
            metadata: isAwaited ? metadata : unawaited(metadata),
            spec: {
                replicas,
                selector,
                strategy: strategyOf(args),
                ...(startSeconds > 0 && { progressDeadlineSeconds: startSeconds + usualSeconds }),
                template: podTemplate(args, scope),
            },
        },
        {
            ...opts,
            // A rollout replaces one pod after the other.
            ...(startSeconds > 0 && { customTimeouts: waiting(startSeconds, replicas) }),
            // Of what another program sets, the engine leaves as it is what that set last.
            ...(isScaled && { ignoreChanges: ["spec.replicas"] }),
        },
    );
    new k8s.policy.v1.PodDisruptionBudget(
        name,
        { metadata: metadataOf(app, scope), spec: oneAtATime(selector) },
        scope.opts,
    );
    return deployment;
}

/** How pods are replaced. */
export const strategyOf = ({ endsFirst = false }: Pick<DeploymentArgs, "endsFirst">) => ({
    type: "RollingUpdate",
    rollingUpdate: endsFirst ? { maxUnavailable: 1, maxSurge: 0 } : { maxUnavailable: 0, maxSurge: 1 },
});

/** The budget of pods of which one at a time may be evicted. */
export const oneAtATime = (selector: k8s.types.input.meta.v1.LabelSelector) => ({
    maxUnavailable: 1,
    selector,
    unhealthyPodEvictionPolicy: "AlwaysAllow",
});

/** What Kubernetes and the engine's provider allow a Deployment by default to become ready. */
const usualSeconds = 600;

/** The time in which that many pods become ready, one after the other. */
export function waiting(startSeconds: number, replicas: number): { create: string; update: string } {
    const seconds = `${(startSeconds + usualSeconds) * replicas}s`;
    return { create: seconds, update: seconds };
}
