import { atEnd } from "../support/at-end";
import { Balancer } from "../support/clusters/balancer";
import { Cluster } from "../support/clusters/cluster";
import { digestOf, digestOfBaseline } from "../support/stack-config";
import { Bucket } from "./bucket";
import { GlobalNames } from "./global-names";
import { gslbKind } from "./gslb-kind";
import { kubeconfigOf } from "./kubeconfig";
import { monitoringKinds } from "./monitoring-kinds";
import { tlsSecret } from "./pods";
import { type Shared, sharedCluster } from "./shared";
import { KubernetesStack } from "./stack";

/** The cell's name and its host. */
export const host = "eu.screening.example";
/** Other tests of the shared cluster have namespaces of other services. */
export const namespace = "risk-eu";

/** The namespace of the Prometheus that reads the hub. */
export const monitoring = "monitoring";

/** The Secret with the certificate that the front of `lis` shows. */
const certificate = "screening-tls";

/** Where a third region is, where one is wanted. */
const madrid = { city: "Madrid", country: "ES", latitude: 40.42, longitude: -3.7 };

/** A cell of two regions or three, each a cluster, as the program of a stack of this repository makes it. */
export interface Regions {
    readonly shared: Shared;
    readonly clusters: Readonly<Record<"fra" | "lis", Cluster>> & { readonly mad?: Cluster };
    readonly stack: KubernetesStack;
    readonly bucket: Bucket;
    /** With a context for each cluster. */
    readonly kubeconfig: string;
}

/** What each release has of the traffic. */
export const trafficOf = (shares: Readonly<Record<string, number>>) =>
    Object.entries(shares).map(([version, percent]) => ({ version, percent }));

/** Starts the second cluster, of so many nodes, and a third one where one is wanted, and prepares the stack: nothing is made. */
export async function prepareRegions(nodes = 1, hasThird = false): Promise<Regions> {
    const shared = await sharedCluster();
    const { cluster: fra, names } = shared;
    const lis = await startRegion(shared, "lis", nodes);
    const mad = hasThird ? await startRegion(shared, "mad", 1) : undefined;
    const clusters = { fra, lis, ...(mad && { mad }) };
    for (const { api } of Object.values(clusters)) await api.apply(gslbKind, ...monitoringKinds);
    const answering = new GlobalNames(Object.values(clusters), names);
    atEnd(() => answering.close());
    // In a namespace that exists: what is brought lies there.
    const front = await shared.cell.issue({ name: "front", hosts: [host] });
    await lis.api.apply(
        { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
        tlsSecret(certificate, namespace, front),
    );
    const bucket = await Bucket.listen(shared);
    atEnd(() => {
        bucket.close();
    });
    const kubeconfig = kubeconfigOf(clusters);
    const stack = await KubernetesStack.prepare({
        program: "stacks",
        config: {
            "meridian:service": "risk",
            "meridian:domain": "screening.example",
            "meridian:cells": JSON.stringify([
                {
                    name: "eu",
                    jurisdictions: ["EU"],
                    dataClasses: ["health"],
                    regions: Object.keys(clusters).map(name => `kubernetes:${name}`),
                    primary: "kubernetes:fra",
                    existing: {
                        "kubernetes:fra": { cluster: "fra" },
                        "kubernetes:lis": { cluster: "lis", certificate },
                        ...(mad && { "kubernetes:mad": { cluster: "mad" } }),
                    },
                },
            ]),
            "meridian:places": JSON.stringify({
                "kubernetes:fra": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
                "kubernetes:lis": { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 },
                ...(mad && { "kubernetes:mad": madrid }),
            }),
            "meridian:models": models(bucket, { "1.0.0": 100 }),
            "meridian:observability": JSON.stringify({
                slo: { availability: 0.999 },
                anomalies: true,
                drift: {},
                samples: { percent: 100, keep: 20 },
            }),
            "meridian:routing": JSON.stringify({ failover: { everySeconds: 5 } }),
            "meridian:kubernetes": JSON.stringify({
                images: { gate: shared.image("gate"), runtime: shared.image("runtime"), fetch: shared.image("fetch") },
                kubeconfig: { secret: "kubeconfig" },
                front: { certificate: "cell" },
                hub: { prometheus: { namespace: monitoring, labels: { release: "prometheus" } } },
                authorities: shared.cell.ca,
            }),
        },
        secrets: { "secrets:kubeconfig": kubeconfig },
    });
    return { shared, clusters, stack, bucket, kubeconfig };
}

async function startRegion({ archive, names, network }: Shared, name: string, nodes: number): Promise<Cluster> {
    const cluster = await Cluster.start({ name, network, nodes, otherNames: names.address });
    atEnd(() => cluster.close());
    const balancer = new Balancer(cluster, network);
    atEnd(() => balancer.close());
    await cluster.load(archive);
    return cluster;
}

/** `meridian:models`: releases of the bucket by their shares, and what else is said of the model. */
export function models({ url }: Bucket, shares: Readonly<Record<string, number>>, more: object = {}): string {
    const releases = Object.keys(shares).map(version => [
        version,
        {
            ...{ artifact: `${url}/models/${version}.onnx`, digest: digestOf(version) },
            baseline: { artifact: `${url}/models/${version}.json`, digest: digestOfBaseline(version) },
        },
    ]);
    return JSON.stringify([
        { name: "screening", releases: Object.fromEntries(releases) as object, traffic: trafficOf(shares), ...more },
    ]);
}
