import type { ModelPlan, ServingPlan } from "../../plan/serving/serving";
import { type Json, type JsonObject, typed } from "../envoy";
import { regionHeader, versionHeader } from "../headers";
import { luaSecret } from "../lua";
import { subjectHeader } from "../routes/shares";
import { subjectHashScript } from "./subject-hash.lua";
import type { GateHost } from "../upstream";

const filter = "envoy.filters.http.lua.exposure";

/** The dynamic metadata in which the script stores the hash of the subject. */
const hashed = { filter: "exposure", key: "subject" } as const;

/**
 * Which subject was assigned to which release, for the analysis of experiments: a line of JSON for each request whose release was assigned
 * among several by its subject. The subject is an HMAC under a key of the cell: holders of the key can join the lines with outcomes, and
 * others can't guess names.
 */
export function exposureFilters({ models }: ServingPlan, { subjectKey }: GateHost): JsonObject[] {
    if (models.every(({ sticky }) => sticky === undefined)) {
        return [];
    }
    const inline_string = subjectHashScript.replace("KEY", () => luaSecret(subjectKey));
    return [{ name: filter, typed_config: typed("lua", { default_source_code: { inline_string } }) }];
}

/** A route's settings of the filter: where a request has its subject. */
export function exposed(model: ModelPlan): JsonObject {
    const { sticky, releases } = model;
    if (sticky === undefined || releases.filter(({ weight }) => weight > 0).length < 2) {
        return {};
    }
    const filter_context = {
        header: subjectHeader(sticky),
        ...(sticky.kind === "cookie" ? { cookie: sticky.name } : {}),
    };
    return { [filter]: typed("luaOfRoute", { filter_context }) };
}

export function exposureLog({ cell, region }: ServingPlan): JsonObject {
    const fields: Readonly<Record<string, Json>> = {
        log: "exposure",
        time: "%START_TIME%",
        cell: cell.name,
        region,
        model: "%ROUTE_NAME%",
        version: `%REQ(${versionHeader})%`,
        subject: `%DYNAMIC_METADATA(${hashed.filter}:${hashed.key})%`,
        status: "%RESPONSE_CODE%",
        answered_by: `%RESP(${regionHeader})%`,
        request_id: "%REQ(X-REQUEST-ID)%",
    };
    return {
        name: "envoy.access_loggers.stdout",
        filter: {
            metadata_filter: {
                matcher: { filter: hashed.filter, path: [{ key: hashed.key }], value: { present_match: true } },
                match_if_key_not_found: false,
            },
        },
        typed_config: typed("stdout", { log_format: { json_format: fields } }),
    };
}
