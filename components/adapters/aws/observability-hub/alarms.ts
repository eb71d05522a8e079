import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { WatchPlan } from "../../../plan/watch/watch-plan";
import type { Called } from "../../../scope";
import { burnRules, burnThreshold } from "../../../watch/objectives/burn-rate";
import type { AwsFront } from "../front";
import type { AwsLandingZone } from "../landing-zone";
import type { Topic } from "./topic";

const namespace = "AWS/ApplicationELB";

/** A metric of a balancer, over so many seconds. */
function metric(metricName: string, stat: string, period: number, { balancer }: AwsFront) {
    return { namespace, metricName, stat, period, dimensions: { LoadBalancer: balancer.arnSuffix } };
}

/**
 * Alarms of one region: whether it has healthy gates and is reached, how fast the budget of its objective burns, over two windows each, and
 * whether it answers as soon as it has to. By what its balancer counts, of all models together: a gate that answers nothing is in it, too.
 */
export function makeAlarms(
    called: Called,
    { slo }: WatchPlan,
    front: AwsFront,
    topic: Topic,
    { region }: AwsLandingZone,
    isChecked: boolean,
    opts: pulumi.CustomResourceOptions,
): (aws.cloudwatch.CompositeAlarm | aws.cloudwatch.MetricAlarm)[] {
    return [
        gatesAlarm(called.name, front, topic, region, opts),
        ...(isChecked ? [checksAlarm(called.name, front, topic, region, opts)] : []),
        ...(slo.availability === undefined ? [] : burnAlarms(called, slo.availability, front, topic, region, opts)),
        ...(slo.p99Ms === undefined ? [] : [latencyAlarm(called.name, slo.p99Ms, front, topic, region, opts)]),
    ];
}

/**
 * A dead region has no metrics, which is why missing data breaches here, and not in the alarms of objectives. The
 * alarm of a region that config drains has its state, but sends no notification.
 */
function gatesAlarm(
    name: string,
    front: AwsFront,
    topic: Topic,
    region: aws.Region,
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
        `${name}-gates`,
        {
            ...absence(front, topic, region),
            alarmDescription: `${front.hostname}: no gate is healthy`,
            metricName: "HealthyHostCount",
            // Counted for a target group of a balancer, and for no balancer as a whole
            // (docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html).
            dimensions: { TargetGroup: front.targets.arnSuffix, LoadBalancer: front.balancer.arnSuffix },
            // Each node of the balancer counts for itself, and may be the last to notice.
            statistic: "Maximum",
            evaluationPeriods: 3,
        },
        opts,
    );
}

/**
 * Health checks of Route 53 send requests to the region all the time, over its name, its certificate and its filter. If none arrives, no
 * client reaches the region, and its own metrics show no failure. Metrics of the checks themselves exist in us-east-1 only
 * (docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-health-checks.html), and an alarm notifies topics of its own region only: this one needs
 * nothing outside of the cell.
 */
function checksAlarm(
    name: string,
    front: AwsFront,
    topic: Topic,
    region: aws.Region,
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
        `${name}-checks`,
        {
            ...absence(front, topic, region),
            alarmDescription: `${front.hostname}: no request arrives, not even a health check`,
            metricName: "RequestCount",
            dimensions: { LoadBalancer: front.balancer.arnSuffix },
            statistic: "Sum",
            evaluationPeriods: 5,
        },
        opts,
    );
}

/** An alarm that a count is zero, or missing, in each of some minutes. */
function absence({ drained }: AwsFront, topic: Topic, region: aws.Region) {
    return {
        region,
        namespace,
        period: 60,
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        treatMissingData: "breaching",
        actionsEnabled: !drained,
        alarmActions: [topic.arn],
        okActions: [topic.arn],
    };
}

function burnAlarms(
    { name, physical }: Called,
    target: number,
    front: AwsFront,
    topic: Topic,
    region: aws.Region,
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.CompositeAlarm[] {
    const percent = Number((target * 100).toPrecision(12));
    return burnRules.map(({ factor, longSeconds, severity, shortSeconds }) => {
        const suffix = `burn-${String(factor).replace(".", "-")}`;
        const rule = `${name}-${suffix}`;
        const [long, short] = (["long", "short"] as const).map(window => {
            const period = window === "long" ? longSeconds : shortSeconds;
            return new aws.cloudwatch.MetricAlarm(
                `${rule}-${window}`,
                {
                    region,
                    alarmDescription: `${front.hostname}: the error budget of objective ${percent} % burns ${factor} times as fast as it may, over ${spanText(period)}`,
                    comparisonOperator: "GreaterThanOrEqualToThreshold",
                    threshold: burnThreshold({ factor }, target),
                    evaluationPeriods: 1,
                    treatMissingData: "notBreaching",
                    metricQueries: [
                        { id: "failed", expression: "FILL(own, 0) + FILL(target, 0)" },
                        { id: "part", expression: "failed / asked", label: "failed part", returnData: true },
                        { id: "asked", metric: metric("RequestCount", "Sum", period, front) },
                        { id: "own", metric: metric("HTTPCode_ELB_5XX_Count", "Sum", period, front) },
                        { id: "target", metric: metric("HTTPCode_Target_5XX_Count", "Sum", period, front) },
                    ],
                },
                opts,
            );
        }) as [aws.cloudwatch.MetricAlarm, aws.cloudwatch.MetricAlarm];
        return new aws.cloudwatch.CompositeAlarm(
            rule,
            {
                region,
                alarmName: `${physical}-${suffix}`,
                alarmDescription: `${severity}: the error budget of ${front.hostname} burns ${factor} times as fast as it may`,
                alarmRule: pulumi.interpolate`ALARM("${long.name}") AND ALARM("${short.name}")`,
                alarmActions: [topic.arn],
                okActions: [topic.arn],
            },
            opts,
        );
    });
}

/** `5 min`, `72 h`. */
function spanText(seconds: number): string {
    return seconds < 3600 ? `${seconds / 60} min` : `${seconds / 3600} h`;
}

/** Three of five minutes, so that one slow minute of a quiet region pages no operator. */
function latencyAlarm(
    name: string,
    p99Ms: number,
    front: AwsFront,
    topic: Topic,
    region: aws.Region,
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
        `${name}-p99`,
        {
            region,
            alarmDescription: `${front.hostname}: one in a hundred answers takes longer than ${p99Ms} ms`,
            namespace,
            metricName: "TargetResponseTime",
            dimensions: { LoadBalancer: front.balancer.arnSuffix },
            extendedStatistic: "p99",
            period: 60,
            evaluationPeriods: 5,
            datapointsToAlarm: 3,
            comparisonOperator: "GreaterThanThreshold",
            threshold: p99Ms / 1000,
            evaluateLowSampleCountPercentiles: "ignore",
            treatMissingData: "notBreaching",
            alarmActions: [topic.arn],
            okActions: [topic.arn],
        },
        opts,
    );
}
