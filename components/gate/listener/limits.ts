import type { LimitsPlan, Rate } from "../../plan/serving/limits";
import { type JsonObject, seconds, typed, wholeMilliseconds } from "../envoy";
import { callerHeader, clientHeaders } from "../headers";

/** Limits of size and rate, applied before anything is sent upstream. */
export function limitFilters({ bodyKiB, rate }: LimitsPlan): JsonObject[] {
    return [
        {
            name: "envoy.filters.http.body_size_limit",
            typed_config: typed("bodySizeLimit", { max_request_bytes: bodyKiB * 1024 }),
        },
        wholeFilter(bodyKiB),
        ...(rate.region === undefined ? [] : [rateFilter("region", { token_bucket: bucket(rate.region) })]),
        ...(rate.perCaller === undefined ? [] : [rateFilter("caller", perCaller(rate.perCaller))]),
    ];
}

const whole = "envoy.filters.http.buffer";

/**
 * Buffers the whole request before it is evaluated: over HTTP/1.1 an early rejection has to close the connection, and each retry of the
 * client would need a new handshake, which costs more than a response.
 */
function wholeFilter(bodyKiB: number): JsonObject {
    return { name: whole, typed_config: typed("buffer", { max_request_bytes: bodyKiB * 1024 }) };
}

/** Without buffering: for streams of messages, and for requests that are rejected in any case. */
export const asItComes: JsonObject = { [whole]: typed("bufferOfRoute", { disabled: true }) };

type Counted = "region" | "caller";

function rateName(counted: Counted): string {
    return `envoy.filters.http.local_ratelimit.${counted}`;
}

/** For requests that a route rejects, whatever the rate: they must not use up the rate of admitted ones. */
export const uncounted: JsonObject = Object.fromEntries(
    (["region", "caller"] as const).map(counted => [rateName(counted), typed("filterOfRoute", { disabled: true })]),
);

function rateFilter(name: Counted, fields: JsonObject): JsonObject {
    const always = { default_value: { numerator: 100 } };
    return {
        name: rateName(name),
        typed_config: typed("rateLimit", {
            stat_prefix: `rate_${name}`,
            filter_enabled: always,
            filter_enforced: always,
            enable_retry_after_header: true,
            ...fields,
        }),
    };
}

/** Callers that are counted at a time; beyond, those not seen for longest are forgotten, and start again. */
const callersCounted = 10_000;

/** An entry without a value has a bucket of its own for each value. */
function perCaller(rate: Rate): JsonObject {
    const key = "caller";
    return {
        rate_limits: [{ actions: [{ request_headers: { header_name: callerHeader, descriptor_key: key } }] }],
        descriptors: [{ entries: [{ key }], token_bucket: bucket(rate) }],
        max_dynamic_descriptors: callersCounted,
    };
}

function bucket({ perSecond, burst }: Rate): JsonObject {
    return { max_tokens: burst, tokens_per_fill: perSecond, fill_interval: "1s" };
}

/**
 * The timeout that a client sets for a request, in the header that Envoy reads (`grpc-timeout`, gRPC over HTTP/2). Its end closes the
 * stream and does not count against the server's health: otherwise a client could have a server ejected by a few requests with a timeout
 * of a millisecond.
 */
export const deadlineMutation: JsonObject = {
    append: {
        header: { key: "grpc-timeout", value: `%REQ(${clientHeaders.timeout})%m` },
        append_action: "ADD_IF_ABSENT",
    },
};

/** What gates add to a request on its way: one that a client may send can still be spilled. */
const ownHeaders = { count: 28, kiB: 8 };

/** The size of all headers together, and how many they may be, after so many listeners that have added theirs. */
export function headerLimits({ headerKiB }: LimitsPlan, before: number) {
    return {
        max_request_headers_kb: headerKiB + before * ownHeaders.kiB,
        common_http_protocol_options: { max_headers_count: 100 + before * ownHeaders.count },
    };
}

/** The deadline of a request, retries included; a shorter one that the request states applies instead. */
export function deadline(longestSeconds: number): JsonObject {
    const longest = seconds(longestSeconds);
    return { timeout: "0s", max_stream_duration: { max_stream_duration: longest, grpc_timeout_header_max: longest } };
}

/** Matches a request for another time than one between a millisecond and the limit. */
export function noDeadline(longestSeconds: number): JsonObject {
    const name = clientHeaders.timeout;
    const end = wholeMilliseconds(longestSeconds) + 1;
    return {
        prefix: "/",
        headers: [
            { name, present_match: true },
            { name, range_match: { start: 1, end }, invert_match: true },
        ],
    };
}
