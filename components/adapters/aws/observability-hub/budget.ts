import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { BudgetConfig } from "../../../plan/config/observability";
import { oncePer } from "../../../plan/once-per";
import { anomalyFrom, budgetNotices } from "../../../plan/watch/budget-notices";
import type { AwsLandingZone } from "../landing-zone";
import type { Topic } from "./topic";

/** What AWS calls what a notice is about. */
const notificationTypes = { spent: "ACTUAL", forecast: "FORECASTED" } as const;

/** What watches the cost of an account. */
interface Spending {
    /** The first cell that is built in the account. */
    readonly cell: string;
    readonly budget: aws.budgets.Budget;
    readonly monitor?: aws.costexplorer.AnomalyMonitor;
    /** In the account of the hub's home, where the topic is. */
    readonly subscription?: aws.costexplorer.AnomalySubscription;
}

/**
 * What a month may cost, by the tag that all resources of the service have (activate `meridian:service` as a cost allocation tag). In each
 * account that cells are built in: AWS adds accounts up in an organization only, so that each may use up the whole of it before it tells.
 */
export function makeBudget(
    name: string,
    { anomalies, currency, monthly }: BudgetConfig,
    landings: readonly [AwsLandingZone, ...AwsLandingZone[]],
    topic: Topic,
    optsOf: (landing: AwsLandingZone) => pulumi.CustomResourceOptions,
): Spending[] {
    const [home] = landings;
    const { service } = home.settings;
    const accountOf = ({ account }: AwsLandingZone) => account.identity;
    // Of each account the first: cells without a role share the one that the engine is signed in to, the home's first.
    return oncePer(landings, accountOf).map((landing): Spending => {
        const opts = optsOf(landing);
        const isHome = accountOf(landing) === accountOf(home);
        const child = isHome ? name : `${name}-${landing.cell.name}`;
        const budget = new aws.budgets.Budget(
            `${child}-budget`,
            {
                budgetType: "COST",
                timeUnit: "MONTHLY",
                limitAmount: String(monthly),
                limitUnit: currency,
                costFilters: [{ name: "TagKeyValue", values: [`user:meridian:service$${service}`] }],
                // A topic of another account would have to let it in.
                notifications: isHome
                    ? budgetNotices.map(({ of, percent }) => ({
                          notificationType: notificationTypes[of],
                          threshold: percent,
                          comparisonOperator: "GREATER_THAN",
                          thresholdType: "PERCENTAGE",
                          subscriberSnsTopicArns: [topic.arn],
                      }))
                    : [],
            },
            opts,
        );
        const cell = landing.cell.name;
        if (!anomalies) return { cell, budget };
        const monitor = new aws.costexplorer.AnomalyMonitor(
            `${child}-cost`,
            {
                monitorType: "CUSTOM",
                monitorSpecification: JSON.stringify({ Tags: { Key: "meridian:service", Values: [service] } }),
            },
            opts,
        );
        const subscription = isHome
            ? new aws.costexplorer.AnomalySubscription(
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
              )
            : undefined;
        return { cell, budget, monitor, ...(subscription && { subscription }) };
    });
}
