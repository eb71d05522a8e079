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
    /** The model server, the certifier, and what makes and serves tables: `runtime` or `runtime-native`. */
    runtime: image.optional(),
    /** What downloads a release before its server starts. */
    fetch: image.optional(),
    /** A server of a cell's store, where a cell has tables. */
    store: image.optional(),
});

/** Keys of annotations, and classes of balancers (kubernetes.io/docs/concepts/overview/working-with-objects/annotations). */
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

/** The value of a label (kubernetes.io/docs/concepts/overview/working-with-objects/labels); an empty one says nothing. */
const labelValue = z
    .string()
    .regex(
        /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/,
        "63 letters, digits, and inner hyphens, full stops and underscores",
    );

/** The quota of a namespace (kubernetes.io/docs/concepts/policy/resource-quotas). */
const quotaSchema = z.strictObject({
    /** Processors. */
    cpu: z.number().positive("above 0").optional(),
    /** Memory in GiB. */
    memoryGiB: z.number().positive("above 0").optional(),
    /** Pods, whatever they request. */
    pods: whole(1, 100_000).optional(),
});

/** The Service of type LoadBalancer, or the Gateway, before a region's gates. */
const frontSchema = z.strictObject({
    /** Annotations, by which most controllers of balancers are configured. */
    annotations: z.record(qualifiedName, z.string().max(4096, "4096 characters at most")).default({}),
    /** The class of the balancer. Default: that of the cluster. */
    class: qualifiedName.optional(),
    /** The blocks of addresses from which the front takes connections; the cell's other regions are among them. Default: all. */
    sources: z.array(block).min(1, "at least one block").optional(),
    /**
     * `cell`: the front shows clients a certificate of the cell's own authority, which they must be given. For tests, and where all
     * clients are the operator's. Default: each region brings a certificate (`existing.<region>.certificate`).
     */
    certificate: z.enum(["cell"]).optional(),
});

/** The bucket of a backup place. */
const backupBucketSchema = z.strictObject({
    /** The address of a bucket in the backup place, by its path: `https://<host>/<bucket>`. That its data are there is not checked. */
    bucket: z
        .string()
        .regex(
            /^https:\/\/[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?\/[a-z0-9][a-z0-9._-]{1,62}$/,
            "https://<host>/<bucket>, as in https://s3.ams.example/screening",
        ),
    /** The region by which its store checks signatures. */
    region: z
        .string()
        .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "lower-case letters, digits and inner hyphens")
        .default("us-east-1"),
    /** The folder in the bucket that the copies of all cells are in. Default: the bucket itself. */
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

/** The servers of the cells' stores, one in each region of a cell and one in its backup place. */
const storeSchema = z.strictObject({
    /** The blocks of addresses from which the clusters of a cell connect to each other: a server takes routes from there only. */
    peers: z.array(block).min(1, "at least one block"),
    /**
     * What volumes are encrypted by: 32 characters or more. Volumes that stay when the stack goes can't be read without it, and it can't
     * change while they are there.
     */
    key: secretRef,
    /** Annotations of the balancer before each server, by which most controllers of balancers are configured. */
    annotations: z.record(qualifiedName, z.string().max(4096, "4096 characters at most")).default({}),
    /** The class of that balancer. Default: that of the cluster. */
    class: qualifiedName.optional(),
    /** The size of each server's volume, in GiB. */
    volumeGiB: whole(1, 65_536).default(10),
    /** The storage class of the volumes. Default: that of the cluster. */
    volumeClass: objectName.optional(),
    /** Buckets of an S3-compatible store that copies of tables go to, by backup place, where `store.backup` is set. */
    backups: z.record(regionRef, backupBucketSchema).default({}),
});

/** The volumes of a site, where `serving.hosting` is `edge`. */
export const edgeSchema = z.strictObject({
    /** The size of the volume of each release, in GiB: of an archive, twice what it has. Changing it needs a class whose volumes can grow. */
    volumeGiB: whole(1, 65_536).default(10),
    /** The storage class of these volumes. Default: that of the cluster. */
    volumeClass: objectName.optional(),
});

/** The installation of KServe in each cluster, where `serving.hosting` is `managed`. */
export const kserveSchema = z.strictObject({
    /** The service account of its controller: what it makes for releases of the cell is admitted. */
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
    /** The namespace of its pods: connections to metrics are open to that namespace alone. */
    namespace: namespaceName,
    /** Labels by which it selects monitors and rules: of the chart kube-prometheus-stack, `release` with the name of its Helm release. */
    labels: z.record(qualifiedName, labelValue).default({}),
});

/** The Prometheus that reads each hub. */
const prometheusSchema = onePrometheusSchema.extend({
    /** That of clusters in which it is another one, by region: all of it, labels too. */
    regions: z.record(regionRef, onePrometheusSchema).default({}),
});

/** The hub of each cell. */
const hubSchema = z.strictObject({
    /**
     * The storage class of a volume of 1 GiB for what it has seen, so that this outlives its pod. It must be encrypted as the cell's data are.
     * Default: what it has seen is in the memory of its pod.
     */
    volumeClass: objectName.optional(),
    /**
     * Has Prometheus, in the cluster of the hub, read it by mutual TLS and raise its alarms, and gives Grafana a dashboard: objects ServiceMonitor,
     * PrometheusRule, and a ConfigMap. Default: `meridian hub` alone reads it.
     */
    prometheus: prometheusSchema.optional(),
});

/** `meridian:kubernetes`: what only regions of `kubernetes` have. */
export const kubernetesSchema = z.strictObject({
    /**
     * Where the images of the runtime are that the lock has the digests of: a registry that nodes reach, and a path there, as in
     * `registry.example.com/meridian`.
     */
    registry: registryOn("kubernetes").optional(),
    /** What runs in a region instead of an image of the runtime: images by their digests. */
    images: imagesSchema.default({}),
    /**
     * Other registries, with a path there, that pods of a cell may have images of, in addition to those that the config names: deployers may
     * use them.
     */
    registries: z.array(registryOn("kubernetes")).default([]),
    /**
     * A Docker config (`.dockerconfigjson`) with the credentials by which nodes pull images, and pods download releases in a registry (`oci:`).
     * Default: registries need none.
     */
    pullSecret: secretRef.optional(),
    /**
     * The kubeconfig with the contexts that `existing.<region>.cluster` names. Default: that of the engine's environment (`KUBECONFIG`, or
     * `~/.kube/config`).
     */
    kubeconfig: secretRef.optional(),
    /** The domain of Services in the clusters' DNS. */
    clusterDomain: objectName.default("cluster.local"),
    /**
     * By region, the value of its nodes' label `topology.kubernetes.io/region`: pods run on nodes with that value only, and the cluster
     * refuses others. For clusters that have nodes in several regions. Default: all nodes of a cluster are in its region.
     */
    nodeRegions: z.record(regionRef, labelValue).default({}),
    /**
     * What the pods of a cell may request in each of its clusters, together; those that a rollout replaces count until they have ended. Default:
     * what the cluster has.
     */
    quota: quotaSchema.optional(),
    /**
     * Whether the clusters enforce NetworkPolicies. `enforced`: an update fails where connections between two pods show that one does not.
     * `unenforced`: nothing is tried, and without a network plugin that enforces them any pod of the cluster may connect to those of a cell.
     */
    networkPolicies: z.enum(["enforced", "unenforced"]).default("enforced"),
    /** The front of each region. */
    front: frontSchema.prefault({}),
    /**
     * The class of a Gateway before each region's gates, in the place of the Service of type LoadBalancer: it passes TLS on by host names, and needs
     * Gateway API 1.5 or later. Annotations of `front` are then those of what the class makes for it. Default: the Service.
     */
    gatewayClass: objectName.optional(),
    /**
     * What answers names of Kubernetes. `k8gb`: with the regions whose gates are ready. `external-dns`: ExternalDNS makes records in a zone of any
     * vendor; nothing checks regions for them, so that only an update (`routing.drain`) takes one out of them.
     */
    names: z.enum(["k8gb", "external-dns"]).default("k8gb"),
    /** Where a cell has tables. */
    store: storeSchema.optional(),
    /** What stores releases at a site, where `serving.hosting` is `edge`. Default: a volume of 10 GiB for each. */
    edge: edgeSchema.optional(),
    /** The installation of KServe, where `serving.hosting` is `managed`. Default: that of its chart, in the namespace `kserve`. */
    kserve: kserveSchema.optional(),
    /** What shows how the regions of each cell do. */
    hub: hubSchema.prefault({}),
    /**
     * Certificates in PEM of the authorities of where releases are downloaded from, where they are not public ones.
     */
    authorities: z
        .string()
        .regex(/^\s*-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----\s*$/, "certificates in PEM")
        .max(262_144, "262144 characters at most")
        .optional(),
});

export type KubernetesConfig = z.output<typeof kubernetesSchema>;
/** `meridian:kubernetes` as it is written. */
export type KubernetesInput = z.input<typeof kubernetesSchema>;

/** Faults of the argument of the adapter that no config has: names of namespaces begin with `service`. */
export function givenKubernetesFaults(service: unknown): Fault[] {
    return [...read(z.object({ service: label }), { service }, "").faults];
}

/** The Prometheus that reads a hub in a region, where one does. */
export function prometheusIn({ prometheus }: KubernetesConfig["hub"], region: RegionRef) {
    return prometheus && (prometheus.regions[region] ?? prometheus);
}
