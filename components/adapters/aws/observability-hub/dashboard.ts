import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

import type { Elsewhere } from "../../../observability-hub/contract";
import { cloudTable } from "../../../plan/clouds/table";
import { splitRef } from "../../../plan/places/catalogue";
import { overview, type Shown } from "../../../watch/metrics/overview";
import type { AwsFront } from "../front";
import type { AwsLandingZone } from "../landing-zone";

/** What balancers count (docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html). */
const metrics: Readonly<Record<Shown, { readonly metric: string; readonly stat: string }>> = {
    requests: { metric: "RequestCount", stat: "Sum" },
    errors: { metric: "HTTPCode_Target_5XX_Count", stat: "Sum" },
    frontErrors: { metric: "HTTPCode_ELB_5XX_Count", stat: "Sum" },
    medianSeconds: { metric: "TargetResponseTime", stat: "p50" },
    p99Seconds: { metric: "TargetResponseTime", stat: "p99" },
    healthyGates: { metric: "HealthyHostCount", stat: "Minimum" },
};
const charts = overview.map(({ shows, title }) => ({ title, ...metrics[shows] }));

/** Widgets of a dashboard are 24 columns wide together. */
const [columns, width, height, noteHeight] = [24, 8, 6, 2];

/** What the dashboard is called in the account of its home. */
export function dashboardName({ settings }: AwsLandingZone): string {
    return `${settings.service}-regions`;
}

/** A front whose metrics are shown. */
export interface Charted {
    readonly front: AwsFront;
    /**
     * The account that has the metrics, which must share them (docs/clouds/aws.md).
     * @default - the account of the dashboard
     */
    readonly account?: pulumi.Output<string>;
}

/** One view over all regions. It reads numbers where they are, and keeps nothing. */
export function makeDashboard(
    name: string,
    home: AwsLandingZone,
    fronts: readonly Charted[],
    elsewhere: readonly Elsewhere[],
    opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.Dashboard {
    const lines = pulumi.all(
        fronts.map(({ account, front: { balancer, cell, region, targets } }) =>
            pulumi.all([balancer.arnSuffix, targets.arnSuffix, account]).apply(([LoadBalancer, TargetGroup, id]) => ({
                LoadBalancer,
                TargetGroup,
                label: `${cell} ${splitRef(region).name}`,
                region: splitRef(region).name,
                ...(id !== undefined && { accountId: id }),
            })),
        ),
    );
    const charted = lines.apply(known =>
        charts.map(({ metric, stat, title }, i) => ({
            type: "metric",
            x: (i * width) % columns,
            y: Math.floor((i * width) / columns) * height,
            width,
            height,
            properties: {
                title,
                region: home.region,
                view: "timeSeries",
                stat,
                period: 60,
                metrics: known.map(({ LoadBalancer, TargetGroup, ...shown }) => [
                    "AWS/ApplicationELB",
                    metric,
                    // Of hosts it counts none for a balancer as a whole.
                    ...(metric === "HealthyHostCount" ? ["TargetGroup", TargetGroup] : []),
                    "LoadBalancer",
                    LoadBalancer,
                    shown,
                ]),
            },
        })),
    );
    const widgets = pulumi.all([charted, ledTo(elsewhere)]).apply(([charted, ledTo]) => [...charted, ...ledTo]);
    return new aws.cloudwatch.Dashboard(
        `${name}-dashboard`,
        {
            region: home.region,
            dashboardName: dashboardName(home),
            dashboardBody: pulumi.jsonStringify({ widgets }),
        },
        opts,
    );
}

/** Below the charts: which regions are elsewhere, and where they are looked at. */
function ledTo(elsewhere: readonly Elsewhere[]) {
    return pulumi.all(elsewhere.map(({ url }) => url)).apply(urls =>
        elsewhere.map(({ cloud, regions }, i) => ({
            type: "text",
            x: 0,
            y: Math.ceil((charts.length * width) / columns) * height + i * noteHeight,
            width: columns,
            height: noteHeight,
            properties: {
                markdown: [
                    `**${cloudTable[cloud].title}** keeps the figures of its own regions:`,
                    `${regions.map(({ cell, region }) => `${cell} ${splitRef(region).name}`).join(", ")}.`,
                    ...(urls[i] === undefined ? [] : [`Its view: ${urls[i]}`]),
                ].join(" "),
            },
        })),
    );
}
