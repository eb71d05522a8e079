import type { Config } from "../config/config";
import type { KubernetesConfig } from "../config/kubernetes";
import type { Fault } from "../faults";
import type { Cloud } from "../places/catalogue";

/** What else records of ExternalDNS must go with. */
interface Beside {
    /** Whose names lead to cells. */
    readonly led: readonly { readonly names: Cloud }[];
    readonly observability: Pick<NonNullable<Config["observability"]>, "withdraw"> | undefined;
}

/**
 * Records of ExternalDNS where no cell has a name of Kubernetes: the names of all are those of another cloud. Or where regions are to be withdrawn,
 * which no record shows.
 */
export function recordFaults({ names }: Pick<KubernetesConfig, "names">, { led, observability }: Beside): Fault[] {
    if (names === "k8gb") return [];
    if (!led.some(({ names }) => names === "kubernetes")) {
        return [
            {
                code: "kubernetes/names-unused",
                path: "kubernetes.names",
                value: names,
                allowed: `names of Kubernetes, where it is set; here those of ${led.map(({ names }) => names).join(", ")} lead to all cells`,
                remedy: "remove it, or remove routing.names",
            },
        ];
    }
    return observability?.withdraw === undefined
        ? []
        : [
              {
                  code: "kubernetes/names-unchecked",
                  path: "observability.withdraw",
                  allowed: `names that lead to no region that was withdrawn, with kubernetes.names: k8gb; those of ${names} lead to all`,
                  remedy: "remove it, or remove kubernetes.names",
              },
          ];
}
