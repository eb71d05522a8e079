import type { Known, KnownOf } from "../needs/known";

/** What a new account may have of something, and what a state has of it. */
export interface Quota {
    /** As Service Quotas calls it. */
    readonly name: string;
    readonly most: number;
    readonly source: string;
    /** By what it is counted for: account and region, account, or a resource. */
    readonly used: (all: KnownOf) => Readonly<Record<string, number>>;
}

const general = "https://docs.aws.amazon.com/general/latest/gr";

const regionOf = (one: Known) => `${one.account} ${String(one.inputs.region)}`;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

function summed(
    resources: readonly Known[],
    by: (one: Known) => string,
    amount: (one: Known) => number = () => 1,
): Record<string, number> {
    const sums: Record<string, number> = {};
    for (const one of resources) sums[by(one)] = (sums[by(one)] ?? 0) + amount(one);
    return sums;
}

const counted = (kind: string, by: (one: Known) => string) => (all: KnownOf) => summed(all(kind), by);

/** Virtual processors of the tasks of services, as many as start with the stack; a task has 1,024 units of each. */
function processors(all: KnownOf, compatibility: string): Record<string, number> {
    const taskOf = ({ inputs }: Known) =>
        all("ecs/taskDefinition").find(task => task.outputs.arn === inputs.taskDefinition);
    const services = all("ecs/service").filter(one =>
        listOf(taskOf(one)?.inputs.requiresCompatibilities).includes(compatibility),
    );
    return summed(
        services,
        regionOf,
        one => (Number(one.inputs.desiredCount) * Number(taskOf(one)!.inputs.cpu)) / 1024,
    );
}

/** Zones of a gateway's network. */
const zonesOf = ({ inputs: { vpcId } }: Known, all: KnownOf) =>
    new Set(
        all("ec2/subnet")
            .filter(({ inputs }) => inputs.vpcId === vpcId)
            .map(({ inputs }) => inputs.availabilityZone),
    );

/** Default quotas of new accounts that stacks come near to, or that are low. All but those without "adjustable" can be raised on request. */
export const quotas: readonly Quota[] = [
    {
        name: "Fargate On-Demand vCPU resource count",
        most: 6,
        source: `${general}/ecs-service.html`,
        used: all => processors(all, "FARGATE"),
    },
    {
        name: "Running On-Demand G and VT instances",
        most: 0,
        source: `${general}/ec2-service.html`,
        used: all => processors(all, "EC2"),
    },
    {
        name: "VPCs per Region",
        most: 5,
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
        used: counted("ec2/vpc", regionOf),
    },
    {
        name: "Elastic IP addresses per Region",
        most: 5,
        source: "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html",
        // A regional gateway has one in each zone (https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html). AWS does
        // not document that those it allocates by itself count: here they do.
        used: all => summed(all("ec2/natGateway"), regionOf, gateway => zonesOf(gateway, all).size),
    },
    {
        name: "Interface VPC endpoints per VPC",
        most: 50,
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html",
        used: all =>
            summed(
                all("ec2/vpcEndpoint").filter(({ inputs }) => inputs.vpcEndpointType === "Interface"),
                ({ inputs }) => String(inputs.vpcId),
            ),
    },
    {
        name: "Gateway VPC endpoints per Region",
        most: 20,
        source: "https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-limits-endpoints.html",
        used: all =>
            summed(
                all("ec2/vpcEndpoint").filter(({ inputs }) => inputs.vpcEndpointType === "Gateway"),
                regionOf,
            ),
    },
    {
        name: "Application Load Balancers per Region",
        most: 50,
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
        used: counted("lb/loadBalancer", regionOf),
    },
    {
        name: "Trails per Region, not adjustable",
        most: 5,
        source: "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html",
        used: counted("cloudtrail/trail", regionOf),
    },
    {
        name: "Containers per task definition, not adjustable",
        most: 10,
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html",
        used: all =>
            summed(
                all("ecs/taskDefinition"),
                ({ name }) => name,
                // Service Connect adds its proxy.
                ({ inputs }) => (JSON.parse(String(inputs.containerDefinitions)) as unknown[]).length + 1,
            ),
    },
    {
        name: "Roles per account",
        most: 1000,
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        used: counted("iam/role", ({ account }) => account),
    },
    {
        name: "Managed policies per role",
        most: 10,
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
        used: counted("iam/rolePolicyAttachment", ({ inputs }) => String(inputs.role)),
    },
    {
        name: "Health checks per account",
        most: 200,
        source: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html",
        used: counted("route53/healthCheck", ({ account }) => account),
    },
];

/** A line for each quota of a new account that a state exceeds. */
export function exceeded(all: KnownOf, table: readonly Quota[] = quotas): string[] {
    return table.flatMap(({ most, name, used }) =>
        Object.entries(used(all))
            .filter(([, amount]) => amount > most)
            .map(([where, amount]) => `${where}: ${name} is ${most}, and the stack needs ${amount}`)
            .sort(),
    );
}
