import type { Config } from "../config/config";
import type { KubernetesConfig } from "../config/kubernetes";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
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
                problem: `kubernetes.names ${quoted(names)} has no effect, because names of ${andList([...new Set(led.map(({ names }) => names))])} lead to all cells`,
                remedy: "remove kubernetes.names, or remove routing.names",
            },
        ];
    }
    return observability?.withdraw === undefined
        ? []
        : [
              {
                  code: "kubernetes/names-unchecked",
                  path: "observability.withdraw",
                  problem: `observability.withdraw is not supported with kubernetes.names ${quoted(names)}, whose records also lead to withdrawn regions, expected k8gb`,
                  remedy: "remove observability.withdraw, or remove kubernetes.names to use k8gb",
              },
          ];
}
