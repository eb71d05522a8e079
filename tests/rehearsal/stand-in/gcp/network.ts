import type { Kind, Making } from "../kind";
import { compute } from "./compute";
import { digits, text } from "./forms";
import { bare } from "./where";

/** A unique one, if none is set. */
const address = ({ hex, inputs }: Making) =>
    text(inputs.address) || ["34", ...[2, 2, 2].map(each => parseInt(hex(each), 16))].join(".");

const fixedOfAddresses = [
    "address",
    "addressType",
    "description",
    "ipVersion",
    "network",
    "networkTier",
    "prefixLength",
    "purpose",
    "subnetwork",
];

/** Networks and what opens them. */
export const network: Readonly<Record<string, Kind>> = {
    "gcp:compute/network:Network": compute("global", "networks", {
        outputs: { networkId: digits, numericId: digits, gatewayIpv4: () => "" },
        fixed: ["autoCreateSubnetworks", "description", "mtu", "networkProfile"],
    }),
    "gcp:compute/subnetwork:Subnetwork": compute("region", "subnetworks", {
        outputs: { gatewayAddress: ({ inputs }) => text(inputs.ipCidrRange).replace(/\d+\/\d+$/, "1") },
        required: ["network"],
        // A range that only gets wider isn't recreated; the fake provider does so.
        fixed: ["network", "description", "ipCidrRange", "purpose"],
    }),
    "gcp:compute/firewall:Firewall": compute("global", "firewalls", {
        required: ["network"],
        fixed: ["network", "direction"],
    }),
    "gcp:compute/router:Router": compute("region", "routers", { fixed: ["network", "encryptedInterconnectRouter"] }),
    "gcp:compute/routerNat:RouterNat": {
        ...compute("region", "routers"),
        id: ({ account, inputs, region = "" }) =>
            `projects/${account}/regions/${region}/routers/${bare(text(inputs.router)).split("/").at(-1)!}/${text(inputs.name)}`,
        outputs: {},
        required: ["router", "sourceSubnetworkIpRangesToNat"],
        fixed: ["name", "router", "type", "endpointTypes"],
        parents: { router: "gcp:compute/router:Router" },
    },
    "gcp:compute/address:Address": compute("region", "addresses", { outputs: { address }, fixed: fixedOfAddresses }),
    "gcp:compute/globalAddress:GlobalAddress": compute("global", "addresses", {
        outputs: { address },
        fixed: fixedOfAddresses,
    }),
    "gcp:servicenetworking/connection:Connection": {
        global: true,
        id: ({ inputs }) => `${encodeURIComponent(bare(text(inputs.network)))}:${text(inputs.service)}`,
        outputs: { peering: ({ inputs }) => text(inputs.service).replaceAll(".", "-") },
        required: ["network", "reservedPeeringRanges", "service"],
        fixed: ["network", "service"],
        parents: { reservedPeeringRanges: "gcp:compute/globalAddress:GlobalAddress" },
    },
};
