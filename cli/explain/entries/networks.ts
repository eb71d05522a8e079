import type { Entries } from "../entry";

export const networks: Entries = {
    "network/size": {
        cause: "The address range of a network is larger than its cloud accepts, or too small for the subnets that are created in it. On AWS each network has up to three subnets for tasks, each an eighth of the range, and up to three for balancers, each 1/32 of it. A balancer needs a subnet of at least /27.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    networks: { "aws:eu-west-1": { cidr: "10.1.0.0/24" } }`,
        remedy: "Use a prefix of `/16` to `/22`.",
    },
    "network/not-private": {
        cause: "The address range of a network is not private, so hosts of the internet with these addresses would be unreachable. Or it is in 172.17.0.0/16, which Docker and services of AWS use.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    networks: { "aws:eu-west-1": { cidr: "11.0.0.0/16" } }`,
        remedy: "Use a part of `10.0.0.0/8`, `172.16.0.0/12`, `192.168.0.0/16` or `100.64.0.0/10` that no other network of your organization has.",
    },
    "network/overlap": {
        cause: "The address ranges of two networks of the stack overlap. A network that is connected to both could reach one of them only. Networks without a range in the config all have the standard range of their cloud, `10.0.0.0/16` on AWS, and are not compared with each other.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1", "aws:eu-central-1"]
    networks: { "aws:eu-west-1": { cidr: "10.0.0.0/20" } } # eu-central-1 has 10.0.0.0/16`,
        remedy: "Give each network a range of its own. Do not change the range of a network that exists: an update would replace it.",
    },
    "network/exists": {
        cause: "A region has an existing network in `existing`, and an address range in `networks`. The range would have no effect.",
        example: `cells:
  - name: eu
    regions: ["aws:eu-west-1"]
    existing:
      "aws:eu-west-1": { network: vpc-1, subnets: [subnet-1], publicSubnets: [subnet-2, subnet-3] }
    networks: { "aws:eu-west-1": { cidr: "10.1.0.0/16" } }`,
        remedy: "Remove the range, or remove `network`, `subnets` and `publicSubnets` so that a network is created.",
    },
};
