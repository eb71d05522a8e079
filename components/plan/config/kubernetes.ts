import { z } from "zod";

import type { Fault } from "../faults";
import type { RegionRef } from "../places/catalogue";
import { imageOn, registryOn } from "./cloud-images";
import { label, regionRef, secretRef, whole } from "./form";
import { read } from "./parse";

const image = imageOn("kubernetes");

const imagesSchema = z.strictObject({
    /** The gate: image `gate` of the runtime. */
    gate: image.optional(),
    /** The image of the model server, the certifier and the table servers: `runtime` or `runtime-native`. */
    runtime: image.optional(),
    /** Downloads a release before its server starts. */
    fetch: image.optional(),
    /** A server of a cell's store. Needed if a cell has tables. */
    store: image.optional(),
});

/** Keys of annotations, and classes of load balancers (kubernetes.io/docs/concepts/overview/working-with-objects/annotations). */
const qualifiedName = z
    .string()
    .regex(
        /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
        "<prefix>/<name> or <name>",
    );

/** An IPv4 block (RFC 4632 §3.1). */
const block = z
    .string()
    .regex(
        /^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)\/(3[0-2]|[12]?\d)$/,
        "<address>/<prefix length>, as in 203.0.113.0/24",
    );

/** The name of an object (RFC 1123). */
const objectName = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/, "lower-case letters, digits, inner hyphens and full stops");

/** The value of a label (kubernetes.io/docs/concepts/overview/working-with-objects/labels). An empty one has no meaning. */
const labelValue = z
    .string()
    .regex(
        /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
        "63 letters, digits, and inner hyphens, full stops and underscores",
    );

/** The quota of a namespace (kubernetes.io/docs/concepts/policy/resource-quotas). */
const quotaSchema = z.strictObject({
    /** Limit of processors. */
    cpu: z.number().positive("above 0").optional(),
    /** Limit of memory, in GiB. */
    memoryGiB: z.number().positive("above 0").optional(),
    /** Limit of pods, whatever they request. */
    pods: whole(1, 100_000).optional(),
});

/** The Service of type LoadBalancer, or the Gateway, before a region's gates. */
const frontSchema = z.strictObject({
    /** Annotations. Most controllers of load balancers are configured by them. */
    annotations: z.record(qualifiedName, z.string().max(4096, "4096 characters at most")).default({}),
    /** The class of the load balancer. Default: the cluster's. */
    class: qualifiedName.optional(),
    /**
     * The blocks of addresses that the front accepts connections from. They must include the cell's other regions. Default: all addresses.
     */
    sources: z.array(block).min(1, "at least one block").optional(),
    /**
     * `cell`: the front presents a certificate of the cell's own authority, which clients must trust. For tests, and if the operator runs
     * all clients. Default: each region brings a certificate (`existing.<region>.certificate`).
     */
    certificate: z.enum(["cell"]).optional(),
});

/** The bucket of a backup location. */
const backupBucketSchema = z.strictObject({
    /**
     * The URL of a bucket in the backup location, with the bucket as its path: `https://<host>/<bucket>`. The location of its data is not
     * verified.
     */
    bucket: z
        .string()
        .regex(
            /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?\/[a-z0-9][a-z0-9._-]{1,62}$/,
            "https://<host>/<bucket>, as in https://s3.ams.example/screening",
        ),
    /** The region in the signatures of requests to the store. */
    region: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and inner hyphens")
        .default("us-east-1"),
    /** The folder of the bucket that contains the copies of all cells. Default: none. */
    prefix: z
        .string()
        .regex(
            /^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/,
            "folders of letters, digits, '.', '_' and '-', with a / between them",
        )
        .max(256, "256 characters at most")
        .optional(),
    /** An access key that may list the bucket, and read, write and delete its objects, as `<id>:<secret>`. */
    credentials: secretRef,
});

/** The servers of the cells' stores: one in each region of a cell, and one in its backup location. */
const storeSchema = z.strictObject({
    /** The blocks of addresses from which the clusters of a cell connect to each other. A server accepts routes from these only. */
    peers: z.array(block).min(1, "at least one block"),
    /**
     * The key that encrypts volumes: at least 32 characters. Volumes that remain after the stack is deleted can't be read without it. It
     * can't change while they exist.
     */
    key: secretRef,
    /** Annotations of the load balancer before each server. Most controllers of load balancers are configured by them. */
    annotations: z.record(qualifiedName, z.string().max(4096, "4096 characters at most")).default({}),
    /** The class of that load balancer. Default: the cluster's. */
    class: qualifiedName.optional(),
    /** The size of each server's volume, in GiB. */
    volumeGiB: whole(1, 65_536).default(10),
    /** The storage class of the volumes. Default: the cluster's. */
    volumeClass: objectName.optional(),
    /** S3-compatible buckets that store copies of tables, by backup location, if `store.backup` is set. */
    backups: z.record(regionRef, backupBucketSchema).default({}),
});

/** The volumes of a site, where `serving.hosting` is `edge`. */
export const edgeSchema = z.strictObject({
    /**
     * The size of the volume of each release, in GiB. An archive needs twice its unpacked size. A change needs a class whose volumes can
     * grow.
     */
    volumeGiB: whole(1, 65_536).default(10),
    /** The storage class of these volumes. Default: the cluster's. */
    volumeClass: objectName.optional(),
});

/** The installation of KServe in each cluster, where `serving.hosting` is `managed`. */
export const kserveSchema = z.strictObject({
    /** The service account of its controller. Objects that it creates for releases of the cell are admitted. */
    controller: z
        .string()
        .regex(
            /^system:serviceaccount:[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?:[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/,
            "system:serviceaccount:<namespace>:<name>",
        )
        .default("system:serviceaccount:kserve:kserve-controller-manager"),
});

/** The name of a namespace (RFC 1123). */
const namespaceName = z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, "63 lower-case letters, digits and inner hyphens");

/** A Prometheus that reads a hub, run by the Prometheus Operator (prometheus-operator.dev). */
const onePrometheusSchema = z.strictObject({
    /** The namespace of its pods. Only that namespace may connect to metrics. */
    namespace: namespaceName,
    /** Labels that select monitors and rules. For the chart kube-prometheus-stack: `release` with the name of the Helm release. */
    labels: z.record(qualifiedName, labelValue).default({}),
});

/** The Prometheus that reads each hub. */
const prometheusSchema = onePrometheusSchema.extend({
    /** Clusters with another Prometheus, by region. An entry replaces all settings, including labels. */
    regions: z.record(regionRef, onePrometheusSchema).default({}),
});

/** The hub of each cell. */
const hubSchema = z.strictObject({
    /**
     * The storage class of a volume of 1 GiB for the hub's history, so that it outlives the pod. It must be encrypted like the cell's
     * data. Default: the history is in the pod's memory.
     */
    volumeClass: objectName.optional(),
    /**
     * Lets the Prometheus in the hub's cluster scrape the hub over mutual TLS and raise its alarms, and adds a Grafana dashboard: objects
     * ServiceMonitor, PrometheusRule and a ConfigMap. Default: only `meridian hub` reads the hub.
     */
    prometheus: prometheusSchema.optional(),
});

/** `meridian:kubernetes`: options of the cloud `kubernetes`. */
export const kubernetesSchema = z.strictObject({
    /**
     * The registry, with a path, that stores the runtime's images whose digests are in the lock. Nodes must reach it, as in
     * `registry.example.com/meridian`.
     */
    registry: registryOn("kubernetes").optional(),
    /** Images that replace the runtime's, by digest. */
    images: imagesSchema.default({}),
    /** Registries, with a path, whose images pods of a cell may use in addition to those in the config. Deployers may use them. */
    registries: z.array(registryOn("kubernetes")).default([]),
    /**
     * A Docker config (`.dockerconfigjson`) with the credentials for images, and for releases in a registry (`oci:`). Default: no
     * credentials.
     */
    pullSecret: secretRef.optional(),
    /**
     * The kubeconfig with the contexts that `existing.<region>.cluster` names. Default: the kubeconfig of the engine's environment
     * (`KUBECONFIG`, or `~/.kube/config`).
     */
    kubeconfig: secretRef.optional(),
    /** The domain of Services in the clusters' DNS. */
    clusterDomain: objectName.default("cluster.local"),
    /**
     * By region, the value of its nodes' label `topology.kubernetes.io/region`. Pods run on nodes with that value only, and the cluster
     * rejects others. For clusters with nodes in several regions. Default: all nodes of a cluster are in its region.
     */
    nodeRegions: z.record(regionRef, labelValue).default({}),
    /**
     * The total that the pods of a cell may request in each of its clusters. Pods that a rollout replaces count until they have ended.
     * Default: no quota.
     */
    quota: quotaSchema.optional(),
    /**
     * Whether the clusters enforce NetworkPolicies. `enforced`: an update fails if connections between two pods show that a cluster does
     * not. `unenforced`: nothing is tested. Without a network plugin that enforces them, any pod of the cluster may connect to those of a
     * cell.
     */
    networkPolicies: z.enum(["enforced", "unenforced"]).default("enforced"),
    /** The front of each region. */
    front: frontSchema.prefault({}),
    /**
     * The class of a Gateway before each region's gates, instead of the Service of type LoadBalancer. It forwards TLS by host name, and
     * needs Gateway API 1.5 or later. Annotations of `front` then apply to the objects that the class creates. Default: the Service.
     */
    gatewayClass: objectName.optional(),
    /**
     * The DNS of Kubernetes regions. `k8gb` returns the regions whose gates are ready. `external-dns` creates records in a zone of any
     * vendor without health checks: only an update (`routing.drain`) takes a region out of them.
     */
    names: z.enum(["k8gb", "external-dns"]).default("k8gb"),
    /** The store's servers. Required if a cell has tables. */
    store: storeSchema.optional(),
    /** Storage of releases at a site, if `serving.hosting` is `edge`. Default: a volume of 10 GiB for each. */
    edge: edgeSchema.optional(),
    /** The installation of KServe, if `serving.hosting` is `managed`. Default: its chart's, in the namespace `kserve`. */
    kserve: kserveSchema.optional(),
    /** The hub, which shows the state of each cell's regions. */
    hub: hubSchema.prefault({}),
    /** Certificates in PEM of the authorities of servers that releases are downloaded from. Default: public authorities. */
    authorities: z
        .string()
        .regex(/^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/, "certificates in PEM")
        .max(262_144, "262144 characters at most")
        .optional(),
});

export type KubernetesConfig = z.output<typeof kubernetesSchema>;
/** `meridian:kubernetes` as written. */
export type KubernetesInput = z.input<typeof kubernetesSchema>;

/** Faults of the argument of the adapter that no config has: names of namespaces begin with `service`. */
export function givenKubernetesFaults(service: unknown): Fault[] {
    return [...read(z.object({ service: label }), { service }, "").faults];
}

/** The Prometheus that scrapes a hub in a region, if there is one. */
export function prometheusIn({ prometheus }: KubernetesConfig["hub"], region: RegionRef) {
    return prometheus && (prometheus.regions[region] ?? prometheus);
}
