import type { Kind } from "../kind";
import { guid, type Made, part, regional, text, worldwide } from "./forms";

const net = "azure-native:network:VirtualNetwork";
const privateZone = "azure-native:privatedns:PrivateZone";
const zone = "azure-native:dns:Zone";

/** What joins a network can't go to another region than that, and is held by what uses it. */
const joined = (path: string, near: readonly string[], more: Parameters<typeof regional>[1] = {}): Kind =>
    regional(path, { near, held: true, ...more });

const addressOf = ({ inputs, hex }: Made) =>
    // A dynamic one comes with what it is given to.
    inputs.publicIPAllocationMethod === "Static"
        ? `20.${[2, 2, 2].map(n => parseInt(hex(n), 16)).join(".")}`
        : undefined;

const domain = /^([\w-]{1,63}\.)+[A-Za-z0-9-]{1,63}$/;
const record = /^(@|[\w*-]{1,63}(\.[\w*-]{1,63})*)$/;
const hostIn =
    (zoneProperty: string) =>
    ({ inputs }: Made) => {
        const name = text(inputs.relativeRecordSetName);
        return `${name === "@" ? "" : `${name}.`}${text(inputs[zoneProperty])}.`;
    };

/** Networks, what opens them, and the names in them. */
export const network: Readonly<Record<string, Kind>> = {
    [net]: regional("Microsoft.Network/virtualNetworks/{virtualNetworkName}", {
        called: /^[A-Za-z0-9](|[\w.-]{0,62}\w)$/,
        outputs: { resourceGuid: guid },
        held: true,
    }),
    "azure-native:network:Subnet": part("Microsoft.Network/virtualNetworks/{virtualNetworkName}/subnets/{subnetName}", {
        of: { virtualNetworkName: net },
        called: /^[A-Za-z0-9](|[\w.-]{0,78}\w)$/,
        near: ["networkSecurityGroup", "natGateway", "routeTable"],
        held: true,
    }),
    "azure-native:network:NetworkSecurityGroup": regional(
        "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}",
        { outputs: { resourceGuid: guid }, held: true },
    ),
    "azure-native:network:SecurityRule": part(
        "Microsoft.Network/networkSecurityGroups/{networkSecurityGroupName}/securityRules/{securityRuleName}",
        {
            of: { networkSecurityGroupName: "azure-native:network:NetworkSecurityGroup" },
            required: ["access", "direction", "priority", "protocol"],
            refuses: ({ account, inputs, things }) => {
                const same = things.find(
                    thing =>
                        thing.type === "azure-native:network:SecurityRule" &&
                        thing.account === account &&
                        ["resourceGroupName", "networkSecurityGroupName", "direction", "priority"].every(
                            key => thing.inputs[key] === inputs[key],
                        ),
                );
                return same && `SecurityRuleConflict: ${same.id} has the priority ${String(inputs.priority)} already`;
            },
        },
    ),
    "azure-native:network:PublicIPAddress": regional("Microsoft.Network/publicIPAddresses/{publicIpAddressName}", {
        outputs: { ipAddress: addressOf, resourceGuid: guid },
        fixed: ["publicIPAddressVersion", "publicIPPrefix", "sku"],
        once: ["zones"],
        adds: {
            dnsSettings: ({ inputs, region }) => {
                const label = text((inputs.dnsSettings as { domainNameLabel?: unknown } | undefined)?.domainNameLabel);
                return label === "" ? undefined : { fqdn: `${label}.${region ?? ""}.cloudapp.azure.com` };
            },
        },
        held: true,
    }),
    "azure-native:network:NatGateway": joined(
        "Microsoft.Network/natGateways/{natGatewayName}",
        ["publicIpAddresses", "publicIpPrefixes"],
        { outputs: { resourceGuid: guid }, once: ["sku", "zones"] },
    ),
    "azure-native:network:PrivateEndpoint": joined(
        "Microsoft.Network/privateEndpoints/{privateEndpointName}",
        ["subnet"],
        { fixed: ["subnet"], outputs: { networkInterfaces: ({ id }) => [{ id: `${id}-nic` }] } },
    ),
    "azure-native:network:PrivateDnsZoneGroup": part(
        "Microsoft.Network/privateEndpoints/{privateEndpointName}/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        { of: { privateEndpointName: "azure-native:network:PrivateEndpoint" } },
    ),
    "azure-native:network:NetworkInterface": joined(
        "Microsoft.Network/networkInterfaces/{networkInterfaceName}",
        ["ipConfigurations", "networkSecurityGroup"],
        { outputs: { macAddress: ({ hex }) => hex(12).toUpperCase(), resourceGuid: guid } },
    ),
    "azure-native:network:ApplicationGateway": joined(
        "Microsoft.Network/applicationGateways/{applicationGatewayName}",
        ["gatewayIPConfigurations", "frontendIPConfigurations", "firewallPolicy"],
        { outputs: { operationalState: () => "Running", resourceGuid: guid } },
    ),
    "azure-native:network:WebApplicationFirewallPolicy": regional(
        "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies/{policyName}",
        { called: /^[A-Za-z][\w.-]{0,127}$/, required: ["managedRules"], held: true },
    ),
    "azure-native:network:LoadBalancer": joined(
        "Microsoft.Network/loadBalancers/{loadBalancerName}",
        ["frontendIPConfigurations"],
        { outputs: { resourceGuid: guid }, once: ["sku"] },
    ),
    [privateZone]: worldwide("Microsoft.Network/privateDnsZones/{privateZoneName}", {
        called: domain,
        outputs: { numberOfRecordSets: () => 1 },
        held: true,
    }),
    "azure-native:privatedns:VirtualNetworkLink": worldwide(
        "Microsoft.Network/privateDnsZones/{privateZoneName}/virtualNetworkLinks/{virtualNetworkLinkName}",
        { of: { privateZoneName: privateZone }, fixed: ["virtualNetwork"] },
    ),
    "azure-native:privatedns:PrivateRecordSet": part(
        "Microsoft.Network/privateDnsZones/{privateZoneName}/{recordType}/{relativeRecordSetName}",
        { of: { privateZoneName: privateZone }, called: record, outputs: { fqdn: hostIn("privateZoneName") } },
    ),
    [zone]: worldwide("Microsoft.Network/dnsZones/{zoneName}", {
        called: domain,
        outputs: {
            nameServers: ({ hex }) => {
                const shard = String(parseInt(hex(2), 16) % 100).padStart(2, "0");
                return [
                    "1-{}.azure-dns.com.",
                    "2-{}.azure-dns.net.",
                    "3-{}.azure-dns.org.",
                    "4-{}.azure-dns.info.",
                ].map(name => `ns${name.replace("{}", shard)}`);
            },
        },
        held: true,
    }),
    "azure-native:dns:RecordSet": part("Microsoft.Network/dnsZones/{zoneName}/{recordType}/{relativeRecordSetName}", {
        of: { zoneName: zone },
        called: record,
        outputs: { fqdn: hostIn("zoneName") },
    }),
};
