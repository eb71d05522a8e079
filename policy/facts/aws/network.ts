import { internet } from "../addresses";
import type { Claim, Row } from "../fact";
import { flag, isOfProgram, where } from "../forms";
import type { Properties } from "../../properties";
import type { Resource } from "../../resource";

/**
 * A rule of any other protocol admits all ports, whatever its range
 * (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html).
 */
const hasPorts = /^(tcp|udp|6|17)$/i;

/** Port 443 alone, of a protocol that has ports. */
function isTls(rule: Properties, protocolPath: string): Claim["holds"] {
    const protocol = rule.text(protocolPath);
    const ports = [rule.number("fromPort"), rule.number("toPort")];
    if (protocol.is === "known" && !hasPorts.test(protocol.value)) return false;
    if (ports.some(read => read.is === "absent" || (read.is === "known" && read.value !== 443))) return false;
    return [protocol, ...ports].some(({ is }) => is === "unknown") ? "undetermined" : true;
}

/** From everywhere TLS only; from those who are named, anything. */
function isClosedTo(rule: Properties, protocolPath: string, paths: readonly string[]): Claim["holds"] {
    const sources = paths.flatMap(path => rule.texts(path));
    const holds = isTls(rule, protocolPath);
    if (holds === true || sources.some(read => read.is === "known" && internet.test(read.value))) return holds;
    return sources.some(({ is }) => is === "unknown") ? "undetermined" : true;
}

const isClosed =
    (protocolPath: string, ...paths: readonly string[]) =>
    ({ properties }: Resource): Claim => ({
        holds: isClosedTo(properties, protocolPath, paths),
        path: paths[0]!,
    });

/** Ingress that a group says by itself; what it leaves to rules of their own, the provider fills in. */
function inlineIsClosed(resource: Resource): Claim | undefined {
    const path = "ingress";
    const { items, isKnown } = resource.properties.list(path);
    const made = items.map(item => isClosedTo(item, "protocol", ["cidrBlocks[]", "ipv6CidrBlocks[]"]));
    if (made.includes(false)) return { holds: false, path };
    if (isKnown && !made.includes("undetermined")) return { holds: true, path };
    return isOfProgram(resource, path) ? { holds: "undetermined", path } : undefined;
}

const isIngress = ({ properties }: Resource) => {
    const type = properties.text("type");
    return type.is !== "known" || type.value === "ingress";
};

const ofNetwork = (...types: readonly string[]) => Object.fromEntries(types.map((type): [string, Row] => [type, {}]));

/** Networks and what opens them. */
export const network: Readonly<Record<string, Row>> = {
    ...ofNetwork(
        "aws:ec2/defaultRouteTable:DefaultRouteTable",
        "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",
        "aws:ec2/eipAssociation:EipAssociation",
        "aws:ec2/internetGateway:InternetGateway",
        "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment",
        "aws:ec2/keyPair:KeyPair",
        "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation",
        "aws:ec2/managedPrefixList:ManagedPrefixList",
        "aws:ec2/natGateway:NatGateway",
        "aws:ec2/networkAcl:NetworkAcl",
        "aws:ec2/networkAclAssociation:NetworkAclAssociation",
        "aws:ec2/networkAclRule:NetworkAclRule",
        "aws:ec2/networkInterface:NetworkInterface",
        "aws:ec2/placementGroup:PlacementGroup",
        "aws:ec2/route:Route",
        "aws:ec2/routeTable:RouteTable",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/tag:Tag",
        "aws:ec2/vpc:Vpc",
        "aws:ec2/vpcDhcpOptions:VpcDhcpOptions",
        "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",
        "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",
        "aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation",
        "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation",
        "aws:ec2/vpcIpv6CidrBlockAssociation:VpcIpv6CidrBlockAssociation",
        "aws:ec2/vpcPeeringConnection:VpcPeeringConnection",
        "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter",
        "aws:ec2/vpnConnection:VpnConnection",
        "aws:ec2/vpnGateway:VpnGateway",
        "aws:ec2/customerGateway:CustomerGateway",
        "aws:ec2transitgateway/transitGateway:TransitGateway",
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
        "aws:ec2transitgateway/route:Route",
        "aws:ec2transitgateway/routeTable:RouteTable",
        "aws:networkfirewall/firewall:Firewall",
        "aws:networkfirewall/firewallPolicy:FirewallPolicy",
        "aws:networkfirewall/ruleGroup:RuleGroup",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        "aws:vpc/securityGroupVpcAssociation:SecurityGroupVpcAssociation",
        "aws:servicediscovery/httpNamespace:HttpNamespace",
        "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
        "aws:servicediscovery/publicDnsNamespace:PublicDnsNamespace",
        "aws:servicediscovery/service:Service",
        "aws:servicediscovery/instance:Instance",
        "aws:resourcegroups/group:Group",
        "aws:ram/resourceAssociation:ResourceAssociation",
        "aws:ram/principalAssociation:PrincipalAssociation",
    ),
    "aws:ec2/eip:Eip": { names: ["publicIp", "publicDns"] },
    "aws:ram/resourceShare:ResourceShare": {},
    "aws:ec2/subnet:Subnet": { claims: { "exposure/public-addresses": flag("mapPublicIpOnLaunch", false) } },
    // AWS makes both public. The stack that names them owns them.
    "aws:ec2/defaultSubnet:DefaultSubnet": {
        claims: { "exposure/public-addresses": flag("mapPublicIpOnLaunch", false, true) },
    },
    "aws:ec2/defaultVpc:DefaultVpc": {},
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": { claims: { "exposure/open-ingress": inlineIsClosed } },
    "aws:ec2/securityGroup:SecurityGroup": { claims: { "exposure/open-ingress": inlineIsClosed } },
    "aws:ec2/securityGroupRule:SecurityGroupRule": {
        claims: { "exposure/open-ingress": where(isIngress, isClosed("protocol", "cidrBlocks[]", "ipv6CidrBlocks[]")) },
    },
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": {
        claims: { "exposure/open-ingress": isClosed("ipProtocol", "cidrIpv4", "cidrIpv6") },
    },
};
