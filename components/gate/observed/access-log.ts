import { familyOf } from "../../plan/serving/protocols";
import type { ServingPlan } from "../../plan/serving/serving";
import { type Json, type JsonObject, typed } from "../envoy";
import { regionHeader, type Side, versionHeader } from "../headers";
import { grpcPaths } from "../routes/grpc";
import { anonymousPaths } from "../health/health";
import { httpPrefix } from "../routes/http";
import { hasOpenai, openaiModelsPath, openaiPaths, tokensOf } from "../routes/openai";
import { tablesPath } from "../routes/tables";

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

/** Paths as they are. */
const known = [...anonymousPaths, "/v2", ...grpcPaths];

/** Of paths that have something in them which a caller chooses: which form they are of. */
type Form = readonly [form: string, ...conditions: string[]];

const forms: readonly Form[] = [
    ...["/versions/{version}", ""].flatMap(version =>
        ["/infer", "/ready", ""].map(
            end =>
                [
                    `/v2/models/{model}${version}${end}`,
                    'request.url_path.startsWith("/v2/models/")',
                    ...(version === "" ? [] : ['request.url_path.contains("/versions/")']),
                    ...(end === "" ? [] : [`request.url_path.endsWith("${end}")`]),
                ] as const,
        ),
    ),
    [tablesPath, `request.url_path.startsWith("${tablesPath}")`],
];

const openaiForm: Form = [`${openaiModelsPath}/{model}`, `request.url_path.startsWith("${openaiModelsPath}/")`];
const httpForm: Form = [`${httpPrefix("{model}")}/{path}`, `request.url_path.startsWith("${httpPrefix("")}")`];

/**
 * Nothing that a caller chooses: no query, no key of an item, no name of a model or a version, which may be mistyped, or text of any kind.
 * The model that a request is for, and the version that answers, are fields of their own. Of what no gate serves not even the form:
 * it may be a table's path, mistyped.
 */
function pathOf({ models }: ServingPlan): string {
    const families = new Set(models.flatMap(({ releases }) => releases.map(familyOf)));
    const paths = [...known, ...(families.has("openai") ? [openaiModelsPath, ...openaiPaths] : [])];
    const all = [
        ...forms,
        ...(families.has("openai") ? [openaiForm] : []),
        ...(families.has("http") ? [httpForm] : []),
    ];
    const isKnown = paths.map(path => `request.url_path == "${path}"`).join(" || ");
    return `%CEL(${isKnown} ? request.url_path : ${all.reduceRight(
        (otherwise, [form, ...conditions]) => `(${conditions.join(" && ")} ? "${form}" : ${otherwise})`,
        '"other"',
    )})%`;
}

/** One JSON line a request: no payload, no query, no key of an item, no header that could identify a subject or caller. */
export function accessLog(side: Side | "front", plan: ServingPlan): JsonObject {
    const fields: Record<string, Json> = {
        time: "%START_TIME%",
        side,
        cell: plan.cell.name,
        region: plan.region,
        method: "%REQ(:METHOD)%",
        path: pathOf(plan),
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
        ...(side === "clients" && hasOpenai(plan)
            ? { prompt_tokens: tokensOf("prompt"), completion_tokens: tokensOf("completion") }
            : {}),
    };
    return {
        name: "envoy.access_loggers.stdout",
        filter: { not_health_check_filter: {} },
        typed_config: typed("stdout", { log_format: { json_format: fields } }),
    };
}
