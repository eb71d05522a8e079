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

/** Types of GPUs that nodes of a cluster may have, as `serving.gpu.type` names them. */
export const extendedGpus = {
    pattern: new RegExp(`^(${extended}|(${labelled})=${product})$`),
    form: `<domain>/<resource>, as nvidia.com/gpu, or of ${Object.keys(productLabels).join(", ")} one product, as nvidia.com/gpu=NVIDIA-L4`,
    remedy: "name what `kubectl describe nodes` lists under Capacity for the nodes with GPUs",
    source: "kubernetes.io/docs/tasks/manage-gpus/scheduling-gpus",
} as const;

/** The resource that a type names. */
export function extendedResource(type: string = usual): ExtendedResource {
    const [name, value] = type.split("=") as [string, string?];
    return { name, ...(value !== undefined && { product: { label: productLabels[name]!, value } }) };
}
