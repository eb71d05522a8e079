import type { Grant, Principal } from "./grants";

/** What `meridian preflight` itself reads, beside what an update needs. */
export function preflightGrants({ cells, role }: Pick<Principal, "cells" | "role">): Grant[] {
    return [
        {
            sid: "Simulation",
            actions: ["iam:GetRole", "iam:SimulatePrincipalPolicy"],
            resources: [role ?? "*"],
        },
        {
            sid: "Answers",
            actions: [
                ...(role === undefined ? ["route53:GetHostedZone", "route53:ListHostedZonesByName"] : []),
                ...(cells.length === 0
                    ? []
                    : [
                          "acm:DescribeCertificate",
                          "cloudwatch:GetMetricStatistics",
                          "ec2:DescribeAvailabilityZones",
                          "ec2:DescribeInstanceTypeOfferings",
                          "ec2:DescribeSubnets",
                          "ec2:DescribeVpcs",
                          "ecr:DescribeImages",
                          "kms:DescribeKey",
                          "servicequotas:GetAWSDefaultServiceQuota",
                          "servicequotas:GetServiceQuota",
                      ]),
            ],
            resources: ["*"],
        },
    ];
}
