import type { LandingScope } from "./scope";
import { makePolicy } from "../network-policy";

/**
 * Of resolvers, wherever they are: as pods, on nodes (kubernetes.io/docs/tasks/administer-cluster/nodelocaldns) or next to the cluster.
 * Those of OpenShift listen on the second port, and policies are evaluated after the address is translated.
 */
const dnsPorts = [53, 5353];

/** Nothing comes in, and nothing goes out but questions to DNS, until something is opened by name. */
export function makeClosed(scope: LandingScope): void {
    makePolicy(`${scope.name}-closed`, "closed", { pods: {}, from: [], to: [] }, scope);
    const dns = ["UDP", "TCP"].flatMap(protocol => dnsPorts.map(port => ({ protocol, port })));
    makePolicy(`${scope.name}-dns`, "dns", { pods: {}, to: [{ ports: dns }] }, scope);
}
