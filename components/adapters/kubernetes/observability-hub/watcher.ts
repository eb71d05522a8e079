import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { serverLivePath } from "../../../gate/health/health";
import { isJudged, podCertificate, podDirectories, podPorts, podServers, watcherApp } from "../../../gate/pod";
import { hubHost, recordsHost } from "../../../plan/names";
import { oncePer } from "../../../plan/once-per";
import { splitRef } from "../../../plan/places/catalogue";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import { type ModelPlan, releasesOf } from "../../../plan/serving/serving";
import type { WatchPlan } from "../../../plan/watch/watch-plan";
import { makeDeployment } from "../deployment";
import { gatePods, type KubernetesFront } from "../front";
import { unnamedOf } from "../objects";
import { podListening, variables } from "../pods";
import { makeHeadless } from "../regional-serving/headless";
import { portsFrom } from "../regional-serving/network";
import { fetching, fetchVolumes, releaseMount } from "../regional-serving/servers/fetch";
import { filledVolume, isAtSite } from "../regional-serving/servers/filled-volume";
import { storeEnvironment } from "../replicated-store/client";
import { openWatcher } from "./network";
import { watchFile } from "./watch-file";

const directory = "/watch";
const file = "watch.json";

/** What watches a region. What it watches never changes: another list is another object, and rolls it. */
export function makeWatcher(
    name: string,
    plan: WatchPlan,
    front: KubernetesFront,
    home: KubernetesFront,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const { landing, plan: serving } = front;
    const { cell, region } = serving;
    const { certified, namespaceName, settings } = landing;
    const child = `${name}-${cell.name}-${splitRef(region).name}-watcher`;
    const list = new k8s.core.v1.ConfigMap(
        child,
        {
            metadata: unnamedOf(watcherApp, landing),
            immutable: true,
            data: { [file]: watchFile(plan, front) },
        },
        opts,
    );
    const baselines = plan.drift === undefined ? [] : baselinesOf(serving.models);
    const filled =
        baselines.length > 0
            ? filledVolume(`${child}-baselines`, watcherApp, serving.hosting, landing, opts)
            : undefined;
    openWatcher(child, front, portsFrom(baselines));
    makeHeadless(child, watcherApp, landing, opts);
    const health = { path: serverLivePath, port: podPorts.health };
    const hasStore = isJudged(serving);
    return makeDeployment(
        child,
        {
            app: watcherApp,
            replicas: 1,
            isOnOneNode: filled !== undefined && isAtSite(serving.hosting),
            // Gates that start without it answer only where no other region can.
            isNeeded: hasStore,
            before: Object.fromEntries(baselines.map((one, i) => [`fetch-baseline-${i}`, fetching(one, landing)])),
            container: {
                image: settings.images.runtime,
                args: [`/${programsFolder}/watcher.js`],
                env: variables({
                    CELL: cell.name,
                    REGION: region,
                    WATCH: `${directory}/${file}`,
                    GATES_HOST: podServers(gatePods, namespaceName, settings.clusterDomain),
                    GATES_PORT: String(podPorts.observed),
                    GATES_NAME: serving.host,
                    LOGS_AT: `kubectl logs --namespace ${namespaceName}`,
                    ...podListening,
                    ...(hasStore && storeVariables(landing)),
                    // Commands run in this pod, which alone has such a certificate.
                    TLS_CLIENT_NAMES: recordsHost(serving.host),
                    // Gates pass on what the hub reads, where it is in another cluster.
                    TLS_OBSERVER_NAMES: [hubHost(home.hostname), serving.host].join(","),
                } satisfies EnvironmentOf<"watcher">),
                ports: [{ name: "https", containerPort: podPorts.server }],
                readinessProbe: { httpGet: health, periodSeconds: 2, timeoutSeconds: 10 },
                livenessProbe: { httpGet: health, timeoutSeconds: 10, failureThreshold: 6 },
                resources: { requests: { cpu: "50m", memory: "96Mi" }, limits: { memory: "512Mi" } },
                volumeMounts: [
                    { name: "list", mountPath: directory, readOnly: true },
                    { name: "tls", mountPath: podDirectories.tls, readOnly: true },
                    ...(hasStore ? [{ name: "standings", mountPath: podDirectories.standings, readOnly: true }] : []),
                    ...(filled ? [releaseMount] : []),
                ],
            },
            volumes: [
                { name: "list", configMap: { name: list.metadata.name } },
                { name: "tls", secret: { secretName: certified.watcher, defaultMode: 0o440 } },
                ...(hasStore
                    ? [{ name: "standings", secret: { secretName: certified.standings, defaultMode: 0o440 } }]
                    : []),
                ...(filled ? fetchVolumes(baselines, landing, filled) : []),
            ],
        },
        landing,
        { ...opts, ...(front.gates && { dependsOn: front.gates }) },
    );
}

/** Where the region's watcher finds how the cell's regions do, and the name by which it is known there. */
function storeVariables(landing: KubernetesFront["landing"]) {
    const { certificate, key } = podCertificate(podDirectories.standings);
    return { ...storeEnvironment(landing), STORE_CERT: certificate, STORE_KEY: key };
}

/** What drift is measured against: of releases with one baseline, that once. */
function baselinesOf(models: readonly ModelPlan[]) {
    const all = releasesOf(models).flatMap(({ release }) => release.baseline ?? []);
    return oncePer(all, ({ digest }) => digest);
}
