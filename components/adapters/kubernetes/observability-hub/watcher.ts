import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { serverLivePath } from "../../../gate/health/health";
import { podDirectories, podPorts, podServers, watcherApp } from "../../../gate/pod";
import { handsHost, hubHost } from "../../../plan/names";
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
    openWatcher(child, front, portsFrom(baselines));
    makeHeadless(child, watcherApp, landing, opts);
    const health = { path: serverLivePath, port: podPorts.health };
    return makeDeployment(
        child,
        {
            app: watcherApp,
            replicas: 1,
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
                    TLS_CLIENT_NAMES: handsHost(cell.host),
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
                    ...(baselines.length > 0 ? [releaseMount] : []),
                ],
            },
            volumes: [
                { name: "list", configMap: { name: list.metadata.name } },
                { name: "tls", secret: { secretName: certified.watcher, defaultMode: 0o440 } },
                ...(baselines.length > 0 ? fetchVolumes(landing) : []),
            ],
        },
        landing,
        { ...opts, ...(front.gates && { dependsOn: front.gates }) },
    );
}

/** What drift is measured against: of releases with one baseline, that once. */
function baselinesOf(models: readonly ModelPlan[]) {
    const all = releasesOf(models).flatMap(({ release }) => release.baseline ?? []);
    return oncePer(all, ({ digest }) => digest);
}
