import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { BudgetConfig } from "../../../plan/config/observability";
import { oncePer } from "../../../plan/once-per";
import { anomalyFrom, budgetNotices } from "../../../plan/watch/budget-notices";
import type { AwsLandingZone } from "../landing-zone";
import type { Topic } from "./topic";

/** What AWS calls what a notice is about. */
const notificationTypes = { spent: "ACTUAL", forecast: "FORECASTED" } as const;

/**
 * With all that AWS answers, in its order: the provider compares the text, and would replace a monitor of another one with each update
 * (resource `aws_ce_anomaly_monitor`, custom example).
 */
const taggedBy = (service: string) => ({
    And: null,
    CostCategories: null,
    Dimensions: null,
    Not: null,
    Or: null,
    Tags: { Key: "meridian:service", MatchOptions: null, Values: [service] },
});

/** A region with what its alarms notify. */
interface Watched {
    readonly landing: AwsLandingZone;
    readonly topic: Topic;
}

/** What watches the cost of an account. */
interface Spending {
    /** The first cell that is built in the account. */
    readonly cell: string;
    readonly budget: aws.budgets.Budget;
    readonly monitor?: aws.costexplorer.AnomalyMonitor;
    readonly subscription?: aws.costexplorer.AnomalySubscription;
}

/**
 * What a month may cost, by the tag that all resources of the service have (activate `meridian:service` as a cost allocation tag). In each
 * account that cells are built in: AWS adds accounts up in an organization only, so that each may use up the whole of it before it notifies.
 * It notifies a topic of its own: that of its first region.
 */
export function makeBudget(
    name: string,
    { anomalies, currency, monthly }: BudgetConfig,
    watched: readonly [Watched, ...Watched[]],
    optsOf: (landing: AwsLandingZone) => pulumi.CustomResourceOptions,
): Spending[] {
    const [home] = watched;
    const { service } = home.landing.settings;
    const accountOf = ({ landing }: Watched) => landing.account.identity;
    // Of each account the first: cells without a role share the one that the engine is signed in to, the home's first.
    return oncePer(watched, accountOf).map((one): Spending => {
        const { landing, topic } = one;
        const opts = optsOf(landing);
        const cell = landing.cell.name;
        const child = accountOf(one) === accountOf(home) ? name : `${name}-${cell}`;
        const budget = new aws.budgets.Budget(
            `${child}-budget`,
            {
                budgetType: "COST",
                timeUnit: "MONTHLY",
                limitAmount: String(monthly),
                limitUnit: currency,
                costFilters: [{ name: "TagKeyValue", values: [`user:meridian:service$${service}`] }],
                notifications: budgetNotices.map(({ of, percent }) => ({
                    notificationType: notificationTypes[of],
                    threshold: percent,
                    comparisonOperator: "GREATER_THAN",
                    thresholdType: "PERCENTAGE",
                    subscriberSnsTopicArns: [topic.arn],
                })),
            },
            opts,
        );
        if (!anomalies) return { cell, budget };
        const monitor = new aws.costexplorer.AnomalyMonitor(
            `${child}-cost`,
            { monitorType: "CUSTOM", monitorSpecification: JSON.stringify(taggedBy(service)) },
            opts,
        );
        const subscription = new aws.costexplorer.AnomalySubscription(
            `${child}-cost`,
            {
                frequency: "IMMEDIATE",
                monitorArnLists: [monitor.arn],
                subscribers: [{ type: "SNS", address: topic.arn }],
                thresholdExpression: {
                    dimension: {
                        key: "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
                        matchOptions: ["GREATER_THAN_OR_EQUAL"],
                        values: [String(anomalyFrom(monthly))],
                    },
                },
            },
            opts,
        );
        return { cell, budget, monitor, subscription };
    });
}
