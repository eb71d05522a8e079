import type { KubernetesConfig } from "../config/kubernetes";
import type { Fault } from "../faults";
import type { Cloud } from "../places/catalogue";

/** What answers names of Kubernetes, where no cell has one: the names of all are those of another cloud. */
export function recordFaults(
    { names }: Pick<KubernetesConfig, "names">,
    led: readonly { readonly names: Cloud }[],
): Fault[] {
    return names === "k8gb" || led.some(({ names }) => names === "kubernetes")
        ? []
        : [
              {
                  code: "kubernetes/names-unused",
                  path: "kubernetes.names",
                  value: names,
                  allowed: `names of Kubernetes, where it is set; here those of ${led.map(({ names }) => names).join(", ")} lead to all cells`,
                  remedy: "remove it, or remove routing.names",
              },
          ];
}
