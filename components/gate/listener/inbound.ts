import { type Fault, quoted } from "../../plan/faults";
import type { ServingPlan } from "../../plan/serving/serving";
import type { GateHost } from "../upstream";

/** Faults of features that do not work with a proxy before the gate. */
export function inboundFaults({ auth, models, region }: ServingPlan, { inbound }: Pick<GateHost, "inbound">): Fault[] {
    if (inbound.kind === "mtls") {
        return [];
    }
    const end = inbound.kind === "tls" ? "the load balancer" : "the platform";
    const certificates: Fault[] =
        auth.certificates === undefined
            ? []
            : [
                  {
                      code: "gate/certificates-end-before",
                      path: "auth.certificates",
                      problem: `client certificates do not reach the gate in ${region}, as ${end} terminates TLS, expected tokens`,
                      remedy: "use auth.jwt, or choose a hosting in which the gate terminates TLS",
                  },
              ];
    const shadows = models
        .filter(({ shadow }) => shadow !== undefined)
        .map(({ name }): Fault => ({
            code: "gate/shadow-behind",
            path: `models.${name}.shadow`,
            problem: `the shadow of model ${quoted(name)} can't authenticate to the gate in ${region}, as ${end} terminates TLS`,
            remedy: "remove shadow, or choose a hosting in which the gate terminates TLS",
        }));
    return [...certificates, ...shadows];
}
