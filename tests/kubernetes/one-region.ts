import { readFileSync } from "node:fs";
import path from "node:path";

import { atEnd } from "../support/at-end";
import type { Api, Manifest } from "../support/clusters/api";
import { Devices } from "../support/clusters/devices";
import { Volumes } from "../support/clusters/volumes";
import { Bucket } from "./bucket";
import { CertManager, makePki } from "./cert-manager";
import { certificateKind } from "./certificate-kind";
import { gatewayKinds } from "./gateway-kinds";
import { Gateways } from "./gateways";
import { gslbKind } from "./gslb-kind";
import { kubeconfigOf } from "./kubeconfig";
import { Registry } from "../runtime/fetch/registry";
import { scaledObjectKind } from "./scaled-object-kind";
import { modelFile } from "./screening";
import { type Shared, sharedCluster } from "./shared";
import { digestOf } from "../support/stack-config";
import { KubernetesStack } from "./stack";

export const host = "eu.own.example";
export const namespace = "own-eu";
const region = "kubernetes:fra";
const issuer = "own";
const gatewayClass = "passthrough";
/** The value of the server's secret. */
export const apiKey = "0123456789 of echo";

/** As Kubernetes calls a service account. It need not exist: the administrator of the cluster acts as it. */
export const deployer = "system:serviceaccount:ci:release-train";

/** GPUs of the node, of a product that a label tells, as a device plugin would offer them. */
export const gpus = { resource: "nvidia.com/gpu", count: 3, product: "Tesla-T4" } as const;

/** Devices of the node that pods claim, of a class that is called as their driver. */
export const devices = { driver: "gpu.example.com", count: 3 } as const;

/** A region in the shared cluster, with an issuer and a class of Gateways, as the program of a stack of this repository makes it. */
export interface OneRegion {
    readonly shared: Shared;
    readonly stack: KubernetesStack;
    readonly bucket: Bucket;
    /** Has the release of the built-in server. */
    readonly registry: Registry;
    /** What clients and pods trust. */
    readonly root: string;
}

/** Prepares the stack: nothing is made. */
export async function prepareOneRegion(): Promise<OneRegion> {
    const shared = await sharedCluster();
    const { api } = shared.cluster;
    await api.apply(gslbKind, scaledObjectKind, certificateKind, ...gatewayKinds);
    for (const kind of [certificateKind, ...gatewayKinds]) await established(api, kind);
    const pki = await makePki(host);
    const certManager = new CertManager(shared.cluster, issuer, pki);
    atEnd(() => certManager.close());
    const gateways = new Gateways(shared.cluster, gatewayClass);
    atEnd(() => gateways.close());
    await offerGpus(shared);
    const driver = await Devices.provide(shared.cluster, devices.driver, devices.count);
    atEnd(() => {
        driver.close();
    });
    const volumes = await Volumes.provide(shared.cluster);
    atEnd(() => volumes.close());
    const bucket = await Bucket.listen(shared);
    atEnd(() => {
        bucket.close();
    });
    const { host: address } = shared.network;
    const registry = await Registry.listen(
        await shared.cell.issue({ name: "registry", addresses: [address] }),
        address,
    );
    atEnd(() => registry.stop());
    registry.login = "token";
    registry.push("1.0.0", modelFile("1.0.0"));
    const stack = await KubernetesStack.prepare({
        program: "stacks",
        config: {
            "meridian:service": "own",
            "meridian:domain": "own.example",
            "meridian:cells": JSON.stringify([
                {
                    name: "eu",
                    jurisdictions: ["EU"],
                    dataClasses: ["internal"],
                    regions: [region],
                    existing: { [region]: { cluster: "fra", authority: `clusterissuer/${issuer}` } },
                },
            ]),
            "meridian:places": JSON.stringify({
                [region]: { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
            }),
            "meridian:models": models(shared, bucket, registry, "one"),
            "meridian:serving": serving([]),
            "meridian:kubernetes": JSON.stringify({
                images: { gate: shared.image("gate"), runtime: shared.image("runtime"), fetch: shared.image("fetch") },
                kubeconfig: { secret: "kubeconfig" },
                pullSecret: { secret: "pull" },
                front: { certificate: "cell" },
                gatewayClass,
                authorities: shared.cell.ca,
            }),
        },
        secrets: {
            "secrets:kubeconfig": kubeconfigOf({ fra: shared.cluster }),
            "secrets:pull": registry.dockerConfig,
            "secrets:echo": apiKey,
        },
    });
    return { shared, stack, bucket, registry, root: pki.root };
}

/** `meridian:serving`: replicas with a GPU each, and at certain hours more of them. */
export const serving = (hours: readonly object[]) =>
    JSON.stringify({
        access: { [region]: { deployers: [deployer] } },
        gpu: { count: 1, type: `${gpus.resource}=${gpus.product}` },
        scaling: { min: 1, max: 4, hours },
    });

/** `meridian:serving`: servers that KServe runs, so many of each release. Of more that its autoscaler starts the node may have no room for a successor. */
export const byKserve = (count: number) =>
    JSON.stringify({
        hosting: "managed",
        access: { [region]: { deployers: [deployer] } },
        scaling: { min: count, max: count },
    });

/** `meridian:serving`: servers that start from volumes of their site, each of one's own with a device. */
export const atSite = JSON.stringify({ hosting: "edge", gpu: { type: devices.driver } });

/** `meridian:models`: one of the built-in server, and one of a custom server, which finds a text in its environment. */
export function models({ image }: Shared, { url }: Bucket, registry: Registry, literal: string): string {
    const artifact = `${url}/models/1.0.0.onnx`;
    const release = { artifact, digest: digestOf("1.0.0") };
    const traffic = [{ version: "1.0.0", percent: 100 }];
    const program = readFileSync(path.join(__dirname, "echo-server.cjs"), "utf8");
    const server = {
        protocol: "oip-http",
        image: image("runtime"),
        command: ["/usr/local/bin/node", "--eval", program],
        port: 9000,
        startSeconds: 30,
        env: { LITERAL: `$$(PORT) ${literal}` },
        secrets: { API_KEY: { secret: "echo" } },
        modelPath: "models/echo.onnx",
    };
    return JSON.stringify([
        {
            name: "screening",
            releases: { "1.0.0": { ...release, artifact: `oci://${registry.host}/team/screening:1.0.0` } },
            traffic,
        },
        { name: "echo", releases: { "1.0.0": { ...release, server } }, traffic },
    ]);
}

/** The API server has a kind some time after it is defined. */
function established(api: Api, { apiVersion, kind, metadata }: Manifest): Promise<Definition> {
    return api.until<Definition>(
        `${metadata.name} is established`,
        { apiVersion, kind, metadata },
        ({ status }) =>
            status?.conditions?.some(({ status, type }) => type === "Established" && status === "True") ?? false,
    );
}

interface Definition {
    readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

async function offerGpus({ cluster }: Shared): Promise<void> {
    const ref = { apiVersion: "v1", kind: "Node" } as const;
    for (const { metadata } of await cluster.api.listAll<{ metadata: { name: string } }>(ref)) {
        const offered = { [gpus.resource]: String(gpus.count) };
        await cluster.api.patchStatus({ ...ref, metadata }, { capacity: offered, allocatable: offered });
        await cluster.kubectl("label", "node", metadata.name, `${gpus.resource}.product=${gpus.product}`);
    }
}
