import type { ServingPlan } from "../../plan/serving/serving";
import { type Json, type JsonObject, seconds, typed } from "../envoy";
import { type Side, versionHeader } from "../headers";
import { hasOpenai, tokensOf } from "../routes/openai";

/** Far above what releases and statuses make; a server that invents release names is cut off here. */
const mostSeries = 10_000;

/**
 * Whose deadline ended a request: a client's own (`x-request-timeout-ms`, `grpc-timeout`), or the gate's. A client's own is not by itself
 * the service's failure. Told by the time that the request took, since routes remove the headers; timers are exact to less than a tenth.
 * Of an answer in parts, a deadline of the gate limits the time to the next one (`betweenParts`).
 */
function deadlineOf(longestSeconds: number, inParts: boolean): string {
    const details = ["max_duration_timeout", ...(inParts ? ["stream_idle_timeout"] : [])];
    const isEnded = details.map(detail => `response.code_details == "${detail}"`).join(" || ");
    const isEarly = `request.duration < duration("${seconds(longestSeconds * 0.9)}")`;
    return `%CEL(${isEnded} ? (${isEarly} ? "client" : "gate") : "none")%`;
}

/**
 * Requests and their duration by cell, region, model, release, status and whose deadline ended them: no label takes a text that a caller
 * chooses, so that the series are hardly more than releases times statuses. Envoy shows them to its administration
 * (`/stats/prometheus`).
 */
export function metrics(side: Side, plan: ServingPlan): JsonObject {
    const { cell, limits, region } = plan;
    const labels: Readonly<Record<string, string>> = {
        cell: cell.name,
        region,
        side,
        model: "%ROUTE_NAME%",
        version: `%RESP(${versionHeader})%`,
        status: "%RESPONSE_CODE%",
        deadline: deadlineOf(limits.deadlineSeconds, hasOpenai(plan)),
    };
    const tags: Json = Object.entries(labels).map(([name, value_format]) => ({ name, value_format }));
    return {
        name: "envoy.access_loggers.stats",
        filter: { not_health_check_filter: {} },
        typed_config: typed("statistics", {
            stats_scope: { prefix: "gate", max_counters: mostSeries, max_histograms: mostSeries },
            counters: [
                { stat: { name: "requests", tags }, value_fixed: 1 },
                ...(side === "clients" && hasOpenai(plan) ? tokens(labels) : []),
            ],
            histograms: [
                { stat: { name: "request_duration", tags }, unit: "Milliseconds", value_format: "%DURATION%" },
            ],
        }),
    };
}

/** Tokens that servers count, of prompts and of completions. */
function tokens({ cell, region, model, version }: Readonly<Record<string, string>>): JsonObject[] {
    return (["prompt", "completion"] as const).map(of => ({
        stat: {
            name: "tokens",
            tags: Object.entries({ cell, region, model, version, of }).map(([name, value_format]) => ({
                name,
                value_format: value_format!,
            })),
        },
        value_format: tokensOf(of),
    }));
}
