import type { Resource } from "../../resource";
import type { Placed, Row } from "../fact";
import { all, atLeast, flag, matching, named, toNamed, toNamedHere } from "../forms";
import { nowhere, placeOf } from "./place";
import { namesWho } from "./statements";
import { is, toEach, toRegions, underKey } from "./words";

/** An aggregator that gathers all regions gathers those of every cell. */
const gathers = (path: string, wanted: RegExp) => matching(path, wanted, true);

/** What reports on a service, and to which receiver. */
export const watching: Readonly<Record<string, Row>> = {
    "aws:cloudwatch/logGroup:LogGroup": {
        holds: "logs",
        encryption: underKey("kmsKeyId"),
        // Nought is for ever.
        claims: { "audit/log-retention": atLeast("retentionInDays", 1) },
    },
    "aws:cloudwatch/logStream:LogStream": {},
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": {},
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": {
        flows: resource => {
            const from = named(resource, "logGroup");
            return toNamed(
                "log",
                "destinationArn",
            )(resource).map(fact => (resource.properties.has("logGroup") ? { ...fact, from } : fact));
        },
    },
    "aws:cloudwatch/logAccountPolicy:LogAccountPolicy": {
        flows: resource =>
            is("policyType", "SUBSCRIPTION_FILTER_POLICY")(resource).holds === true
                ? resource.properties.documents("policyDocument").map(read => ({
                      kind: "log",
                      path: "policyDocument",
                      to: {
                          named: read.is === "known" ? read.value.text("DestinationArn") : read,
                          property: "policyDocument",
                      },
                  }))
                : [],
    },
    "aws:cloudwatch/logDestination:LogDestination": { flows: toNamed("log", "targetArn") },
    "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": {
        claims: { "identity/public-principal": namesWho("accessPolicy") },
    },
    "aws:cloudwatch/logDataProtectionPolicy:LogDataProtectionPolicy": {},
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {
        claims: { "identity/public-principal": namesWho("policyDocument") },
    },
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": {
        about: resource => named(resource, "resourceArn"),
        claims: {
            "audit/access-logs": ({ properties }) => {
                const type = properties.text("logType");
                if (type.is === "unknown") return { holds: "undetermined", path: "logType" };
                return type.is === "known" && type.value === "ACCESS_LOGS"
                    ? { holds: true, path: "logType" }
                    : undefined;
            },
        },
    },
    "aws:cloudwatch/logDelivery:LogDelivery": {
        flows: resource =>
            toNamed(
                "log",
                "deliveryDestinationArn",
            )(resource).map(fact => ({
                ...fact,
                from: named(resource, "deliverySourceName"),
            })),
    },
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
        flows: toNamed("log", "deliveryDestinationConfiguration.destinationResourceArn"),
    },
    "aws:cloudwatch/logDeliveryDestinationPolicy:LogDeliveryDestinationPolicy": {},
    "aws:cloudwatch/logAnomalyDetector:LogAnomalyDetector": {},
    "aws:cloudwatch/queryDefinition:QueryDefinition": {},
    "aws:cloudwatch/metricStream:MetricStream": { flows: toNamed("metric", "firehoseArn") },
    "aws:observabilityadmin/centralizationRuleForOrganization:CentralizationRuleForOrganization": {
        flows: all(
            toRegions("log", "rule.destination.region"),
            toRegions("log", "rule.destination.destinationLogsConfiguration.backupConfiguration.region"),
        ),
    },
    "aws:oam/link:Link": { flows: toNamed("log", "sinkIdentifier") },
    "aws:oam/sink:Sink": {},
    "aws:oam/sinkPolicy:SinkPolicy": { claims: { "identity/public-principal": namesWho("policy") } },
    "aws:cloudwatch/metricAlarm:MetricAlarm": {},
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": {},
    "aws:cloudwatch/dashboard:Dashboard": { place: nowhere },
    "aws:cloudwatch/internetMonitor:InternetMonitor": {},
    "aws:cloudwatch/contributorInsightRule:ContributorInsightRule": {},
    "aws:cloudtrail/trail:Trail": {
        place: placeOfTrail,
        encryption: underKey("kmsKeyId"),
        flows: toEach("log", "s3BucketName", "cloudWatchLogsGroupArn"),
        claims: {
            "audit/trail-validation": flag("enableLogFileValidation"),
            "audit/trail-of-one-region": flag("isMultiRegionTrail", false),
        },
    },
    "aws:cloudtrail/eventDataStore:EventDataStore": {
        holds: "logs",
        encryption: underKey("kmsKeyId"),
        claims: {
            "audit/trail-of-one-region": flag("multiRegionEnabled", false, true),
            "durability/deletion-protection": flag("terminationProtectionEnabled", true, true),
        },
    },
    "aws:ec2/flowLog:FlowLog": { flows: toNamed("log", "logDestination") },
    "aws:vpclattice/accessLogSubscription:AccessLogSubscription": { flows: toNamed("log", "destinationArn") },
    "aws:networkfirewall/loggingConfiguration:LoggingConfiguration": {
        flows: all(
            toNamed("log", "loggingConfiguration.logDestinationConfigs[].logDestination.bucketName"),
            toNamedHere("log", "loggingConfiguration.logDestinationConfigs[].logDestination.logGroup"),
            toNamedHere("log", "loggingConfiguration.logDestinationConfigs[].logDestination.deliveryStream"),
        ),
    },
    "aws:cfg/recorder:Recorder": {},
    "aws:cfg/recorderStatus:RecorderStatus": {},
    "aws:cfg/rule:Rule": {},
    "aws:cfg/conformancePack:ConformancePack": {},
    "aws:cfg/deliveryChannel:DeliveryChannel": { flows: toEach("log", "s3BucketName", "snsTopicArn") },
    "aws:cfg/configurationAggregator:ConfigurationAggregator": {
        claims: {
            "audit/trail-of-one-region": resource => {
                const made = [
                    flag("accountAggregationSource.allRegions", false)(resource),
                    flag("organizationAggregationSource.allRegions", false)(resource),
                ];
                return made.find(({ holds }) => holds !== true) ?? made[0]!;
            },
        },
    },
    "aws:guardduty/detector:Detector": {},
    "aws:guardduty/detectorFeature:DetectorFeature": {},
    "aws:guardduty/publishingDestination:PublishingDestination": { flows: toNamed("log", "destinationArn") },
    "aws:macie2/account:Account": {},
    "aws:macie2/classificationJob:ClassificationJob": {},
    "aws:macie2/classificationExportConfiguration:ClassificationExportConfiguration": {
        flows: toNamed("log", "s3Destination.bucketName"),
    },
    "aws:securityhub/account:Account": {},
    "aws:securityhub/standardsSubscription:StandardsSubscription": {},
    "aws:securityhub/findingAggregator:FindingAggregator": {
        claims: { "audit/trail-of-one-region": gathers("linkingMode", /^(SPECIFIED_REGIONS|NO_REGIONS)$/) },
    },
    "aws:inspector2/enabler:Enabler": {},
    "aws:accessanalyzer/analyzer:Analyzer": {},
    "aws:xray/encryptionConfig:EncryptionConfig": {},
    "aws:xray/group:Group": {},
    "aws:xray/samplingRule:SamplingRule": {},
    "aws:ssm/resourceDataSync:ResourceDataSync": {
        flows: all(toNamed("log", "s3Destination.bucketName"), toRegions("log", "s3Destination.region")),
    },
    "aws:ssmincidents/replicationSet:ReplicationSet": {
        holds: "logs",
        place: nowhere,
        flows: toRegions("replication", "regions[].name"),
    },
    "aws:budgets/budget:Budget": { place: nowhere },
    "aws:budgets/budgetAction:BudgetAction": { place: nowhere },
    "aws:costexplorer/anomalyMonitor:AnomalyMonitor": { place: nowhere },
    "aws:costexplorer/anomalySubscription:AnomalySubscription": { place: nowhere },
    "aws:costexplorer/costCategory:CostCategory": { place: nowhere },
    "aws:cur/reportDefinition:ReportDefinition": { place: nowhere },
};

/**
 * AWS records changes of IAM and Route 53 in us-east-1 alone, whichever cell they are made for
 * (docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html): a trail of them is where no cell decides. Where it writes
 * is checked as of any trail.
 */
function placeOfTrail(resource: Resource): Placed {
    const isGlobal =
        flag("includeGlobalServiceEvents")(resource).holds === true &&
        is("region", "us-east-1")(resource).holds === true;
    return isGlobal ? nowhere() : placeOf(resource);
}
