import { type Counterpart, ofProvider } from "./counterpart";

const rule = { referencedSecurityGroupId: "SourceSecurityGroupId", cidrIpv4: "CidrIp", cidrIpv6: "CidrIpv6" };

/** Networks, and machines in them. */
export const network: Readonly<Record<string, Counterpart>> = {
    "ec2/defaultSecurityGroup": {
        type: "AWS::EC2::SecurityGroup",
        // AWS has given it one.
        adds: { GroupDescription: "default VPC security group" },
    },
    "ec2/flowLog": { type: "AWS::EC2::FlowLog", names: { vpcId: "ResourceId" }, adds: { ResourceType: "VPC" } },
    "ec2/internetGateway": {
        type: "AWS::EC2::InternetGateway",
        without: { vpcId: "is attached by a resource of its own there" },
    },
    "ec2/launchTemplate": {
        type: "AWS::EC2::LaunchTemplate",
        names: {
            blockDeviceMappings: "LaunchTemplateData.BlockDeviceMappings",
            iamInstanceProfile: "LaunchTemplateData.IamInstanceProfile",
            imageId: "LaunchTemplateData.ImageId",
            instanceType: "LaunchTemplateData.InstanceType",
            metadataOptions: "LaunchTemplateData.MetadataOptions",
            name: "LaunchTemplateName",
            userData: "LaunchTemplateData.UserData",
            vpcSecurityGroupIds: "LaunchTemplateData.SecurityGroupIds",
        },
        // The provider has a text, since it may be left open.
        values: { "blockDeviceMappings[].ebs.encrypted": { true: true, false: false } },
        without: { updateDefaultVersion: ofProvider },
    },
    "ec2/natGateway": { type: "AWS::EC2::NatGateway" },
    "ec2/route": { type: "AWS::EC2::Route" },
    "ec2/routeTable": { type: "AWS::EC2::RouteTable" },
    "ec2/routeTableAssociation": { type: "AWS::EC2::SubnetRouteTableAssociation" },
    "ec2/securityGroup": {
        type: "AWS::EC2::SecurityGroup",
        names: { description: "GroupDescription", name: "GroupName" },
        without: { revokeRulesOnDelete: ofProvider },
    },
    "ec2/subnet": { type: "AWS::EC2::Subnet" },
    "ec2/vpc": { type: "AWS::EC2::VPC" },
    "ec2/vpcEndpoint": {
        type: "AWS::EC2::VPCEndpoint",
        names: { policy: "PolicyDocument" },
        values: { policy: "json" },
    },
    "vpc/securityGroupEgressRule": {
        type: "AWS::EC2::SecurityGroupEgress",
        names: {
            ...rule,
            prefixListId: "DestinationPrefixListId",
            referencedSecurityGroupId: "DestinationSecurityGroupId",
            securityGroupId: "GroupId",
        },
    },
    "vpc/securityGroupIngressRule": {
        type: "AWS::EC2::SecurityGroupIngress",
        names: { ...rule, prefixListId: "SourcePrefixListId", securityGroupId: "GroupId" },
    },
};
