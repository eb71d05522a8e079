import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { AwsLandingZone } from "../landing-zone";
import { platformConnections } from "../../../gate/platform";

/** A group with what opens it: tasks that start before their rules get no image, and those of a service that is being ended drain by them. */
export interface OpenedGroup {
    readonly group: aws.ec2.SecurityGroup;
    readonly rules: readonly pulumi.Resource[];
}

/** Which groups may connect to which in a region. All other connections are impossible. */
export interface Groups {
    readonly gate: OpenedGroup;
    readonly servers: OpenedGroup;
    /** Of custom servers, where there are some: what they listen on beside their sidecar, nothing reaches. */
    readonly ownServers?: OpenedGroup;
}

export function makeGroups(
    name: string,
    front: aws.ec2.SecurityGroup,
    hasOwn: boolean,
    { network, region }: AwsLandingZone,
    opts: pulumi.CustomResourceOptions,
): Groups {
    const group = (what: string, description: string) =>
        new aws.ec2.SecurityGroup(`${name}-${what}`, { region, vpcId: network.vpc, description }, opts);
    const [gate, servers] = [group("gate", "Gate"), group("servers", "Servers of models")];
    const ownServers = hasOwn ? group("own-servers", "Own servers of models") : undefined;
    const groups = { front, gate, servers, "own-servers": ownServers };
    const rules = new Map<aws.ec2.SecurityGroup, pulumi.Resource[]>();
    const opened = (group: aws.ec2.SecurityGroup, ...more: readonly pulumi.Resource[]) => {
        rules.set(group, [...(rules.get(group) ?? []), ...more]);
    };
    // One rule on each side, so that neither side alone admits a connection.
    for (const { from, name: connection, port, to } of platformConnections) {
        const tcp = { region, ipProtocol: "tcp", fromPort: port, toPort: port, description: connection };
        const [ours, theirs] = [groups[from], groups[to]];
        if (theirs === undefined) continue;
        const child = `${name}-${connection}`;
        const out = { ...tcp, securityGroupId: ours.id, referencedSecurityGroupId: theirs.id };
        opened(ours, new aws.vpc.SecurityGroupEgressRule(child, out, opts));
        const into = { ...tcp, securityGroupId: theirs.id, referencedSecurityGroupId: ours.id };
        opened(theirs, new aws.vpc.SecurityGroupIngressRule(child, into, opts));
    }
    // For images, logs and secrets, and for gates of other regions and issuers of tokens.
    opened(gate, ...letOut(`${name}-gate-out`, gate, [{ cidrIpv4: "0.0.0.0/0" }], region, opts));
    opened(servers, ...letOut(`${name}-servers-out`, servers, servicesIn(network), region, opts));
    if (ownServers)
        opened(ownServers, ...letOut(`${name}-own-servers-out`, ownServers, servicesIn(network), region, opts));
    const withRules = (group: aws.ec2.SecurityGroup) => ({ group, rules: rules.get(group)! });
    return {
        gate: withRules(gate),
        servers: withRules(servers),
        ...(ownServers && { ownServers: withRules(ownServers) }),
    };
}

/**
 * The services of AWS that a task needs, where it needs nothing else. The policy of the endpoint of S3 admits requests for the cell's own
 * buckets, so that a program with credentials of another account can't write to a bucket of that account.
 */
export function servicesIn({ services }: AwsLandingZone["network"]): Destination[] {
    return services === undefined
        ? [{ cidrIpv4: "0.0.0.0/0" }]
        : [{ cidrIpv4: services.cidr }, { prefixListId: services.objects }];
}

type Destination = Pick<aws.vpc.SecurityGroupEgressRuleArgs, "cidrIpv4" | "prefixListId">;

/** Over TLS, to the given destination. */
export function letOut(
    name: string,
    group: aws.ec2.SecurityGroup,
    destinations: readonly Destination[],
    region: string,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
    return destinations.map(destination => {
        const child = "prefixListId" in destination ? `${name}-objects` : name;
        const tls = { ipProtocol: "tcp", fromPort: 443, toPort: 443, description: child };
        return new aws.vpc.SecurityGroupEgressRule(
            child,
            { region: region, securityGroupId: group.id, ...tls, ...destination },
            opts,
        );
    });
}
