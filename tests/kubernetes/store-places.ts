import { randomBytes } from "node:crypto";

import { atEnd } from "../support/at-end";
import { Balancer } from "../support/clusters/balancer";
import { Cluster } from "../support/clusters/cluster";
import { Volumes } from "../support/clusters/volumes";
import { type Keys, Moto } from "../runtime/fetch/moto";
import { Bucket } from "./bucket";
import { GlobalNames } from "./global-names";
import { gslbKind } from "./gslb-kind";
import { kubeconfigOf } from "./kubeconfig";
import { models } from "./regions";
import { type Shared, sharedCluster } from "./shared";
import { KubernetesStack } from "./stack";

export const host = "eu.tables.example";
/** Other tests of the shared cluster have namespaces of other services. */
export const namespace = "tables-eu";

const places = {
    "kubernetes:fra": { city: "Frankfurt", country: "DE", latitude: 50.11, longitude: 8.68 },
    "kubernetes:lis": { city: "Lisbon", country: "PT", latitude: 38.72, longitude: -9.14 },
    "kubernetes:hel": { city: "Helsinki", country: "FI", latitude: 60.17, longitude: 24.94 },
} as const;

const images = ["gate", "runtime", "fetch", "store"] as const;

/** A cell with tables: two regions and a backup location, each a cluster. */
export interface StorePlaces {
    readonly shared: Shared;
    readonly clusters: Readonly<Record<"fra" | "lis" | "hel", Cluster>>;
    readonly stack: KubernetesStack;
    /** With a context for each cluster. */
    readonly kubeconfig: string;
    /** `meridian:kubernetes`, with volumes of a size. */
    readonly settings: (volumeGiB: number) => string;
    /** By which the bucket of copies knows its client. */
    readonly access: Keys;
}

/** Starts the clusters beside the shared one, and prepares the stack: nothing is made. */
export async function prepareStore(): Promise<StorePlaces> {
    const shared = await sharedCluster();
    const [lis, hel] = await Promise.all([beside(shared, "store-lis"), beside(shared, "store-hel")]);
    const clusters = { fra: shared.cluster, lis, hel };
    for (const cluster of Object.values(clusters)) {
        const volumes = await Volumes.provide(cluster);
        atEnd(() => volumes.close());
    }
    for (const { api } of Object.values(clusters)) await api.apply(gslbKind);
    const answering = new GlobalNames([clusters.fra, clusters.lis], shared.names);
    atEnd(() => answering.close());
    const moto = await Moto.start();
    atEnd(() => moto.stop());
    await moto.bucket("copies");
    const access = await moto.user("backup", "s3:*", "arn:aws:s3:::copies*");
    await moto.strict();
    const bucket = await Bucket.listen(shared, moto.port);
    atEnd(() => {
        bucket.close();
    });
    const settings = (volumeGiB: number) =>
        JSON.stringify({
            images: Object.fromEntries(images.map(name => [name, shared.image(name)])),
            kubeconfig: { secret: "kubeconfig" },
            front: { certificate: "cell" },
            // All machines of the network.
            store: {
                peers: [shared.network.host.replace(/\d+$/, "0/24")],
                ...{ key: { secret: "store" }, volumeGiB },
                backups: { "kubernetes:hel": { bucket: `${bucket.url}/copies`, credentials: { secret: "backup" } } },
            },
            authorities: shared.cell.ca,
        });
    const kubeconfig = kubeconfigOf(clusters);
    const stack = await KubernetesStack.prepare({
        program: "stacks",
        config: {
            "meridian:service": "tables",
            "meridian:domain": "tables.example",
            "meridian:cells": JSON.stringify([
                {
                    name: "eu",
                    jurisdictions: ["EU"],
                    dataClasses: ["health"],
                    regions: ["kubernetes:fra", "kubernetes:lis"],
                    primary: "kubernetes:fra",
                    backup: "kubernetes:hel",
                    existing: Object.fromEntries(
                        Object.keys(clusters).map(name => [`kubernetes:${name}`, { cluster: name }]),
                    ),
                },
            ]),
            "meridian:places": JSON.stringify(places),
            "meridian:models": models(bucket, { "1.0.0": 100 }, { features: lookUp }),
            "meridian:serving": JSON.stringify({ scaling: { min: 1, max: 1 } }),
            "meridian:store": JSON.stringify(store([features])),
            "meridian:kubernetes": settings(1),
        },
        secrets: {
            "secrets:kubeconfig": kubeconfig,
            "secrets:store": randomBytes(32).toString("hex"),
            "secrets:backup": `${access.id}:${access.secret}`,
        },
    });
    return { shared, clusters, stack, kubeconfig, settings, access };
}

/** The values that the model takes of a subject. */
export const attributes = Array.from({ length: 30 }, (_, i) => `f${i}`);
const lookUp = { table: "features", input: "features", attributes };

export const features = { name: "features", partitionKey: "subject", changes: { retainHours: 24 } } as const;

/** `meridian:store`: volumes stay when the stack goes. */
export const store = (tables: readonly object[]) => ({ tables, shards: 2, backup: { everyHours: 24 } });

async function beside({ archive, names, network }: Shared, name: string): Promise<Cluster> {
    const cluster = await Cluster.start({ name, network, otherNames: names.address });
    atEnd(() => cluster.close());
    const balancer = new Balancer(cluster, network);
    atEnd(() => balancer.close());
    await cluster.load(archive);
    return cluster;
}
