import type { KubernetesConfig } from "../config/kubernetes";
import type { Fault } from "../faults";

/** gateway.networking.k8s.io: `maxProperties` of `spec.infrastructure.annotations`. */
const mostAnnotations = 8;

/** What the Service of type LoadBalancer would be configured by, where a Gateway takes its place. */
export function gatewayFaults(
    { front, gatewayClass }: Pick<KubernetesConfig, "front" | "gatewayClass">,
    at: string,
): Fault[] {
    if (gatewayClass === undefined) return [];
    const ofBalancers = (["class", "sources"] as const).flatMap((setting): Fault[] =>
        front[setting] === undefined
            ? []
            : [
                  {
                      code: "kubernetes/gateway-front",
                      path: `${at}front.${setting}`,
                      allowed:
                          "annotations and certificate, with gatewayClass: a Gateway has no other setting of a front",
                      remedy: `remove it, or remove gatewayClass: it is of Services of type LoadBalancer`,
                  },
              ],
    );
    const annotations = Object.keys(front.annotations).length;
    return annotations <= mostAnnotations
        ? ofBalancers
        : [
              ...ofBalancers,
              {
                  code: "kubernetes/gateway-annotations",
                  path: `${at}front.annotations`,
                  value: annotations,
                  allowed: `${mostAnnotations} annotations at most, with gatewayClass`,
                  remedy: "configure the class by its parameters, and leave annotations out",
              },
          ];
}
