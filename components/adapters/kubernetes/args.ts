import type * as pulumi from "@pulumi/pulumi";

import type { Cell } from "../../plan/cells/cell";
import type { ImagesOn } from "../../plan/config/cloud-images";
import type { KubernetesConfig, KubernetesInput } from "../../plan/config/kubernetes";
import type { RegionRef } from "../../plan/places/catalogue";

/** The images of a region's containers, each by its digest. */
export type KubernetesImages = ImagesOn<"kubernetes">;

/** The front of each region, as `kubernetes.front` of a config. */
export type KubernetesFrontArgs = Partial<KubernetesConfig["front"]>;

/** The servers of the cells' stores, as `kubernetes.store` of a config. */
export type KubernetesStoreArgs = NonNullable<KubernetesInput["store"]>;

/** The hub of each cell, as `kubernetes.hub` of a config. */
export type KubernetesHubArgs = NonNullable<KubernetesInput["hub"]>;

/** The volumes of sites, as `kubernetes.edge` of a config. */
export type KubernetesEdgeArgs = Partial<NonNullable<KubernetesConfig["edge"]>>;

/** The installation of KServe, as `kubernetes.kserve` of a config. */
export type KubernetesKserveArgs = Partial<NonNullable<KubernetesConfig["kserve"]>>;

/** Arguments of the adapter for Kubernetes. */
export interface KubernetesArgs {
    /**
     * Prefix of the names of namespaces: lower-case letters, digits and inner hyphens, at most 32.
     * @default - the service of a `Service`, else the project's name
     */
    readonly service?: string;
    /**
     * The registry of the runtime's images whose digests are in `meridian.lock.json`, as `kubernetes.registry` of the config of a
     * `Service`.
     * @default - that of the config
     */
    readonly registry?: string;
    /**
     * Images of each region that replace the runtime's.
     * @default - `kubernetes.images` and `kubernetes.registry` of the config of a `Service`; required without one
     */
    readonly images?: KubernetesImages;
    /**
     * The kubeconfig with the contexts that `existing.<region>.cluster` names. The engine stores it as a secret.
     *
     * @default - `kubernetes.kubeconfig` of the config of a `Service`, else that of the engine's environment
     */
    readonly kubeconfig?: pulumi.Input<string>;
    /**
     * A Docker config (`.dockerconfigjson`) with the credentials for images. The engine stores it as a secret.
     * @default - `kubernetes.pullSecret` of the config of a `Service`, else no credentials
     */
    readonly pullSecret?: pulumi.Input<string>;
    /**
     * The domain of Services in the clusters' DNS.
     *
     * @default cluster.local
     */
    readonly clusterDomain?: string;
    /**
     * More registries, with a path, whose images pods of a cell may use.
     * @default - those of `images` and, with a `Service`, of the custom servers that its config names
     */
    readonly registries?: readonly string[];
    /**
     * By region, the value of its nodes' label `topology.kubernetes.io/region`: pods run on nodes with that value only.
     *
     * @default - all nodes of a cluster are in its region
     */
    readonly nodeRegions?: Readonly<Record<RegionRef, string>>;
    /**
     * The total that the pods of a cell may request in each of its clusters.
     * @default - no quota
     */
    readonly quota?: NonNullable<KubernetesConfig["quota"]>;
    /**
     * Whether the clusters enforce NetworkPolicies, `enforced` or `unenforced`. An update tests it once, and again with another image of
     * `runtime`.
     * @default enforced
     */
    readonly networkPolicies?: "enforced" | "unenforced";
    /**
     * The front of each region.
     * @default - open to all addresses, with the cluster's own class of load balancers and an existing certificate
     */
    readonly front?: KubernetesFrontArgs;
    /**
     * The class of the Gateway before each region, by Gateway API 1.5 or later.
     * @default - a Service of type LoadBalancer instead
     */
    readonly gatewayClass?: string;
    /**
     * The DNS of Kubernetes regions, `k8gb` or `external-dns`.
     * @default k8gb
     */
    readonly names?: "k8gb" | "external-dns";
    /**
     * The servers of the cells' stores. Required if a cell has tables.
     * @default - that of the config
     */
    readonly store?: KubernetesStoreArgs;
    /**
     * The volumes of sites, if `serving.hosting` is `edge`.
     * @default - 10 GiB for each release, of the cluster's own class
     */
    readonly edge?: KubernetesEdgeArgs;
    /**
     * The installation of KServe in the clusters, if `serving.hosting` is `managed`.
     * @default - its controller is the service account `kserve-controller-manager` of the namespace `kserve`
     */
    readonly kserve?: KubernetesKserveArgs;
    /**
     * The hub of each cell.
     *
     * @default - without a volume
     */
    readonly hub?: KubernetesHubArgs;
    /**
     * Certificates in PEM of the authorities of servers that releases are downloaded from.
     * @default - public authorities only
     */
    readonly authorities?: string;
}

type StoreConfig = NonNullable<KubernetesConfig["store"]>;

/** The stores' settings with their secrets. */
export interface StoreSettings extends Omit<StoreConfig, "key" | "backups"> {
    readonly key: pulumi.Output<string>;
    readonly backups: Readonly<Record<RegionRef, BackupBucket>>;
}

/** The bucket of a backup location. */
export interface BackupBucket extends Omit<StoreConfig["backups"][RegionRef], "credentials"> {
    readonly credentials: pulumi.Output<string>;
}

/** The same with its defaults. */
export interface KubernetesSettings {
    readonly service: string;
    readonly images: KubernetesImages;
    readonly kubeconfig: pulumi.Output<string> | undefined;
    readonly pullSecret: pulumi.Output<string> | undefined;
    readonly clusterDomain: string;
    readonly registries: KubernetesConfig["registries"];
    /** Images of custom servers, as a config names them. */
    readonly ownImages: readonly string[];
    readonly nodeRegions: KubernetesConfig["nodeRegions"];
    readonly quota: KubernetesConfig["quota"];
    readonly networkPolicies: KubernetesConfig["networkPolicies"];
    readonly front: KubernetesConfig["front"];
    readonly gatewayClass: KubernetesConfig["gatewayClass"];
    readonly names: KubernetesConfig["names"];
    readonly store: StoreSettings | undefined;
    readonly edge: NonNullable<KubernetesConfig["edge"]>;
    readonly kserve: NonNullable<KubernetesConfig["kserve"]>;
    /** Settings of configured hostings: with another hosting they are rejected. */
    readonly ofHostings: Pick<KubernetesConfig, "edge" | "kserve">;
    readonly hub: KubernetesConfig["hub"];
    /** Whether volumes with the data of a cell remain when the stack is deleted. */
    readonly isRetained: (cell: Cell) => boolean;
    readonly authorities: string | undefined;
}
