import type { Counterpart } from "./counterpart";

/** Alarms, logs, trails and costs. */
export const watching: Readonly<Record<string, Counterpart>> = {
    "budgets/budget": {
        type: "AWS::Budgets::Budget",
        names: {
            budgetType: "Budget.BudgetType",
            limitAmount: "Budget.BudgetLimit.Amount",
            limitUnit: "Budget.BudgetLimit.Unit",
            name: "Budget.BudgetName",
            notifications: "NotificationsWithSubscribers",
            "notifications[].comparisonOperator": "NotificationsWithSubscribers[].Notification.ComparisonOperator",
            "notifications[].notificationType": "NotificationsWithSubscribers[].Notification.NotificationType",
            "notifications[].subscriberSnsTopicArns": "NotificationsWithSubscribers[].Subscribers",
            "notifications[].threshold": "NotificationsWithSubscribers[].Notification.Threshold",
            "notifications[].thresholdType": "NotificationsWithSubscribers[].Notification.ThresholdType",
            timeUnit: "Budget.TimeUnit",
        },
        values: {
            "notifications[].subscriberSnsTopicArns[]": (Address: unknown) => ({ Address, SubscriptionType: "SNS" }),
        },
        without: { costFilters: "is a map there, of which the schema has no keys" },
    },
    "cloudtrail/trail": {
        type: "AWS::CloudTrail::Trail",
        names: { kmsKeyId: "KMSKeyId", name: "TrailName" },
        adds: { IsLogging: true },
    },
    "cloudwatch/compositeAlarm": { type: "AWS::CloudWatch::CompositeAlarm", names: { okActions: "OKActions" } },
    "cloudwatch/dashboard": { type: "AWS::CloudWatch::Dashboard" },
    "cloudwatch/eventRule": {
        type: "AWS::Events::Rule",
        values: { eventPattern: "json" },
        without: { namePrefix: "begins the name that the provider chooses" },
    },
    "cloudwatch/eventTarget": {
        type: "AWS::Events::Rule",
        names: {
            arn: "Targets[0].Arn",
            inputTransformer: "Targets[0].InputTransformer",
            "inputTransformer.inputPaths": "Targets[0].InputTransformer.InputPathsMap",
            roleArn: "Targets[0].RoleArn",
            targetId: "Targets[0].Id",
        },
        adds: { EventPattern: { source: ["aws.kms"] } },
        without: { rule: "names the rule, of which a target is a part" },
    },
    "cloudwatch/logGroup": { type: "AWS::Logs::LogGroup", names: { name: "LogGroupName" } },
    "cloudwatch/metricAlarm": {
        type: "AWS::CloudWatch::Alarm",
        names: {
            evaluateLowSampleCountPercentiles: "EvaluateLowSampleCountPercentile",
            metricQueries: "Metrics",
            "metricQueries[].metric.dimensions": "Metrics[].MetricStat.Metric.Dimensions",
            "metricQueries[].metric.metricName": "Metrics[].MetricStat.Metric.MetricName",
            "metricQueries[].metric.namespace": "Metrics[].MetricStat.Metric.Namespace",
            "metricQueries[].metric.period": "Metrics[].MetricStat.Period",
            "metricQueries[].metric.stat": "Metrics[].MetricStat.Stat",
            name: "AlarmName",
            okActions: "OKActions",
        },
        values: { dimensions: "pairs", "metricQueries[].metric.dimensions": "pairs" },
    },
    "costexplorer/anomalyMonitor": { type: "AWS::CE::AnomalyMonitor", names: { name: "MonitorName" } },
    "costexplorer/anomalySubscription": {
        type: "AWS::CE::AnomalySubscription",
        names: { monitorArnLists: "MonitorArnList", name: "SubscriptionName" },
        without: { thresholdExpression: "is a text there" },
    },
    "sns/topic": { type: "AWS::SNS::Topic", names: { name: "TopicName" } },
    "sns/topicPolicy": {
        type: "AWS::SNS::TopicPolicy",
        names: { arn: "Topics[0]", policy: "PolicyDocument" },
        values: { policy: "json" },
    },
};
