import type { Fault } from "../../plan/faults";
import type { ServingPlan } from "../../plan/serving/serving";
import type { GateHost } from "../upstream";

/** What can't be where something stands before the gate. */
export function inboundFaults({ auth, models, region }: ServingPlan, { inbound }: Pick<GateHost, "inbound">): Fault[] {
    if (inbound.kind === "mtls") {
        return [];
    }
    const before = inbound.kind === "tls" ? "a balancer" : "the platform";
    const certificates: Fault[] =
        auth.certificates === undefined
            ? []
            : [
                  {
                      code: "gate/certificates-end-before",
                      path: "auth.certificates",
                      allowed: `tokens, in ${region}: TLS of callers ends in ${before}, and their certificates with it`,
                      remedy: "use auth.jwt, or host the region's gate where TLS ends in it",
                  },
              ];
    const shadows = models
        .filter(({ shadow }) => shadow !== undefined)
        .map(({ name }): Fault => ({
            code: "gate/shadow-behind",
            path: `models.${name}.shadow`,
            allowed: `no shadow in ${region}: its comparer has to show the gate a certificate, which ends in ${before}`,
            remedy: "remove shadow, or host the region's gate where TLS ends in it",
        }));
    return [...certificates, ...shadows];
}
