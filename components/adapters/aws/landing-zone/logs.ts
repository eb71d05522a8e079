import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

import type { LandingScope } from "./scope";

/** What CloudWatch keeps logs for, in days (docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html). */
const retentions = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** The shortest retention that AWS offers and that is at least as long as requested; 0 (without end) if none is. */
export function retentionFor(days: number): number {
    return retentions.find(each => each >= days) ?? 0;
}

/** The log group of a kind of process: in its region, under the region's key. */
export function makeLogs(
    { name, region, cell, settings, opts }: LandingScope,
    what: string,
    kmsKeyId: pulumi.Input<string>,
): aws.cloudwatch.LogGroup {
    return new aws.cloudwatch.LogGroup(
        `${name}-${what}-logs`,
        { region, kmsKeyId, retentionInDays: retentionFor(settings.retainDays(cell.name)) },
        opts,
    );
}
