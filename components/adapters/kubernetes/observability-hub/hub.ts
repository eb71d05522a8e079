import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { healthPaths, serverLivePath } from "../../../gate/health/health";
import { hubApp, podCertificate, podDirectories, podHubSocket, podPorts } from "../../../gate/pod";
import { drillResults } from "../../../plan/clouds/pod-apps";
import { prometheusIn } from "../../../plan/config/kubernetes";
import { prometheusHost } from "../../../plan/names";
import { splitRef } from "../../../plan/places/catalogue";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import type { WatchPlan } from "../../../plan/watch/watch-plan";
import { labelsOf, metadataOf, selectorOf, unnamedOf } from "../objects";
import { plainPod, secured, variables } from "../pods";
import { exportsOf } from "./exports";
import { hubFile, type Shown } from "./hub-file";
import { openHub } from "./network";
import { makeMonitoring } from "./prometheus";

const directories = { list: "/hub", drills: "/drills", memory: "/memory", run: "/run/hub" } as const;
const file = "hub.json";

/** The volume with what it has seen. */
const memory = "memory";

const volumeOf = (storageClassName: string) => ({
    metadata: { name: memory },
    spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName,
        resources: { requests: { storage: "1Gi" } },
    },
});

/** By a port of its own, which Prometheus alone has a certificate for: the page stays in the pod. */
function metricsOf(host: string) {
    const { authority, certificate, key } = podCertificate(podDirectories.tls);
    return {
        METRICS_HOST: "0.0.0.0",
        METRICS_PORT: String(podPorts.metrics),
        TLS_CERT: certificate,
        TLS_KEY: key,
        TLS_CA: authority,
        TLS_OBSERVER_NAMES: prometheusHost(host),
    };
}

/**
 * The view over all regions of a cell. Its history is in memory, which no other process reads and no disk stores, unless a class of
 * volumes is set. It listens in its pod only: users that may open a port of that pod, and run a program in it, can read the page, and the
 * cluster's API decides that.
 */
export function makeHub(
    name: string,
    plan: WatchPlan,
    shown: Shown,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.StatefulSet {
    const { landing } = shown.at;
    const { certified, settings } = landing;
    const { volumeClass } = settings.hub;
    const prometheus = prometheusIn(settings.hub, landing.region);
    const child = `${name}-${landing.cell.name}-${splitRef(shown.at.region).name}`;
    const own = { ...opts, dependsOn: [] };
    const exports = exportsOf(child, plan, landing, own);
    const list = new k8s.core.v1.ConfigMap(
        child,
        {
            metadata: unnamedOf(hubApp, landing),
            immutable: true,
            data: { [file]: hubFile(plan, shown, exports.listed, directories.drills) },
        },
        own,
    );
    // The results of drills are written by their operators, and outlive the pod.
    const drills = new k8s.core.v1.ConfigMap(
        `${child}-drills`,
        { metadata: { ...unnamedOf(hubApp, landing), name: drillResults } },
        { ...own, ignoreChanges: ["data"] },
    );
    openHub(child, landing, exports.ports);
    if (prometheus !== undefined) makeMonitoring(`${child}-monitoring`, landing, prometheus, own);
    const health = { port: podPorts.health };
    const selector = selectorOf(hubApp);
    return new k8s.apps.v1.StatefulSet(
        child,
        {
            metadata: metadataOf(hubApp, landing),
            spec: {
                serviceName: hubApp,
                replicas: 1,
                selector: { matchLabels: selector },
                // One that never gets ready does not stand in the way of the next change.
                podManagementPolicy: "Parallel",
                persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
                template: {
                    metadata: { labels: labelsOf(hubApp, settings.service), annotations: exports.marks },
                    spec: {
                        ...plainPod(landing, 30),
                        containers: [
                            secured(
                                {
                                    image: settings.images.runtime,
                                    args: [`/${programsFolder}/hub.js`],
                                    env: variables({
                                        HUB: `${directories.list}/${file}`,
                                        SOCKET: podHubSocket,
                                        KEY: `${directories.run}/own/key`,
                                        MEMORY: `${directories.memory}/memory.json`,
                                        HOST: "127.0.0.1",
                                        PORT: String(podPorts.hub),
                                        HEALTH_HOST: "0.0.0.0",
                                        HEALTH_PORT: String(podPorts.health),
                                        ...(prometheus && metricsOf(landing.host)),
                                    } satisfies EnvironmentOf<"hub">),
                                    // Ready once each watcher has been queried.
                                    readinessProbe: {
                                        httpGet: { path: healthPaths.ready, ...health },
                                        periodSeconds: 2,
                                        timeoutSeconds: 10,
                                    },
                                    livenessProbe: {
                                        httpGet: { path: serverLivePath, ...health },
                                        timeoutSeconds: 10,
                                        failureThreshold: 6,
                                    },
                                    resources: {
                                        requests: { cpu: "50m", memory: "128Mi" },
                                        limits: { memory: "512Mi" },
                                    },
                                    volumeMounts: [
                                        { name: "list", mountPath: directories.list, readOnly: true },
                                        { name: "tls", mountPath: podDirectories.tls, readOnly: true },
                                        { name: "run", mountPath: directories.run },
                                        { name: "drills", mountPath: directories.drills, readOnly: true },
                                        { name: memory, mountPath: directories.memory },
                                        ...exports.mounts,
                                    ],
                                },
                                hubApp,
                            ),
                        ],
                        volumes: [
                            { name: "list", configMap: { name: list.metadata.name } },
                            // The hub starts without it where an operator has deleted it.
                            { name: "drills", configMap: { name: drills.metadata.name, optional: true } },
                            { name: "tls", secret: { secretName: certified.hub, defaultMode: 0o440 } },
                            { name: "run", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
                            ...(volumeClass === undefined
                                ? [{ name: memory, emptyDir: { medium: "Memory", sizeLimit: "64Mi" } }]
                                : []),
                            ...exports.volumes,
                        ],
                    },
                },
                ...(volumeClass !== undefined && { volumeClaimTemplates: [volumeOf(volumeClass)] }),
            },
        },
        opts,
    );
}
