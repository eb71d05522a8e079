import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { serverLivePath } from "../../../gate/health/health";
import { shadowsHost } from "../../../gate/names";
import { comparerApp, podDirectories, podPorts, podServers } from "../../../gate/pod";
import { hasShadow } from "../../../gate/routes/shadow";
import { watcherHost } from "../../../plan/names";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import type { ServingPlan } from "../../../plan/serving/serving";
import { makeDeployment } from "../deployment";
import { gatePods } from "../front";
import type { KubernetesLandingZone } from "../landing-zone";
import { podListening, variables } from "../pods";
import { makeHeadless } from "./headless";

/** What compares releases with their shadows in a region. None where nothing is to be compared. */
export function makeComparer(
    name: string,
    plan: ServingPlan,
    landing: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment | undefined {
    if (!hasShadow(plan)) return undefined;
    const { cell, limits, region } = plan;
    const { namespaceName, settings } = landing;
    const child = `${name}-${comparerApp}`;
    makeHeadless(child, comparerApp, landing, opts);
    return makeDeployment(
        child,
        {
            app: comparerApp,
            replicas: 1,
            container: {
                image: settings.images.runtime,
                args: [`/${programsFolder}/comparer.js`],
                env: variables({
                    CELL: cell.name,
                    REGION: region,
                    GATE_HOST: podServers(gatePods, namespaceName, settings.clusterDomain),
                    GATE_PORT: String(podPorts.gate),
                    GATE_NAME: plan.host,
                    GATE_SERVER_NAME: shadowsHost(plan.host),
                    GATE_DEADLINE_SECONDS: String(Math.ceil(limits.deadlineSeconds)),
                    MAX_BODY_BYTES: String(limits.bodyKiB * 1024),
                    ...podListening,
                    TLS_CLIENT_NAMES: plan.host,
                    TLS_OBSERVER_NAMES: watcherHost(plan.host),
                } satisfies EnvironmentOf<"comparer">),
                ports: [{ name: "https", containerPort: podPorts.server }],
                readinessProbe: { httpGet: { path: serverLivePath, port: podPorts.health }, timeoutSeconds: 10 },
                livenessProbe: {
                    httpGet: { path: serverLivePath, port: podPorts.health },
                    timeoutSeconds: 10,
                    failureThreshold: 6,
                },
                resources: { requests: { cpu: "100m", memory: "256Mi" }, limits: { memory: "256Mi" } },
                volumeMounts: [{ name: "tls", mountPath: podDirectories.tls, readOnly: true }],
            },
            volumes: [{ name: "tls", secret: { secretName: landing.certified.comparer, defaultMode: 0o440 } }],
        },
        landing,
        opts,
    );
}
