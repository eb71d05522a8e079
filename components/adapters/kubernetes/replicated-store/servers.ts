import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

import { podDirectories } from "../../../gate/pod";
import type { StorePlan } from "../../../plan/store/store-plan";
import { markOf } from "../landing-zone/secrets";
import { labelsOf, metadataOf, selectorOf } from "../objects";
import { plainPod, secured, variables } from "../pods";
import { configurationFile, makeConfiguration, type StoreKeys } from "./configuration";
import { healthCommand, serverCommand, storeMark } from "./server-command";
import type { RoutesTo } from "./routes";
import { makeVolume } from "./volume";
import { nameIn, storeApp, storePorts, type StoreZone } from "./zone";

const configurationDirectory = "/configuration";

/** For leads to be handed on, and connections to end. */
const endSeconds = 60;

/**
 * The server of a place, with a volume of its own. Reads and writes wait for a
 * majority of places, so that one server a place is enough.
 */
export function makeServer(
    name: string,
    plan: StorePlan,
    zone: StoreZone,
    others: readonly RoutesTo[],
    keys: StoreKeys,
    opts: pulumi.CustomResourceOptions,
): k8s.apps.v1.StatefulSet {
    const { certified, settings } = zone;
    const own = { ...opts, provider: zone.provider };
    const claimName = makeVolume(name, plan, zone, opts);
    const { mark, secret } = makeConfiguration(name, plan, zone, others, keys, opts);
    makeClients(`${nameIn(name, zone)}-clients`, zone, own);
    const aliases = pulumi
        .all(others.map(({ address }) => address))
        .apply(addresses => addresses.map((ip, i) => ({ ip, hostnames: [others[i]!.host] })));
    const health = healthCommand(podDirectories.store, storePorts.health);
    const check = { exec: { command: [...health.live] }, timeoutSeconds: 10, periodSeconds: 10, failureThreshold: 6 };
    return new k8s.apps.v1.StatefulSet(
        `${nameIn(name, zone)}-server`,
        {
            metadata: metadataOf(storeApp, zone),
            spec: {
                serviceName: storeApp,
                replicas: 1,
                selector: { matchLabels: selectorOf(storeApp) },
                // A server that never gets ready does not stand in the way of the next change.
                podManagementPolicy: "Parallel",
                template: {
                    metadata: {
                        labels: labelsOf(storeApp, settings.service),
                        annotations: { "meridian/configuration": mark },
                    },
                    spec: {
                        ...plainPod(zone, endSeconds),
                        priorityClassName: zone.priority,
                        hostAliases: aliases,
                        containers: [
                            secured(
                                {
                                    image: settings.images.store!,
                                    command: ["/bin/sh", "-c"],
                                    args: [
                                        serverCommand(
                                            `${configurationDirectory}/${configurationFile}`,
                                            podDirectories.tls,
                                        ),
                                    ],
                                    env: variables({ GOMEMLIMIT: "768MiB", [storeMark]: markOf(keys.routes) }),
                                    ports: [
                                        { name: "clients", containerPort: storePorts.clients },
                                        { name: "routes", containerPort: storePorts.routes },
                                    ],
                                    readinessProbe: {
                                        exec: { command: [...health.ready] },
                                        periodSeconds: 2,
                                        timeoutSeconds: 10,
                                    },
                                    livenessProbe: check,
                                    resources: {
                                        requests: { cpu: "100m", memory: "256Mi" },
                                        limits: { memory: "1Gi" },
                                    },
                                    volumeMounts: [
                                        { name: "data", mountPath: podDirectories.store },
                                        {
                                            name: "configuration",
                                            mountPath: configurationDirectory,
                                            readOnly: true,
                                        },
                                        { name: "tls", mountPath: podDirectories.tls, readOnly: true },
                                    ],
                                },
                                storeApp,
                            ),
                        ],
                        volumes: [
                            { name: "data", persistentVolumeClaim: { claimName } },
                            { name: "configuration", secret: { secretName: secret, defaultMode: 0o440 } },
                            { name: "tls", secret: { secretName: certified.store, defaultMode: 0o440 } },
                        ],
                    },
                },
            },
        },
        own,
    );
}

/** Its name in the cluster's DNS. It answers reads of its own copy also while it has no majority. */
function makeClients(name: string, zone: StoreZone, opts: pulumi.CustomResourceOptions): void {
    new k8s.core.v1.Service(
        name,
        {
            metadata: metadataOf(storeApp, zone),
            spec: {
                clusterIP: "None",
                selector: selectorOf(storeApp),
                publishNotReadyAddresses: true,
                ports: [{ name: "clients", port: storePorts.clients, protocol: "TCP" }],
            },
        },
        opts,
    );
}
