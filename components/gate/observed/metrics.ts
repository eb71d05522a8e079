import type { ServingPlan } from "../../plan/serving/serving";
import { type Json, type JsonObject, typed } from "../envoy";
import { type Side, versionHeader } from "../headers";

/** Far above what releases and statuses make; a server that invents release names is cut off here. */
const mostSeries = 10_000;

/**
 * Requests and their duration by cell, region, model, release and status: no label takes a value that a caller chooses, so
 * that there are never more series than releases times statuses. Envoy shows them to its administration
 * (`/stats/prometheus`).
 */
export function metrics(side: Side, { cell, region }: ServingPlan): JsonObject {
    const labels: Readonly<Record<string, string>> = {
        cell: cell.name,
        region,
        side,
        model: "%ROUTE_NAME%",
        version: `%RESP(${versionHeader})%`,
        status: "%RESPONSE_CODE%",
    };
    const tags: Json = Object.entries(labels).map(([name, value_format]) => ({ name, value_format }));
    return {
        name: "envoy.access_loggers.stats",
        filter: { not_health_check_filter: {} },
        typed_config: typed("statistics", {
            stats_scope: { prefix: "gate", max_counters: mostSeries, max_histograms: mostSeries },
            counters: [{ stat: { name: "requests", tags }, value_fixed: 1 }],
            histograms: [
                { stat: { name: "request_duration", tags }, unit: "Milliseconds", value_format: "%DURATION%" },
            ],
        }),
    };
}
