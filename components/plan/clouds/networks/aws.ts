import { type Cidr, partOf } from "../../places/cidr";
import type { NetworkFacts } from "../cloud";

/** Bits by which the prefix of a subnet is longer than that of its network: three inside in the lower half, three outside in the upper. */
const longer = { inside: 3, outside: 5 };

/**
 * A VPC has a prefix of 16 to 28 bits. A balancer needs subnets of 27 bits at most, each with eight free addresses
 * (docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html).
 */
export const awsNetworks: NetworkFacts = {
    standard: "10.0.0.0/16",
    bits: { least: 16, most: 27 - longer.outside },
    // RFC 1918 and RFC 6598: hosts of the internet stay reachable.
    within: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"],
    // Docker's bridge on machines with GPUs, and services of AWS.
    taken: ["172.17.0.0/16"],
    source: "docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
};

/** The subnets of a network, one of each side in each zone. Four zones at most fit; a subnet keeps its range when a zone is added. */
export function awsSubnets(network: Cidr, zones: number): { readonly inside: Cidr[]; readonly outside: Cidr[] } {
    const each = <T>(one: (i: number) => T) => Array.from({ length: zones }, (_, i) => one(i));
    return {
        inside: each(i => partOf(network, longer.inside, i)),
        outside: each(i => partOf(network, longer.outside, 2 ** (longer.outside - 1) + i)),
    };
}
