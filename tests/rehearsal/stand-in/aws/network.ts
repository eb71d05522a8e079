import type { Kind } from "../kind";
import { arn, joining, prefixed } from "./forms";

/** Something of EC2, known by an id. */
const ec2 = (prefix: string, path: string, more: Partial<Kind> = {}): Kind => ({
    id: prefixed(prefix),
    held: true,
    ...more,
    outputs: { arn: arn("ec2", ({ id }) => `${path}/${id}`), ...more.outputs },
});

/** Texts of security groups and their rules (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html). */
const described =
    (what: string): NonNullable<Kind["refuses"]> =>
    ({ inputs: { description } }) =>
        typeof description !== "string" || /^[\w .:/()#,@[\]+=&;{}!$*-]{0,255}$/.test(description)
            ? undefined
            : `InvalidParameterValue: Invalid ${what} description '${description}'. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*`;

const rule: Kind = {
    refuses: described("rule"),
    id: prefixed("sgr"),
    outputs: { arn: arn("ec2", ({ id }) => `security-group-rule/${id}`) },
    required: ["securityGroupId", "ipProtocol"],
    fixed: ["securityGroupId"],
};

/** Networks and what opens them. */
export const network: Readonly<Record<string, Kind>> = {
    "aws:ec2/vpc:Vpc": ec2("vpc", "vpc", { fixed: ["cidrBlock"], outputs: { mainRouteTableId: prefixed("rtb") } }),
    "aws:ec2/subnet:Subnet": ec2("subnet", "subnet", {
        required: ["vpcId"],
        fixed: ["vpcId", "cidrBlock", "availabilityZone"],
    }),
    "aws:ec2/flowLog:FlowLog": ec2("fl", "vpc-flow-log", {
        fixed: ["vpcId", "trafficType", "logDestination", "logDestinationType", "maxAggregationInterval", "logFormat"],
    }),
    "aws:ec2/internetGateway:InternetGateway": ec2("igw", "internet-gateway"),
    "aws:ec2/natGateway:NatGateway": ec2("nat", "natgateway", {
        fixed: ["vpcId", "availabilityMode", "connectivityType"],
    }),
    "aws:ec2/routeTable:RouteTable": ec2("rtb", "route-table", { required: ["vpcId"], fixed: ["vpcId"] }),
    "aws:ec2/route:Route": joining("routeTableId", "destinationCidrBlock"),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": {
        id: prefixed("rtbassoc"),
        outputs: {},
        required: ["routeTableId"],
        fixed: ["subnetId"],
    },
    "aws:ec2/securityGroup:SecurityGroup": ec2("sg", "security-group", {
        fixed: ["vpcId", "name", "description"],
        refuses: described("security group"),
        name: { property: "name", pattern: /^(?!sg-)[\w .:/()#,@[\]+=&;{}!$*-]{1,255}$/, auto: 255 },
    }),
    // It is there with its network: the provider adopts it, and leaves it when the resource is deleted.
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": ec2("sg", "security-group", {
        required: ["vpcId"],
        fixed: ["vpcId"],
    }),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule,
    "aws:ec2/vpcEndpoint:VpcEndpoint": ec2("vpce", "vpc-endpoint", {
        required: ["vpcId"],
        fixed: ["vpcId", "serviceName", "vpcEndpointType"],
        outputs: { prefixListId: prefixed("pl") },
        documents: ["policy"],
    }),
};
