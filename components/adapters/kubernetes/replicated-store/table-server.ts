import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

import { programsFolder } from "../../../../tools/image-contract";
import { tablesReadyPath } from "../../../gate/health/health";
import { platformReplicas } from "../../../gate/platform";
import { podDirectories, podPorts, tablesApp } from "../../../gate/pod";
import { watcherHost } from "../../../plan/names";
import type { EnvironmentOf } from "../../../plan/serving/programs";
import type { StorePlan } from "../../../plan/store/store-plan";
import { makeDeployment } from "../deployment";
import type { KubernetesLandingZone } from "../landing-zone";
import { unnamedOf } from "../objects";
import { podListening, variables } from "../pods";
import { makeHeadless } from "../regional-serving/headless";
import { staleEnvironment, storeEnvironment } from "./client";
import { nameIn } from "./zone";

const directory = "/tables";
const file = "tables.json";

/** What serves the tables in a region, to its gates. Its list never changes: another one is another object, and rolls the pods. */
export function makeTableServers(
    name: string,
    plan: StorePlan,
    zone: KubernetesLandingZone,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.Deployment {
    const child = `${nameIn(name, zone)}-${tablesApp}`;
    const own = { ...opts, provider: zone.provider };
    const list = new k8s.core.v1.ConfigMap(
        child,
        { metadata: unnamedOf(tablesApp, zone), immutable: true, data: { [file]: listOf(plan) } },
        opts.parent === undefined ? { provider: zone.provider } : { parent: opts.parent, provider: zone.provider },
    );
    makeHeadless(child, tablesApp, zone, own);
    return makeDeployment(
        child,
        {
            app: tablesApp,
            replicas: platformReplicas,
            container: {
                image: zone.settings.images.runtime,
                args: [`/${programsFolder}/table-server.js`],
                env: variables({
                    CELL: plan.cell.name,
                    REGION: zone.region,
                    ...storeEnvironment(zone),
                    TABLES: `${directory}/${file}`,
                    ...staleEnvironment(plan),
                    ...podListening,
                    TLS_CLIENT_NAMES: zone.host,
                    TLS_OBSERVER_NAMES: watcherHost(zone.host),
                } satisfies EnvironmentOf<"table-server">),
                ports: [{ name: "https", containerPort: podPorts.server }],
                readinessProbe: {
                    httpGet: { path: tablesReadyPath, port: podPorts.health },
                    periodSeconds: 2,
                    timeoutSeconds: 10,
                },
                livenessProbe: { tcpSocket: { port: podPorts.health }, timeoutSeconds: 10, failureThreshold: 6 },
                resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "512Mi" } },
                volumeMounts: [
                    { name: "list", mountPath: directory, readOnly: true },
                    { name: "tls", mountPath: podDirectories.tls, readOnly: true },
                ],
            },
            volumes: [
                { name: "list", configMap: { name: list.metadata.name } },
                { name: "tls", secret: { secretName: zone.certified.tables, defaultMode: 0o440 } },
            ],
        },
        zone,
        own,
    );
}

function listOf({ backup, cell, consistency, homes, tables }: StorePlan): string {
    const specs = tables.map(({ changes, name, partitionKey, sortKey, ttl }) => ({
        name,
        partitionKey,
        sortKey,
        ttl,
        shards: homes.length,
        changes,
    }));
    const copied = backup && { backup: { everyHours: backup.everyHours } };
    return `${JSON.stringify({ regions: cell.regions, consistency, tables: specs, ...copied }, undefined, 1)}\n`;
}
