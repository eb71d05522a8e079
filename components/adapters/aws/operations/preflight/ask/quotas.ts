import type { ServiceQuota } from "@aws-sdk/client-service-quotas";

import { type QuotaName, quotas } from "../quotas";
import type { QuotaFacts } from "../rows/quota";
import { sdk } from "../sdk";
import { type Session, settingsIn } from "../session";
import { orAbsent } from "./answer";
import { networksInUse } from "./network";

/** A quota as it applies to the account, and its use. `own`: the tags of this stack's resources in the region. */
export async function quotaFacts(
    quota: QuotaName,
    session: Session,
    region: string,
    own: Readonly<Record<string, string>>,
): Promise<QuotaFacts> {
    const { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand, ServiceQuotasClient } = sdk.quotas;
    const client = new ServiceQuotasClient(settingsIn(session, region));
    const { code: QuotaCode, service: ServiceCode } = quotas[quota];
    // An account for which it was never changed has none of its own (…/servicequotas/2019-06-24/apireference/API_GetServiceQuota.html).
    const applied = await orAbsent(
        () => client.send(new GetServiceQuotaCommand({ QuotaCode, ServiceCode })),
        ["NoSuchResourceException"],
        undefined,
    );
    const { Quota } = applied ?? (await client.send(new GetAWSDefaultServiceQuotaCommand({ QuotaCode, ServiceCode })));
    const value = Quota!.Value!;
    if (quota === "networks") {
        return { value, used: await networksInUse(session, region, own), includesOwn: false };
    }
    return { value, used: await usage(Quota!.UsageMetric, session, region), includesOwn: true };
}

/** The most of the last hour; undefined where the quota has no metric. A metric without values is of something that is not used. */
async function usage(
    metric: ServiceQuota["UsageMetric"],
    session: Session,
    region: string,
): Promise<number | undefined> {
    if (metric?.MetricName === undefined) return undefined;
    const { CloudWatchClient, GetMetricStatisticsCommand } = sdk.cloudwatch;
    const now = Date.now();
    const { Datapoints = [] } = await new CloudWatchClient(settingsIn(session, region)).send(
        new GetMetricStatisticsCommand({
            Namespace: metric.MetricNamespace,
            MetricName: metric.MetricName,
            Dimensions: Object.entries(metric.MetricDimensions ?? {}).map(([Name, Value]) => ({ Name, Value })),
            StartTime: new Date(now - 3_600_000),
            EndTime: new Date(now),
            Period: 300,
            Statistics: ["Maximum"],
        }),
    );
    return Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
}
