import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { rangeOf } from "../../../plan/clouds/network-faults";
import { awsSubnets } from "../../../plan/clouds/networks/aws";
import { cidrOf, cidrText } from "../../../plan/places/cidr";
import { footprints } from "../footprint";
import { makeEndpoints } from "./endpoints";
import type { LandingScope } from "./scope";

/** Where a region's tasks and balancers stand. */
export interface Network {
    readonly vpc: pulumi.Input<string>;
    /** Of tasks: they are unreachable from outside. */
    readonly inside: readonly pulumi.Input<string>[];
    /**
     * Where tasks that need nothing of the internet find what they ask of AWS: endpoints in the network, and S3. Undefined where the
     * network is brought, whose owner knows.
     */
    readonly services?: { readonly cidr: pulumi.Input<string>; readonly objects: pulumi.Input<string> };
    /** Of balancers that the internet reaches. */
    readonly outside: readonly pulumi.Input<string>[];
    /** What connects tasks, as far as it is made: it must be there before them, and go after them. Nothing where the network is brought. */
    readonly connects: () => readonly pulumi.Resource[];
    /** The same of balancers: without a gateway, one that faces the internet is refused. */
    readonly connectsOutside: readonly pulumi.Resource[];
    /**
     * Has tasks reach hosts beyond AWS's own: gates of other regions, whose names are public, and issuers of tokens. Where the network
     * is brought, that is for who owns it.
     */
    readonly openOutwards: () => void;
    /** Has tasks and machines reach more of AWS's services without the internet. Where the network is brought, that is for who owns it. */
    readonly reach: (...services: readonly string[]) => void;
}

/** A network of the region's own. Nothing in it has a public address but balancers. */
export function makeNetwork(scope: LandingScope): Network {
    const { name, region, cell, settings, opts } = scope;
    const used = footprints[settings.footprint];
    const cidr = rangeOf(cell, `aws:${region}`)!;
    const vpc = new aws.ec2.Vpc(
        `${name}-network`,
        { region, cidrBlock: cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: { Name: name } },
        opts,
    );
    // AWS gives each network a group that admits its own members and any connection outwards, for what names no group. Without rules it
    // admits nothing (docs.aws.amazon.com/config/latest/developerguide/vpc-default-security-group-closed.html).
    new aws.ec2.DefaultSecurityGroup(`${name}-network`, { region, vpcId: vpc.id, tags: { Name: name } }, opts);
    const zones = zonesOf(scope);
    const gateway = new aws.ec2.InternetGateway(`${name}-internet`, { region, vpcId: vpc.id }, opts);
    const outside = tableOf(scope, vpc, "outside");
    const outwards = new aws.ec2.Route(
        `${name}-outside-internet`,
        { region, routeTableId: outside.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: gateway.id },
        opts,
    );
    const inside = tableOf(scope, vpc, "inside");
    const ranges = awsSubnets(cidrOf(cidr)!, Math.min(footprints.full.zones, scope.zones));
    const connecting = { inside: [] as pulumi.Resource[], outside: [gateway, outwards] as pulumi.Resource[] };
    const subnets = (side: "inside" | "outside", table: aws.ec2.RouteTable) =>
        ranges[side].map((range, i) => {
            const letter = "abc"[i]!;
            const subnet = new aws.ec2.Subnet(
                `${name}-${side}-${letter}`,
                {
                    region,
                    vpcId: vpc.id,
                    availabilityZone: zones[i]!,
                    cidrBlock: cidrText(range),
                    mapPublicIpOnLaunch: false,
                    tags: { Name: `${name}-${side}-${letter}` },
                },
                // A zone that the account gets later may come first in the list.
                { ...opts, ignoreChanges: ["availabilityZone"] },
            );
            const routed = new aws.ec2.RouteTableAssociation(
                `${name}-${side}-${letter}`,
                { region, subnetId: subnet.id, routeTableId: table.id },
                opts,
            );
            connecting[side].push(routed);
            return subnet.id;
        });
    // All subnets are there, which costs nothing, so that no change of footprint has to delete one that is in use.
    const own = {
        inside: subnets("inside", inside).slice(0, used.zones),
        outside: subnets("outside", outside).slice(0, used.balancerZones),
    };
    const endpoints = makeEndpoints(scope, vpc, inside, own.inside);
    const services = { cidr: vpc.cidrBlock, objects: endpoints.objects };
    let opened: pulumi.Resource | undefined;
    return {
        vpc: vpc.id,
        ...own,
        services,
        openOutwards: () => {
            opened ??= makeNat(scope, vpc, inside, gateway);
        },
        reach: endpoints.reach,
        connects: () => [...connecting.inside, ...endpoints.connects(), ...(opened ? [opened] : [])],
        connectsOutside: connecting.outside,
    };
}

/**
 * The names of a region's zones. One that answers nothing has none of its own to tell, and keeps no other region from being built: what
 * is made there fails by itself.
 */
function zonesOf({ region, opts }: LandingScope): pulumi.Output<string[]> {
    const filters = [{ name: "opt-in-status", values: ["opt-in-not-required"] }];
    const asked = aws.getAvailabilityZones({ region, state: "available", filters }, opts);
    return pulumi.output(
        asked.then(
            ({ names }) => names,
            () => ["a", "b", "c"].map(letter => `${region}${letter}`),
        ),
    );
}

function tableOf({ name, region, opts }: LandingScope, vpc: aws.ec2.Vpc, side: string): aws.ec2.RouteTable {
    const tags = { Name: `${name}-${side}` };
    return new aws.ec2.RouteTable(`${name}-${side}`, { region, vpcId: vpc.id, tags }, opts);
}

/** One for all zones that tasks are in: it costs what one in each would, and follows tasks by itself. */
function makeNat(
    { name, region, opts }: LandingScope,
    vpc: aws.ec2.Vpc,
    table: aws.ec2.RouteTable,
    gateway: aws.ec2.InternetGateway,
): pulumi.Resource {
    const nat = new aws.ec2.NatGateway(
        `${name}-nat`,
        { region, vpcId: vpc.id, availabilityMode: "regional", connectivityType: "public" },
        { ...opts, dependsOn: [gateway] },
    );
    return new aws.ec2.Route(
        `${name}-inside-internet`,
        { region, routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id },
        opts,
    );
}
