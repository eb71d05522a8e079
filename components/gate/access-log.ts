import type { ServingPlan } from "../plan/serving/serving";
import { type Json, type JsonObject, typed } from "./envoy";
import { regionHeader, type Side, versionHeader } from "./headers";
import { grpcService } from "./grpc";
import { anonymousPaths } from "./health";
import { tablesPath } from "./tables";

/** What the front answers by itself, since all else is logged by the side that it leads to. */
export function ownAnswersLog(plan: ServingPlan): JsonObject {
    const expression = '!response.code_details.contains("via_upstream")';
    return {
        ...accessLog("front", plan),
        filter: {
            extension_filter: {
                name: "envoy.access_loggers.extension_filters.cel",
                typed_config: typed("expression", { expression }),
            },
        },
    };
}

/** What a gate serves, below which nothing names a person. */
const loggedWhole = [
    ...[...anonymousPaths, "/v2"].map(exact => `request.url_path == "${exact}"`),
    ...["/v2/", `/${grpcService}/`].map(prefix => `request.url_path.startsWith("${prefix}")`),
];

/**
 * Without the query; of the tables without what follows, which is a key; and of what no gate serves not at all, since that may
 * be a table's path, mistyped.
 */
const path =
    `%CEL(${loggedWhole.join(" || ")} ? request.url_path : ` +
    `(request.url_path.startsWith("${tablesPath}") ? "${tablesPath}" : "other"))%`;

/** One JSON line a request: no payload, no query, no key of an item, no header that could identify a subject or caller. */
export function accessLog(side: Side | "front", plan: ServingPlan): JsonObject {
    const fields: Record<string, Json> = {
        time: "%START_TIME%",
        side,
        cell: plan.cell.name,
        region: plan.region,
        method: "%REQ(:METHOD)%",
        path,
        model: "%ROUTE_NAME%",
        status: "%RESPONSE_CODE%",
        flags: "%RESPONSE_FLAGS%",
        details: "%RESPONSE_CODE_DETAILS%",
        upstream: "%UPSTREAM_CLUSTER_RAW%",
        version: `%RESP(${versionHeader})%`,
        answered_by: `%RESP(${regionHeader})%`,
        attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
        milliseconds: "%DURATION%",
        bytes_in: "%BYTES_RECEIVED%",
        bytes_out: "%BYTES_SENT%",
        request_id: "%REQ(X-REQUEST-ID)%",
        trace_id: "%TRACE_ID%",
    };
    return {
        name: "envoy.access_loggers.stdout",
        filter: { not_health_check_filter: {} },
        typed_config: typed("stdout", { log_format: { json_format: fields } }),
    };
}
