import { createHash } from "node:crypto";

import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { podApps } from "../../../plan/clouds/pod-apps";
import { isolationPorts } from "../../../plan/clouds/pod-ports";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import { makePolicy, podsOf, tcp } from "../network-policy";
import { labelsOf, madeAgain, metadataOf, selectorOf, unawaited, unnamedOf } from "../objects";
import { plainPod, secured, variables } from "../pods";
import type { LandingScope } from "./scope";

const app = podApps.isolation;

/** Nodes pull an image, and a policy takes effect: the engine waits as long. */
const withinSeconds = 10 * 60;

/**
 * Tries whether the cluster enforces NetworkPolicies, by two pods that connect to each other: an update fails where it does not. It is tried
 * again with another image, and after it has failed. Nothing waits for it: a cluster that does not enforce policies has no fewer of them.
 */
export function makeIsolationCheck(scope: LandingScope): void {
    const { cell, name, namespaceName, opts, region, settings } = scope;
    if (settings.networkPolicies === "unenforced") return;
    const child = `${name}-${app}`;
    openOneEnd(child, scope);
    const service = new k8s.core.v1.Service(
        child,
        {
            // Once the Job has ended, none of its pods is ready.
            metadata: unawaited(metadataOf(app, scope)),
            spec: {
                clusterIP: "None",
                selector: selectorOf(app),
                ports: [{ name: "open", port: isolationPorts.open, protocol: "TCP" }],
            },
        },
        opts,
    );
    const image = settings.images.runtime;
    const job = `${app}-${createHash("sha256").update(image).digest("hex").slice(0, 10)}`;
    new k8s.batch.v1.Job(
        child,
        {
            metadata: { ...madeAgain(unnamedOf(app, scope)), name: job },
            spec: {
                completions: 2,
                parallelism: 2,
                completionMode: "Indexed",
                backoffLimit: 1,
                activeDeadlineSeconds: withinSeconds,
                template: {
                    metadata: { labels: labelsOf(app, settings.service) },
                    spec: {
                        ...plainPod(scope, 5),
                        subdomain: service.metadata.name,
                        restartPolicy: "Never",
                        containers: [
                            secured(container(`${job}-0.${app}.${namespaceName}.svc.${settings.clusterDomain}`), app),
                        ],
                    },
                },
            },
        },
        { ...opts, customTimeouts: { create: `${withinSeconds}s` } },
    );

    function container(peer: string): Omit<k8s.types.input.core.v1.Container, "name"> {
        return {
            image,
            args: [`/${programsFolder}/isolation.js`],
            // Kubernetes sets the index of the pod.
            env: variables({ CELL: cell.name, REGION: region, PEER: peer } satisfies Omit<
                EnvironmentOf<"isolation", pulumi.Input<string>>,
                "JOB_COMPLETION_INDEX"
            >),
            ports: Object.values(isolationPorts).map(containerPort => ({ containerPort })),
            terminationMessagePolicy: "FallbackToLogsOnError",
            resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
        };
    }
}

/** Of its connections, one is opened at both ends, one for the pod that makes it, and one for the pod that takes it. */
function openOneEnd(child: string, scope: LandingScope): void {
    const { incomingClosed, open, outgoingClosed } = isolationPorts;
    const pods = { app };
    const others = [{ podSelector: podsOf(pods) }];
    const from = [{ ports: tcp(open, outgoingClosed), from: others }];
    const to = [{ ports: tcp(open, incomingClosed), to: others }];
    makePolicy(child, app, { pods, from, to }, scope);
}
