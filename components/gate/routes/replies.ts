import type { RegionRef } from "../../plan/places/catalogue";
import type { Cell } from "../../plan/cells/cell";
import { type JsonObject, typed, wholeMilliseconds } from "../envoy";
import { header, overloadedHeader, type Side } from "../headers";

/** What a gate answers by itself. */
export interface Reply {
    readonly status: number;
    readonly body?: string;
    /** Default: JSON. */
    readonly contentType?: string;
}

const contentType = "application/problem+json";

type Problem = JsonObject & { readonly status: number };

/** RFC 9457 problem details, with the cell that answers and, for a refusal, the class of its reason. */
function problem(status: number, cell: Cell, title: string, more: Readonly<Record<string, string>> = {}): Problem {
    return { type: "about:blank", title, status, cell: cell.name, ...more };
}

function reply(document: Problem): Reply {
    return { status: document.status, body: JSON.stringify(document), contentType };
}

/** To a request whose host is none of this gate's. */
export function foreignCell(cell: Cell): Reply {
    const detail = `this gate answers for ${cell.host} only; nothing was forwarded`;
    return reply(problem(421, cell, "this gate serves another cell", { detail }));
}

/** To a path that names no model of the cell, in the Open Inference Protocol's form. */
export function noSuchModel(models: readonly string[]): Reply {
    return { status: 404, body: JSON.stringify({ error: `no such model or path; models: ${models.join(", ")}` }) };
}

export function noSuchTable(tables: readonly string[]): Reply {
    return { status: 404, body: JSON.stringify({ error: `no such table; tables: ${tables.join(", ")}` }) };
}

/** For clients there is none; what another gate has drawn may be in the next region (503), as during a wave. */
export function noSuchVersion(model: string, side: Side): Reply {
    const status = side === "clients" ? 404 : 503;
    return { status, body: JSON.stringify({ error: `model ${model} has no such version here` }) };
}

export function badHost(cell: Cell): Reply {
    return reply(problem(400, cell, "the request names no host"));
}

export function noCertificate(cell: Cell): Reply {
    return reply(problem(401, cell, "a client certificate is needed", { reason: "missing" }));
}

export function badDeadline(cell: Cell, longestSeconds: number): Reply {
    const detail = `x-request-timeout-ms is a whole number from 1 to ${wholeMilliseconds(longestSeconds)}`;
    return reply(problem(400, cell, "no such deadline", { detail }));
}

export function drained(cell: Cell, region: RegionRef): Reply {
    return reply(problem(503, cell, `region ${region} is taken out of traffic`));
}

/** Envoy's numbers for faults of a token (jwt_verify_lib, `Status`), as far as callers learn of them. */
const tokenRefusals: readonly { readonly reason: string; readonly title: string; readonly when: JsonObject }[] = [
    { reason: "missing", title: "a bearer token is needed", when: details("Jwt_is_missing") },
    { reason: "expired", title: "the token has expired", when: details("Jwt_is_expired") },
    { reason: "audience", title: "the token is for another audience", when: details("Audiences_in_Jwt") },
    { reason: "invalid", title: "the token is not valid here", when: details("jwt_authn_access_denied") },
];

/**
 * The body that clients receive when Envoy itself rejects a request or has no upstream to answer it: the cell and the reason, in place of
 * Envoy's own text. Reasons are classes: enough to fix a client, too little to help an attack.
 */
export function localReplies(side: Side, cell: Cell, region: RegionRef): JsonObject {
    return {
        mappers: [
            ...tokenRefusals.map(({ reason, title, when }) => ({
                filter: when,
                status_code: 401,
                ...format(problem(401, cell, title, { reason })),
                headers_to_add: [
                    header(
                        "www-authenticate",
                        `Bearer error="${reason === "missing" ? "invalid_request" : "invalid_token"}"`,
                    ),
                ],
            })),
            // LH: the health filter's own answer.
            { filter: flags("LH"), ...format(problem(503, cell, `region ${region} is not ready`)) },
            {
                // UO: no connection, and no place in the queue.
                filter: flags("UO"),
                ...format(problem(503, cell, `region ${region} has more requests than it can take`, overload)),
                headers_to_add: sheds(side),
            },
            {
                // The gate itself, for what it would do to its memory.
                filter: details("overload"),
                ...format(problem(503, cell, `the gate of region ${region} is short of memory`, overload)),
                headers_to_add: sheds(side),
            },
            {
                // `gate-key.ts`: 503, so that a gate whose key is another for a while goes on to the next region.
                filter: details("lua_response"),
                ...format(problem(503, cell, "only gates of the cell are answered by this name", { reason: "gate" })),
            },
            {
                filter: details("rbac_access_denied"),
                ...format(problem(403, cell, "not allowed", { reason: "claims" })),
            },
            {
                filter: status(503),
                ...format(problem(503, cell, `no healthy region in cell ${cell.name}`)),
                headers_to_add: [retryAfter],
            },
            { filter: details("path_normalization_failed"), ...format(problem(400, cell, badPath)) },
            { filter: status(408), ...format(problem(408, cell, "the request did not come in time")) },
            { filter: status(504), ...format(problem(504, cell, `no region of cell ${cell.name} answered in time`)) },
            { filter: status(429), ...format(problem(429, cell, "too many requests", { reason: "rate" })) },
            { filter: status(413), ...format(problem(413, cell, "the request's body is too large")) },
        ],
    };
}

const badPath = "a path has no encoded slash, no backslash and no NUL";
const overload = { reason: "overload" };
/** A client may retry soon. A gate that spilled here tries no other, and a comparer drops the request. */
function sheds(side: Side): JsonObject[] {
    return side !== "clients" ? [retryAfter, header(overloadedHeader, "true")] : [retryAfter];
}

const retryAfter = header("retry-after", "1");

/** Matches answers of Envoy itself with that status. */
export function status(code: number): JsonObject {
    const value = { default_value: code, runtime_key: `meridian.reply_${code}` };
    return { status_code_filter: { comparison: { op: "EQ", value } } };
}

function flags(...flags: string[]): JsonObject {
    return { response_flag_filter: { flags } };
}

function details(part: string): JsonObject {
    return {
        extension_filter: {
            name: "envoy.access_loggers.extension_filters.cel",
            typed_config: typed("expression", {
                expression: `response.code_details.contains(${JSON.stringify(part)})`,
            }),
        },
    };
}

function format(document: Problem): JsonObject {
    return { body_format_override: { json_format: document, content_type: contentType } };
}
