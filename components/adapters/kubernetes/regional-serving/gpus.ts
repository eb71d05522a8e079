import { extendedResource } from "../../../plan/clouds/extended-resources";
import type { HostingPlan } from "../../../plan/serving/serving";
import type { Nodes } from "../deployment";

/** What a replica with GPUs needs. */
interface Gpus {
    /** A limit is the request, too: extended resources are not overcommitted. */
    readonly limits: Readonly<Record<string, string>>;
    readonly nodes: Nodes;
}

/** The GPUs of a replica, as a device plugin offers them. None where the config names none. */
export function gpusOf({ gpu }: Pick<HostingPlan, "gpu">): Gpus | undefined {
    if (gpu === undefined) return undefined;
    const { name, product } = extendedResource(gpu.type);
    return {
        limits: { [name]: String(gpu.count) },
        nodes: {
            labels: product === undefined ? {} : { [product.label]: product.value },
            // Nodes with a resource are tainted by its name (kubernetes.io/docs/reference/access-authn-authz/admission-controllers, ExtendedResourceToleration).
            tolerations: [{ key: name, operator: "Exists", effect: "NoSchedule" }],
        },
    };
}
