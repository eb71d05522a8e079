/** An amount that a container may have of its node. */
export interface ExtendedResource {
    /** As its device plugin offers it: `<domain>/<name>`. */
    readonly name: string;
    /** The label by which nodes with one product of it are found. Default: any product. */
    readonly product?: { readonly label: string; readonly value: string };
}

/** What a replica with a GPU gets where a config names no type. */
const usual = "nvidia.com/gpu";

/**
 * Labels with the product of a node's GPUs, as their vendors set them: GPU Feature Discovery, the node labeller of AMD's device plugin, and
 * Intel's rules for Node Feature Discovery.
 */
const productLabels: Readonly<Record<string, string>> = {
    "nvidia.com/gpu": "nvidia.com/gpu.product",
    "amd.com/gpu": "amd.com/gpu.product-name",
    "gpu.intel.com/i915": "gpu.intel.com/product",
    "gpu.intel.com/xe": "gpu.intel.com/product",
};

const labelled = Object.keys(productLabels)
    .map(name => name.replaceAll(".", "\\."))
    .join("|");

/**
 * Kubernetes takes names below its own domain, and those without a domain, for resources of its own (`IsExtendedResourceName` in
 * k8s.io/kubernetes, pkg/apis/core/v1/helper).
 */
const extended =
    "(?!requests\\.)(?!([a-z0-9.-]*\\.)?kubernetes\\.io/)[a-z0-9]([a-z0-9.-]{0,241}[a-z0-9])?/[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";
const product = "[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?";

/**
 * The name of a DeviceClass, which is a domain of its driver's vendor by convention: `gpu.nvidia.com`, `gpu.example.com`
 * (kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation).
 */
const deviceClass = "(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+";

/** Types of GPUs that nodes of a cluster may have, as `serving.gpu.type` names them. */
export const clusterGpus = {
    pattern: new RegExp(`^(${extended}|(${labelled})=${product}|${deviceClass})$`),
    form: `<domain>/<resource>, as in nvidia.com/gpu, <domain>/<resource>=<product> for ${Object.keys(productLabels).join(", ")}, as in nvidia.com/gpu=NVIDIA-L4, or a DeviceClass, as in gpu.nvidia.com`,
    remedy: "use a resource that `kubectl describe nodes` lists under Capacity of nodes with GPUs, or a class that `kubectl get deviceclasses` lists",
    source: "kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus",
} as const;

/** Devices of a class (dynamic resource allocation). */
export interface DeviceClass {
    readonly deviceClass: string;
    /** Names by which nodes with devices of its vendor are tainted: those of the vendor's extended resources. */
    readonly taints: readonly string[];
}

/** What a replica is given: an amount of its node, or devices of a class. */
export type ClusterGpus = ExtendedResource | DeviceClass;

/** The domain of a vendor in that of one of its drivers: `nvidia.com` in `gpu.nvidia.com`. */
const vendorOf = (domain: string) => domain.split(".").slice(-2).join(".");

const taintsOf = (deviceClass: string) =>
    Object.keys(productLabels).filter(name => vendorOf(name.split("/")[0]!) === vendorOf(deviceClass));

/** What a type names. */
export function clusterGpusOf(type: string = usual): ClusterGpus {
    if (!type.includes("/")) return { deviceClass: type, taints: taintsOf(type) };
    const [name, value] = type.split("=") as [string, string?];
    return { name, ...(value !== undefined && { product: { label: productLabels[name]!, value } }) };
}
