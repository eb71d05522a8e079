import type { LimitsPlan } from "../../plan/serving/limits";
import { familyOf } from "../../plan/serving/protocols";
import type { ModelPlan, ServingPlan } from "../../plan/serving/serving";
import { type JsonObject, seconds, typed } from "../envoy";
import { type Side, modelHeader, versionHeader } from "../headers";
import { tokensScript } from "../observed/tokens.lua";
import { direct } from "./direct-response";

/** Paths of the OpenAI API whose body names a model (https://platform.openai.com/docs/api-reference). */
export const openaiPaths = ["/v1/chat/completions", "/v1/completions", "/v1/embeddings"] as const;

/** Where clients find which models there are. */
export const openaiModelsPath = "/v1/models";

/** A stream may last as long as a platform keeps a connection for: an hour, as Cloud Run and Application Load Balancers at most. */
export const longestStreamSeconds = 3600;

const filters = {
    body: "envoy.filters.http.json_to_metadata",
    renewRoute: "envoy.filters.http.set_filter_state.openai",
    tokens: "envoy.filters.http.lua.tokens",
} as const;

/** Where the filters leave what they have read. */
const read = { namespace: "openai", model: "model" } as const;

/** What a server counts of a request, by the name that it has in the answer's `usage`. */
export const openaiTokens = { prompt: "prompt_tokens", completion: "completion_tokens" } as const;

/** As a format string of Envoy; `-` where the server has counted none. */
export function tokensOf(kind: keyof typeof openaiTokens): string {
    return `%DYNAMIC_METADATA(${read.namespace}:${kind})%`;
}

export function hasOpenai({ models }: Pick<ServingPlan, "models">): boolean {
    return models.some(isOpenai);
}

export function isOpenai({ releases }: Pick<ModelPlan, "releases">): boolean {
    return releases.some(release => familyOf(release) === "openai");
}

const kept = (key: string): JsonObject => ({ metadata_namespace: read.namespace, key });

const script = tokensScript.replace("NAMESPACE", read.namespace).replace(
    "KINDS",
    Object.entries(openaiTokens)
        .map(([kind, name]) => `${kind} = "${name}"`)
        .join(", "),
);

const contentTypes = ["", "; charset=utf-8", ";charset=utf-8", "; charset=UTF-8", ";charset=UTF-8"].map(
    charset => `application/json${charset}`,
);

/** The model is in the body: the filter reads it, and the route is then selected again. Of responses it reads the counts of tokens. */
export function openaiFilters(plan: ServingPlan): JsonObject[] {
    return hasOpenai(plan)
        ? [
              {
                  name: filters.body,
                  disabled: true,
                  typed_config: typed("jsonToMetadata", {
                      request_rules: {
                          rules: [
                              { selectors: [{ key: "model" }], on_present: { ...kept(read.model), type: "STRING" } },
                          ],
                          allow_content_types: contentTypes,
                          allow_empty_content_type: true,
                      },
                  }),
              },
              {
                  name: filters.renewRoute,
                  disabled: true,
                  typed_config: typed("filterState", { clear_route_cache: true }),
              },
              {
                  name: filters.tokens,
                  disabled: true,
                  typed_config: typed("lua", { default_source_code: { inline_string: script } }),
              },
          ]
        : [];
}

/** Matches requests whose body names the model. */
export function openaiRequests(model: string): JsonObject[] {
    const path = [{ key: read.model }];
    const value = { string_match: { exact: model } };
    return openaiPaths.map(at => ({ path: at, dynamic_metadata: [{ filter: read.namespace, path, value }] }));
}

/** Matches requests that another gate has read; of any version, where none is named. */
export function statedRequests(model: string, version?: string): JsonObject[] {
    const says = (name: string, exact: string): JsonObject => ({ name, string_match: { exact } });
    const headers = [says(modelHeader, model), ...(version === undefined ? [] : [says(versionHeader, version)])];
    return openaiPaths.map(path => ({ path, headers }));
}

/**
 * What clients meet first: a list of the models, and before its body is read, each request. One that names no model here, or whose body is
 * no JSON, is refused once it is read.
 */
export function openaiRoutes(side: Side, plan: ServingPlan): JsonObject[] {
    if (side !== "clients" || !hasOpenai(plan)) return [];
    const models = plan.models
        .filter(isOpenai)
        .map(({ name }) => ({ id: name, object: "model", created: 0, owned_by: plan.cell.name }));
    const enabled = typed("filterOfRoute", { config: {} });
    const listed = [
        direct({ path: openaiModelsPath }, { status: 200, body: JSON.stringify({ object: "list", data: models }) }),
        ...models.map(model =>
            direct({ path: `${openaiModelsPath}/${model.id}` }, { status: 200, body: JSON.stringify(model) }),
        ),
    ];
    return [
        ...listed,
        ...openaiPaths.map(path => ({
            ...direct({ path }, noSuchModel(models.map(({ id }) => id))),
            typed_per_filter_config: {
                [filters.body]: enabled,
                [filters.renewRoute]: enabled,
                [filters.tokens]: enabled,
            },
        })),
    ];
}

/** In the form of the OpenAI API. */
function noSuchModel(models: readonly string[]) {
    const message = `the body is to be JSON and to name a model; models: ${models.join(", ")}`;
    const error = { message, type: "invalid_request_error", param: "model", code: "model_not_found" };
    return { status: 404, body: JSON.stringify({ error }) };
}

/** An answer may come in parts: what has a limit is the time to the first, and between two of them. A client's own deadline is for all. */
export function betweenParts({ deadlineSeconds }: LimitsPlan): JsonObject {
    return {
        timeout: "0s",
        idle_timeout: seconds(deadlineSeconds),
        max_stream_duration: {
            max_stream_duration: seconds(longestStreamSeconds),
            grpc_timeout_header_max: seconds(longestStreamSeconds),
        },
    };
}
