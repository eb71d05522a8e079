import type { KubernetesConfig } from "../config/kubernetes";
import { type Fault, quoted } from "../faults";

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
                      problem: `front.${setting} configures a Service of type LoadBalancer, but gatewayClass ${quoted(gatewayClass)} puts a Gateway in its place`,
                      remedy: `remove front.${setting}, or remove gatewayClass`,
                  },
              ],
    );
    const annotations = Object.keys(front.annotations).length;
    return annotations <= mostAnnotations
        ? ofBalancers
        : [
              ...ofBalancers,
              {
                  code: "kubernetes/gateway-annotations" as const,
                  path: `${at}front.annotations`,
                  value: annotations,
                  problem: `front has ${annotations} annotations, expected at most ${mostAnnotations} with gatewayClass ${quoted(gatewayClass)}`,
                  remedy: "remove annotations, and configure the GatewayClass by its parameters instead",
              },
          ];
}
