import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./landing-zone/scope";
import { labelsOf, metadataOf, selectorOf } from "./objects";
import { secured, securePod } from "./pods";

type Container = Omit<k8s.types.input.core.v1.Container, "name">;

export interface DeploymentArgs {
    /** The application: the name of the Deployment, of its container, and of what selects its pods. */
    readonly app: string;
    /** Further labels of its pods. */
    readonly labels?: Readonly<Record<string, string>>;
    readonly replicas: number;
    /** Whether something else sets how many replicas run, from then on. Default: nothing does. */
    readonly isScaled?: boolean;
    readonly container: Container;
    /** What runs before it, in order, by name. */
    readonly before?: Readonly<Record<string, Container>>;
    readonly volumes: readonly k8s.types.input.core.v1.Volume[];
    /** Seconds that a pod has to end. Default: 30. */
    readonly endSeconds?: number;
    /** Seconds that a pod may take to start, beside the usual ten minutes. */
    readonly startSeconds?: number;
    /** Default: the namespace's own, which has no rights. */
    readonly account?: pulumi.Input<string>;
    /** Whether its containers have the token of their account. Default: they have not. */
    readonly hasToken?: boolean;
}

/**
 * Pods of one application, spread over zones and nodes. Each is replaced after its successor is ready, and one at a time may be evicted. The
 * engine waits until they are ready.
 */
export function makeDeployment(
    name: string,
    args: DeploymentArgs,
    scope: LandingScope,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const { account, app, before = {}, container, endSeconds = 30, hasToken = false, isScaled = false } = args;
    const { pullSecret, settings } = scope;
    const selector = { matchLabels: selectorOf(app) };
    const deployment = new k8s.apps.v1.Deployment(
        name,
        {
            metadata: metadataOf(app, scope),
            spec: {
                replicas: args.replicas,
                selector,
                strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
                template: {
                    metadata: { labels: { ...labelsOf(app, settings.service), ...args.labels } },
                    spec: {
                        ...(account !== undefined && { serviceAccountName: account }),
                        automountServiceAccountToken: hasToken,
                        enableServiceLinks: false,
                        securityContext: securePod,
                        terminationGracePeriodSeconds: endSeconds,
                        ...(pullSecret && { imagePullSecrets: [{ name: pullSecret }] }),
                        topologySpreadConstraints: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"].map(
                            topologyKey => ({
                                topologyKey,
                                maxSkew: 1,
                                whenUnsatisfiable: "ScheduleAnyway",
                                labelSelector: selector,
                            }),
                        ),
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
            // Of what another program sets, the engine leaves as it is what that set last.
            ...(isScaled && { ignoreChanges: ["spec.replicas"] }),
            customTimeouts: timeoutsFor(args.startSeconds),
        },
    );
    new k8s.policy.v1.PodDisruptionBudget(
        name,
        { metadata: metadataOf(app, scope), spec: { maxUnavailable: 1, selector } },
        scope.opts,
    );
    return deployment;
}

function timeoutsFor(startSeconds = 0): { readonly create: string; readonly update: string } {
    const minutes = 10 + Math.ceil((2 * startSeconds) / 60);
    return { create: `${minutes}m`, update: `${minutes}m` };
}
