import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import { policy } from "../policies";
import { gatewayStatements } from "./gateway-policies";
import type { LandingScope } from "./scope";

/**
 * What tasks ask of AWS over the network of the region instead of the internet: images, logs, secrets. (S3 and DynamoDB have gateway
 * endpoints, which cost nothing.) An interface endpoint costs about 7 USD a month in each zone.
 */
const interfaceEndpoints = ["ecr.api", "ecr.dkr", "logs", "secretsmanager"] as const;
const gatewayEndpoints = ["s3", "dynamodb"] as const satisfies readonly (keyof typeof gatewayStatements)[];

/** Where tasks reach services of AWS inside the network. */
export interface Endpoints {
    /** The prefix list of S3. */
    readonly objects: pulumi.Output<string>;
    /** Adds services that have no endpoint yet. */
    readonly reach: (...services: readonly string[]) => void;
    /** All endpoints so far, and what opens them. */
    readonly connects: () => readonly pulumi.Resource[];
}

export function makeEndpoints(
    scope: LandingScope,
    vpc: aws.ec2.Vpc,
    table: aws.ec2.RouteTable,
    subnetIds: readonly pulumi.Input<string>[],
): Endpoints {
    const { name, region, opts } = scope;
    const group = new aws.ec2.SecurityGroup(
        `${name}-endpoints`,
        { region, vpcId: vpc.id, description: "What tasks ask of AWS inside the network" },
        opts,
    );
    const rule = new aws.vpc.SecurityGroupIngressRule(
        `${name}-endpoints-tls`,
        {
            region,
            securityGroupId: group.id,
            cidrIpv4: vpc.cidrBlock,
            ipProtocol: "tcp",
            fromPort: 443,
            toPort: 443,
            description: "TLS from inside the network",
        },
        opts,
    );
    const made = new Map<string, aws.ec2.VpcEndpoint>();
    const reach: Endpoints["reach"] = (...services) => {
        for (const service of services) if (!made.has(service)) made.set(service, makeInterface(service));
    };
    reach(...interfaceEndpoints);
    function makeInterface(service: string): aws.ec2.VpcEndpoint {
        return new aws.ec2.VpcEndpoint(
            `${name}-${service.replace(".", "-")}`,
            {
                region,
                vpcId: vpc.id,
                serviceName: `com.amazonaws.${region}.${service}`,
                vpcEndpointType: "Interface",
                privateDnsEnabled: true,
                subnetIds: [...subnetIds],
                securityGroupIds: [group.id],
            },
            opts,
        );
    }
    const gateways = gatewayEndpoints.map(
        service =>
            new aws.ec2.VpcEndpoint(
                `${name}-${service}`,
                {
                    region,
                    vpcId: vpc.id,
                    serviceName: `com.amazonaws.${region}.${service}`,
                    vpcEndpointType: "Gateway",
                    routeTableIds: [table.id],
                    policy: policy(...gatewayStatements[service](scope)),
                },
                opts,
            ),
    );
    const [objects] = gateways;
    return { reach, objects: objects!.prefixListId, connects: () => [rule, ...made.values(), ...gateways] };
}
