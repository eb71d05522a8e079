import type { Properties } from "../../properties";
import type { Resource } from "../../resource";
import { internet } from "../addresses";
import type { Claim, FlowFact, Row } from "../fact";
import { every, matching, unsaid } from "../forms";
import { core, hereNamed, inNamespace, kind, toHost, unlessSaid } from "./words";
import { servesByTls } from "./front/ingress";
import { gateways, opensTlsOnly, redirectsOrServes, servesNothingPlain } from "./front/gateway";

/** Port 443 of TLS over TCP, or of HTTP/3. */
function isTls(port: Properties): Claim["holds"] {
    const number = port.number("port");
    const asked = [
        number.is === "absent" ? false : unlessSaid(number, one => one === 443),
        unlessSaid(port.text("protocol"), protocol => /^(TCP|UDP)$/.test(protocol)),
    ];
    return asked.find(holds => holds === false) ?? asked.find(holds => holds !== true) ?? true;
}

/** Annotations by which a Service requests a balancer for the own network of its cloud (kubernetes.io/docs/concepts/services-networking/service/#internal-load-balancer). */
const internal: readonly (readonly [string, RegExp])[] = [
    ["service.beta.kubernetes.io/aws-load-balancer-scheme", /^internal$/],
    ["service.beta.kubernetes.io/aws-load-balancer-internal", /^true$/],
    ["networking.gke.io/load-balancer-type", /^Internal$/],
    ["cloud.google.com/load-balancer-type", /^Internal$/],
    ["service.beta.kubernetes.io/azure-load-balancer-internal", /^true$/],
    ["service.beta.kubernetes.io/openstack-internal-load-balancer", /^true$/],
    ["service.beta.kubernetes.io/oci-load-balancer-internal", /^true$/],
];

const isInternal = (resource: Resource) =>
    internal.some(([key, value]) => matching(`metadata.annotations["${key}"]`, value)(resource).holds === true);

/** A balancer admits TLS from everywhere, and anything else from named addresses only: so does the front, whose gates end TLS. */
function balancerIsClosed(resource: Resource): Claim {
    const { properties } = resource;
    const path = "spec.loadBalancerSourceRanges";
    const type = properties.text("spec.type");
    if (type.is === "absent" || (type.is === "known" && type.value !== "LoadBalancer") || isInternal(resource))
        return { holds: true, path };
    if (type.is === "unknown") return { holds: "undetermined", path: "spec.type" };
    const { isKnown, items } = properties.list("spec.ports");
    const ports = items.map(isTls);
    const areTls = ports.includes(false) ? false : isKnown && !ports.includes("undetermined") ? true : "undetermined";
    const sources = properties.texts(`${path}[]`);
    const isPublic = sources.length === 0 || sources.some(read => read.is === "known" && internet.test(read.value));
    if (areTls === true || isPublic) return { holds: areTls, path };
    return { holds: sources.some(({ is }) => is === "unknown") ? "undetermined" : true, path };
}

/** A Service that is an alias leads pods to a host elsewhere, with what they send. */
const alias = toHost("event", "spec.externalName");

/** k8gb answers a host in each cluster that has an object for it: what has one host stands in for each other (github.com/k8gb-io/k8gb, docs/resource_ref.md). */
function answering({ properties }: Resource): FlowFact[] {
    const path = 'metadata.annotations["k8gb.io/hostname"]';
    const together = properties.has(path) ? path : "spec.ingress.rules[].host";
    return [{ kind: "failover", path: together, together, to: { self: true } }];
}

/** Two clusters that have records of one name made lead its clients to the regions of both. */
function recorded(): FlowFact[] {
    const together = "spec.endpoints[].dnsName";
    return [{ kind: "failover", path: together, together, to: { self: true } }];
}

const gatewayApi = (...versions: readonly string[]) => versions.map(version => `gateway.networking.k8s.io/${version}`);

const aboutGateway = {
    about: (resource: Resource) => hereNamed(resource, "spec.parentRefs[].name", gateways),
} satisfies Row;

/** What clients reach, and names that lead there. */
export const front: Readonly<Record<string, Row>> = {
    ...kind("Service", core, {
        ...inNamespace,
        flows: alias,
        claims: {
            "exposure/open-ingress": balancerIsClosed,
            // Both open ports of nodes, which have addresses of their own.
            "exposure/public-addresses": every(
                matching("spec.type", /^(?!NodePort$)/, true),
                unsaid("spec.externalIPs"),
            ),
        },
    }),
    ...kind(
        "Ingress",
        ["networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"],
        { ...inNamespace, claims: { "encryption/in-transit": servesByTls } },
        {},
    ),
    ...kind(
        "Gateway",
        gatewayApi("v1", "v1beta1"),
        {
            ...inNamespace,
            names: ["metadata.name"],
            claims: { "encryption/in-transit": servesNothingPlain, "exposure/open-ingress": opensTlsOnly },
            needs: { "encryption/in-transit": "a listener answers without TLS, and no route redirects from it" },
        },
        {},
    ),
    ...kind(
        "HTTPRoute",
        gatewayApi("v1", "v1beta1"),
        { ...aboutGateway, claims: { "encryption/in-transit": redirectsOrServes } },
        {},
    ),
    ...kind("GRPCRoute", gatewayApi("v1"), { ...aboutGateway }, {}),
    ...kind("TLSRoute", gatewayApi("v1", "v1alpha2", "v1alpha3"), { ...aboutGateway }, {}),
    ...kind("TCPRoute", gatewayApi("v1alpha2"), { ...aboutGateway }, {}),
    ...kind("UDPRoute", gatewayApi("v1alpha2"), { ...aboutGateway }, {}),
    ...kind("DNSEndpoint", ["externaldns.k8s.io/v1alpha1"], { ...inNamespace, flows: recorded }),
    ...kind("Gslb", ["k8gb.io/v1beta1", "k8gb.absa.oss/v1beta1"], { ...inNamespace, flows: answering }),
};
