import type * as aws from "@pulumi/aws";

import type { GlobalRouter } from "../../global-router/component";
import { nodesOn, type Opened } from "../../nodes";
import type { ObservabilityHub } from "../../observability-hub/component";
import type { RegionalServing } from "../../regional-serving/component";
import type { ReplicatedStore } from "../../replicated-store/component";

/** The children of a `RegionalServing` on AWS. */
export interface AwsServingNodes {
    readonly gate: aws.ecs.Service;
    readonly balancer: aws.lb.LoadBalancer;
    /** Bucket of the releases' files. */
    readonly artifacts: aws.s3.Bucket;
    /** What servers of models are allowed. */
    readonly role: aws.iam.Role;
    /** What the region's deployers take on, where it has some. */
    readonly deployers?: aws.iam.Role;
    /** The servers of each release, as in `screening-1-0-0`. */
    readonly [release: `${string}-${string}`]: aws.ecs.Service;
}

/** The children of a `ReplicatedStore` on AWS. */
export interface AwsStoreNodes {
    /** Each table that was made, as in `table-features`. */
    readonly [table: `table-${string}`]: aws.dynamodb.Table;
    /** Where backups are kept, where there are some: in the primary's region, and in the backup location. */
    readonly vault?: aws.backup.Vault;
    readonly distantVault?: aws.backup.Vault;
}

/** The children of a `GlobalRouter` under names of AWS: what leads to each region, as in `eu/aws:eu-west-1`. */
export type AwsRouterNodes = Readonly<Record<`${string}/${string}`, aws.route53.Record>>;

/** The children of an `ObservabilityHub` on AWS. */
export interface AwsHubNodes {
    readonly dashboard: aws.cloudwatch.Dashboard;
    /** What alarms of each region tell, as in `topic/eu/aws:eu-west-1`. */
    readonly [topic: `topic/${string}`]: aws.sns.Topic;
    /** The budget of an account, by the first cell that is built in it, as in `budget/eu`. */
    readonly [budget: `budget/${string}`]: aws.budgets.Budget;
    /** The monitor of unusual cost in an account, by the same cell, where the budget has `anomalies`. */
    readonly [monitor: `cost-monitor/${string}`]: aws.costexplorer.AnomalyMonitor;
    /** Sends what the monitor finds to the home's topic: in the home's account only. */
    readonly [subscription: `cost-subscription/${string}`]: aws.costexplorer.AnomalySubscription;
}

/**
 * The children of a component on AWS, typed, to link others to them or to read what AWS found out.
 *
 * Throws `ConfigFaults` where another adapter made them.
 */
export function awsNodes(of: RegionalServing): AwsServingNodes;
export function awsNodes(of: ReplicatedStore): AwsStoreNodes;
export function awsNodes(of: GlobalRouter): AwsRouterNodes;
export function awsNodes(of: ObservabilityHub): AwsHubNodes;
export function awsNodes(of: Opened): object {
    return nodesOn("aws", of);
}
