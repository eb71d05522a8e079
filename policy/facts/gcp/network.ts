import type { Properties } from "../../properties";
import type { Resource } from "../../resource";
import { internet } from "../addresses";
import type { Claim, Row } from "../fact";
import { nowhere } from "./place";
import { grants } from "./words";

/** TLS over TCP, and HTTP/3, which is never without it. */
function isTls(rule: Properties, protocol: string): boolean {
    const what = rule.text(protocol);
    const ports = rule.texts("ports[]");
    const isStream = what.is === "known" && /^(tcp|udp|6|17)$/i.test(what.value);
    return isStream && ports.length > 0 && ports.every(read => read.is === "known" && read.value === "443");
}

/** Nothing comes in from everywhere but TLS. Who may come in can be said by addresses, or by what it comes from. */
function firewallIsClosed({ properties }: Resource): Claim {
    const path = "sourceRanges";
    const direction = properties.text("direction");
    const disabled = properties.flag("disabled");
    if ((direction.is === "known" && direction.value !== "INGRESS") || (disabled.is === "known" && disabled.value))
        return { holds: true, path };
    const { isKnown, items } = properties.list("allows");
    if (isKnown && items.every(rule => isTls(rule, "protocol"))) return { holds: true, path };
    const sources = properties.texts("sourceRanges[]");
    // A rule with neither of them admits all addresses (https://cloud.google.com/firewall/docs/firewalls#sources).
    const isPublic = sources.length === 0 && !properties.has("sourceTags") && !properties.has("sourceServiceAccounts");
    if (isPublic || sources.some(read => read.is === "known" && internet.test(read.value)))
        return { holds: isKnown ? false : "undetermined", path };
    return { holds: sources.some(({ is }) => is === "unknown") ? "undetermined" : true, path };
}

/** The same of rules of policies. */
function ruleIsClosed({ properties }: Resource): Claim {
    const path = "match.srcIpRanges";
    const action = properties.text("action");
    const direction = properties.text("direction");
    const { isKnown, items } = properties.list("match.layer4Configs");
    const sources = properties.texts(`${path}[]`);
    const isIn = direction.is !== "known" || direction.value === "INGRESS";
    const lets = action.is !== "known" || action.value === "allow";
    if (!isIn || !lets || (isKnown && items.length > 0 && items.every(rule => isTls(rule, "ipProtocol"))))
        return { holds: true, path };
    if (sources.some(read => read.is === "known" && internet.test(read.value)))
        return { holds: isKnown ? false : "undetermined", path };
    return { holds: sources.some(({ is }) => is === "unknown") ? "undetermined" : true, path };
}

const rule: Row = { place: nowhere, claims: { "exposure/open-ingress": ruleIsClosed } };

/** Networks and what opens them. */
export const network: Readonly<Record<string, Row>> = {
    "gcp:compute/network:Network": { place: nowhere },
    "gcp:compute/networkPeering:NetworkPeering": { place: nowhere },
    "gcp:compute/networkPeeringRoutesConfig:NetworkPeeringRoutesConfig": { place: nowhere },
    "gcp:compute/subnetwork:Subnetwork": {},
    ...grants("gcp:compute/subnetworkIAM", "subnetwork", "identity/public-principal", {
        of: ["gcp:compute/subnetwork:Subnetwork"],
    }),
    "gcp:compute/route:Route": { place: nowhere },
    "gcp:compute/router:Router": {},
    "gcp:compute/routerNat:RouterNat": {},
    "gcp:compute/routerInterface:RouterInterface": {},
    "gcp:compute/routerPeer:RouterPeer": {},
    "gcp:compute/haVpnGateway:HaVpnGateway": {},
    "gcp:compute/externalVpnGateway:ExternalVpnGateway": { place: nowhere },
    "gcp:compute/vPNTunnel:VPNTunnel": {},
    "gcp:compute/vPNGateway:VPNGateway": {},
    "gcp:compute/firewall:Firewall": { place: nowhere, claims: { "exposure/open-ingress": firewallIsClosed } },
    "gcp:compute/firewallPolicy:FirewallPolicy": { place: nowhere },
    "gcp:compute/firewallPolicyAssociation:FirewallPolicyAssociation": { place: nowhere },
    "gcp:compute/firewallPolicyRule:FirewallPolicyRule": rule,
    "gcp:compute/networkFirewallPolicy:NetworkFirewallPolicy": { place: nowhere },
    "gcp:compute/networkFirewallPolicyAssociation:NetworkFirewallPolicyAssociation": { place: nowhere },
    "gcp:compute/networkFirewallPolicyRule:NetworkFirewallPolicyRule": rule,
    "gcp:compute/regionNetworkFirewallPolicy:RegionNetworkFirewallPolicy": {},
    "gcp:compute/regionNetworkFirewallPolicyAssociation:RegionNetworkFirewallPolicyAssociation": {},
    "gcp:compute/regionNetworkFirewallPolicyRule:RegionNetworkFirewallPolicyRule": rule,
    "gcp:compute/serviceAttachment:ServiceAttachment": {},
    "gcp:compute/networkAttachment:NetworkAttachment": {},
    "gcp:compute/sharedVPCHostProject:SharedVPCHostProject": { place: nowhere },
    "gcp:compute/sharedVPCServiceProject:SharedVPCServiceProject": { place: nowhere },
    "gcp:compute/projectMetadata:ProjectMetadata": { place: nowhere },
    "gcp:compute/projectMetadataItem:ProjectMetadataItem": { place: nowhere },
    "gcp:compute/projectDefaultNetworkTier:ProjectDefaultNetworkTier": { place: nowhere },
    "gcp:servicenetworking/connection:Connection": { place: nowhere },
    "gcp:servicenetworking/peeredDnsDomain:PeeredDnsDomain": { place: nowhere },
    "gcp:vpcaccess/connector:Connector": {},
    "gcp:networkconnectivity/serviceConnectionPolicy:ServiceConnectionPolicy": {},
    "gcp:networkconnectivity/internalRange:InternalRange": { place: nowhere },
    "gcp:dns/policy:Policy": { place: nowhere },
    "gcp:dns/responsePolicy:ResponsePolicy": { place: nowhere },
    "gcp:dns/responsePolicyRule:ResponsePolicyRule": { place: nowhere },
    "gcp:accesscontextmanager/accessPolicy:AccessPolicy": { place: nowhere },
    "gcp:accesscontextmanager/accessLevel:AccessLevel": { place: nowhere },
    "gcp:accesscontextmanager/servicePerimeter:ServicePerimeter": { place: nowhere },
    "gcp:accesscontextmanager/servicePerimeterResource:ServicePerimeterResource": { place: nowhere },
};
