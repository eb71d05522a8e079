import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { AwsLandingZone } from "../landing-zone";
import { platformConnections } from "../../../gate/platform";

/** Who may connect to whom in a region. What no rule says, can't be. */
export interface Groups {
    readonly gate: aws.ec2.SecurityGroup;
    readonly servers: aws.ec2.SecurityGroup;
    /** Of servers of one's own, where there are some: what they listen on beside their sidecar, nothing reaches. */
    readonly ownServers?: aws.ec2.SecurityGroup;
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
    // One rule on each side, so that neither side alone admits a connection.
    for (const { from, name: connection, port, to } of platformConnections) {
        const tcp = { region, ipProtocol: "tcp", fromPort: port, toPort: port, description: connection };
        const [ours, theirs] = [groups[from].id, groups[to]?.id];
        if (theirs === undefined) continue;
        const child = `${name}-${connection}`;
        new aws.vpc.SecurityGroupEgressRule(
            child,
            { ...tcp, securityGroupId: ours, referencedSecurityGroupId: theirs },
            opts,
        );
        new aws.vpc.SecurityGroupIngressRule(
            child,
            { ...tcp, securityGroupId: theirs, referencedSecurityGroupId: ours },
            opts,
        );
    }
    // Beside images, logs and secrets: gates of other regions, and who issues tokens.
    letOut(`${name}-gate-out`, gate, [{ cidrIpv4: "0.0.0.0/0" }], region, opts);
    letOut(`${name}-servers-out`, servers, servicesIn(network), region, opts);
    if (ownServers) letOut(`${name}-own-servers-out`, ownServers, servicesIn(network), region, opts);
    return { gate, servers, ...(ownServers && { ownServers }) };
}

/**
 * The services of AWS that a task needs, where it needs nothing else. Of the services that this reaches, S3 takes what a program with credentials of another
 * account writes to a bucket of that account in the region.
 */
export function servicesIn({ services }: AwsLandingZone["network"]): Destination[] {
    return services === undefined
        ? [{ cidrIpv4: "0.0.0.0/0" }]
        : [{ cidrIpv4: services.cidr }, { prefixListId: services.objects }];
}

type Destination = Pick<aws.vpc.SecurityGroupEgressRuleArgs, "cidrIpv4" | "prefixListId">;

/** Over TLS, to where is said. */
export function letOut(
    name: string,
    group: aws.ec2.SecurityGroup,
    destinations: readonly Destination[],
    region: string,
    opts: pulumi.CustomResourceOptions,
): void {
    for (const destination of destinations) {
        const child = "prefixListId" in destination ? `${name}-objects` : name;
        const tls = { ipProtocol: "tcp", fromPort: 443, toPort: 443, description: child };
        new aws.vpc.SecurityGroupEgressRule(
            child,
            { region: region, securityGroupId: group.id, ...tls, ...destination },
            opts,
        );
    }
}
