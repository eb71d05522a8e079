import type { Row } from "../fact";
import { core, inNamespace, kind, plain } from "./words";

const networking = ["networking.k8s.io/v1", "networking.k8s.io/v1beta1"];

/** Networks of a cluster. */
export const network: Readonly<Record<string, Row>> = {
    ...kind("NetworkPolicy", ["networking.k8s.io/v1", "extensions/v1beta1"], { ...inNamespace }),
    ...plain(networking, "IngressClass"),
    ...plain([...networking, "networking.k8s.io/v1alpha1"], "IPAddress", "ServiceCIDR"),
    ...plain(core, "Endpoints"),
    ...plain(["discovery.k8s.io/v1", "discovery.k8s.io/v1beta1"], "EndpointSlice"),
    ...plain(["gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1"], "GatewayClass"),
    ...plain(["gateway.networking.k8s.io/v1beta1"], "ReferenceGrant"),
};
