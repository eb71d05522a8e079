import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { healthPaths } from "../../../gate/health/health";
import {
    isJudged,
    podDirectories as directories,
    podGate,
    podGateCommand,
    podGateFile,
    podGateStarted,
    podPorts,
    podServers,
    watcherApp,
} from "../../../gate/pod";
import { platformReplicas } from "../../../gate/platform";
import { watcherHost } from "../../../plan/names";
import { frontTimeouts } from "../../../plan/serving/front-timeouts";
import type { LimitsPlan } from "../../../plan/serving/limits";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import type { ServingPlan } from "../../../plan/serving/serving";
import { makeDeployment } from "../deployment";
import { gateApp, gatePods } from "../front";
import { certificateFilesMount, certificateFilesVolume } from "../landing-zone/certificate-files";
import type { KubernetesLandingZone } from "../landing-zone";
import { unnamedOf } from "../objects";
import { podTls, variables } from "../pods";
import { makeHeadless } from "./headless";

/** What a gate's buffers may fill, and half of that for all else; an idle one has a tenth of it. */
function gateMemory({ memoryMiB }: Pick<LimitsPlan, "memoryMiB">): {
    readonly request: string;
    readonly limit: string;
} {
    return { request: `${Math.ceil(memoryMiB / 2)}Mi`, limit: `${Math.ceil(memoryMiB * 1.5)}Mi` };
}

/** The gates of a region. Their configuration never changes: another one is another object, and rolls them. */
export function makeGate(
    name: string,
    plan: ServingPlan,
    landing: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const { existing, namespaceName, settings } = landing;
    const brought = existing.certificate;
    const child = `${name}-gate`;
    const place = { namespace: namespaceName, clusterDomain: settings.clusterDomain, hasFront: brought !== undefined };
    const configuration = new k8s.core.v1.ConfigMap(
        child,
        {
            metadata: unnamedOf(gateApp, landing),
            immutable: true,
            binaryData: { [podGateFile]: podGate(plan, place) },
        },
        opts.parent === undefined ? {} : { parent: opts.parent, provider: landing.provider },
    );
    // The front's Service has another port than the pods, which the policies of some networks do not take (EKS: docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html).
    makeHeadless(`${child}-pods`, gateApp, landing, opts, gatePods);
    const { drain } = frontTimeouts(plan.limits);
    const { limit, request } = gateMemory(plan.limits);
    const command = podGateCommand(drain);
    const secret = (name: string, secretName: pulumi.Input<string>) => ({
        name,
        secret: { secretName, defaultMode: 0o440 },
    });
    const mounted = {
        gate: directories.gate,
        tls: directories.tls,
        "subject-key": directories.subjectKey,
        ...(brought !== undefined && { "front-tls": directories.front }),
    };
    return makeDeployment(
        child,
        {
            app: gateApp,
            // Gates read it once: with another key, one gate would hash a subject otherwise than the next.
            annotations: { "meridian/subject-key": landing.subjectKeyMark },
            replicas: platformReplicas,
            isNeeded: true,
            before: isJudged(plan) ? { keeper: keeperOf(plan, landing) } : {},
            container: {
                image: settings.images.gate,
                command: command.slice(0, 2),
                args: command.slice(2),
                ports: [
                    { name: "https", containerPort: podPorts.gate },
                    { name: "observed", containerPort: podPorts.observed },
                ],
                // A gate that has just started knows no server yet, and would answer that there is none.
                startupProbe: {
                    exec: { command: [...podGateStarted()] },
                    periodSeconds: 1,
                    timeoutSeconds: 10,
                    failureThreshold: 120,
                },
                readinessProbe: {
                    httpGet: { path: healthPaths.live, port: podPorts.health },
                    periodSeconds: 2,
                    timeoutSeconds: 10,
                    failureThreshold: plan.checks.unhealthyAfter,
                },
                livenessProbe: {
                    httpGet: { path: healthPaths.live, port: podPorts.health },
                    timeoutSeconds: 10,
                    failureThreshold: 6,
                },
                resources: { requests: { cpu: "250m", memory: request }, limits: { memory: limit } },
                volumeMounts: [
                    { name: "work", mountPath: directories.work },
                    certificateFilesMount,
                    ...Object.entries(mounted).map(([name, mountPath]) => ({ name, mountPath, readOnly: true })),
                ],
            },
            volumes: [
                { name: "work", emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
                certificateFilesVolume(landing.certificateFiles),
                { name: "gate", configMap: { name: configuration.metadata.name } },
                secret("tls", landing.certified.gate),
                secret("subject-key", landing.subjectKey),
                ...(brought === undefined ? [] : [secret("front-tls", brought)]),
            ],
            endSeconds: drain + 10,
        },
        landing,
        opts,
    );
}

/** What writes the verdict of the region's watcher for a gate. It is there before the gate, and ends after it. */
function keeperOf({ cell, host, region }: ServingPlan, { namespaceName, settings }: KubernetesLandingZone) {
    const health = { port: podPorts.keeper };
    return {
        image: settings.images.runtime,
        args: [`/${programsFolder}/keeper.js`],
        restartPolicy: "Always",
        env: variables({
            CELL: cell.name,
            REGION: region,
            DIRECTORY: directories.work,
            WATCHER_HOST: podServers(watcherApp, namespaceName, settings.clusterDomain),
            WATCHER_PORT: String(podPorts.server),
            WATCHER_NAME: watcherHost(host),
            HOST: "0.0.0.0",
            HEALTH_PORT: String(podPorts.keeper),
            ...podTls,
        } satisfies EnvironmentOf<"keeper">),
        startupProbe: {
            httpGet: { path: healthPaths.ready, ...health },
            periodSeconds: 1,
            timeoutSeconds: 10,
            failureThreshold: 120,
        },
        // No check whether it lives: beside one that hangs the last verdict holds, beside one that is ended the gate is not ready.
        resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } },
        volumeMounts: [
            { name: "work", mountPath: directories.work },
            { name: "tls", mountPath: directories.tls, readOnly: true },
        ],
    };
}
