import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import { gateHeader } from "../../../gate/headers";
import { isOwn } from "../../../gate/sidecar/platform";
import { releasesOf, type ServingPlan } from "../../../plan/serving/serving";
import type { AwsLandingZone } from "../landing-zone";
import { retentionFor } from "../landing-zone/logs";
import { addressLimit } from "./address-limit";

/**
 * What would refuse texts for a model as attacks on a web page: a question about HTML, a path with `../`, an address
 * (docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html).
 */
const rulesOnTexts = ["EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "CrossSiteScripting_BODY"];

/** AWS's own groups of rules, in order of priority, with the rules that only count what they find. */
function managedRules(servesTexts: boolean) {
    const groups: { readonly name: string; readonly counts?: readonly string[] }[] = [
        { name: "AWSManagedRulesAmazonIpReputationList" },
        { name: "AWSManagedRulesKnownBadInputsRuleSet" },
        // A filter sees the first 8 KiB of a body, and would refuse whatever is larger, as tensors are: sizes are bounded by the gate.
        {
            name: "AWSManagedRulesCommonRuleSet",
            counts: ["SizeRestrictions_BODY", ...(servesTexts ? rulesOnTexts : [])],
        },
    ];
    return groups.map(({ name, counts = [] }) => ({
        name,
        overrideAction: { none: {} },
        statement: {
            managedRuleGroupStatement: {
                vendorName: "AWS",
                name,
                ruleActionOverrides: counts.map(rule => ({ name: rule, actionToUse: { count: {} } })),
            },
        },
    }));
}

/** The filter before the balancer. It logs what it rejects in the region, without data that identify callers. */
export function makeFilter(
    name: string,
    { cell, host, models }: ServingPlan,
    { key, region, settings }: AwsLandingZone,
    balancer: aws.lb.LoadBalancer,
    opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
    const visibility = (metricName: string) => ({
        cloudwatchMetricsEnabled: true,
        metricName,
        // A sample is a request, with what its caller sent.
        sampledRequestsEnabled: false,
    });
    // Custom servers answer texts over each of their protocols.
    const servesTexts = releasesOf(models).some(({ release }) => isOwn(release));
    const acl = new aws.wafv2.WebAcl(
        `${name}-filter`,
        {
            region,
            scope: "REGIONAL",
            description: `Requests to ${host}`,
            defaultAction: { allow: {} },
            visibilityConfig: visibility(`${name}-filter`),
            // The limit is last: what other rules reject is not counted.
            rules: [...managedRules(servesTexts), addressLimit(host, settings.requestsPerAddress)].map((rule, i) => ({
                ...rule,
                priority: i,
                visibilityConfig: visibility(rule.name),
            })),
        },
        opts,
    );
    const logs = new aws.cloudwatch.LogGroup(
        `${name}-filter-logs`,
        {
            region,
            // WAF writes to groups of this name only.
            name: `aws-waf-logs-${name}`,
            kmsKeyId: key,
            retentionInDays: retentionFor(settings.retainDays(cell.name)),
        },
        opts,
    );
    new aws.wafv2.WebAclLoggingConfiguration(
        `${name}-filter`,
        {
            region,
            resourceArn: acl.arn,
            logDestinationConfigs: [logs.arn],
            redactedFields: ["authorization", "cookie", gateHeader].map(header => ({ singleHeader: { name: header } })),
            loggingFilter: {
                defaultBehavior: "DROP",
                filters: [
                    {
                        behavior: "KEEP",
                        requirement: "MEETS_ANY",
                        conditions: [{ actionCondition: { action: "BLOCK" } }],
                    },
                ],
            },
        },
        opts,
    );
    return new aws.wafv2.WebAclAssociation(
        `${name}-filter`,
        { region, resourceArn: balancer.arn, webAclArn: acl.arn },
        opts,
    );
}
