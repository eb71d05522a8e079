import type { LandingScope } from "./scope";
import { makePolicy } from "../network-policy";

/** Nothing comes in, and nothing goes out but questions to DNS, until something is opened by name. */
export function makeClosed(scope: LandingScope): void {
    makePolicy(`${scope.name}-closed`, "closed", { pods: {}, from: [], to: [] }, scope);
    const dns = [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
    ];
    makePolicy(`${scope.name}-dns`, "dns", { pods: {}, to: [{ to: [{ namespaceSelector: {} }], ports: dns }] }, scope);
}
