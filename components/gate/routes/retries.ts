import { untouchedHeader } from "../../plan/names";
import { type JsonObject, typed } from "../envoy";
import { grpcInference } from "./grpc";
import { clientHeaders } from "../headers";

/**
 * Requests that may be retried: reads, inferences (the release is fixed by its digest, so a repeated request has the same answer and changes
 * nothing), and requests whose sender has added an idempotency key.
 */
const repeatable: JsonObject[] = [
    { name: ":method", string_match: { safe_regex: { regex: "GET|HEAD|OPTIONS" } } },
    { name: ":path", string_match: { safe_regex: { regex: "[^?]*/infer(\\?.*)?" } } },
    { name: ":path", string_match: { exact: grpcInference } },
    { name: clientHeaders.idempotency, present_match: true },
];

/** Without a connection, nothing was begun. */
const noConnection = "connect-failure,refused-stream";
/** The connection to a server broke, or failed: the request or its answer is lost. */
const brokenConnection = `${noConnection},reset`;

const elsewhere: JsonObject = {
    retriable_request_headers: repeatable,
    retry_back_off: { base_interval: "0.005s", max_interval: "0.1s" },
    retry_host_predicate: [
        { name: "envoy.retry_host_predicates.previous_hosts", typed_config: typed("previousHosts") },
    ],
    host_selection_retry_max_attempts: 3,
};

/** Other regions that one request may try: more would help only if as many regions failed at once. */
const mostPeers = 3;

/**
 * A client's request that failed here is retried in the other regions in turn, once in each: if the connection broke, or the server is not
 * ready (503). A request rejected for overload (`x-envoy-overloaded`) is not retried: that would spread the overload.
 */
export function spillRetries(peers: number): JsonObject {
    return {
        ...elsewhere,
        retry_on: `${brokenConnection},retriable-status-codes`,
        retriable_status_codes: [503],
        num_retries: Math.min(Math.max(peers, 1), mostPeers),
        retry_priority: {
            name: "envoy.retry_priorities.previous_priorities",
            typed_config: typed("previousPriorities", { update_frequency: 1 }),
        },
    };
}

/** A request spilled by another gate is retried on another server of this region only: that gate tries the next region. */
export const localRetries: JsonObject = { ...elsewhere, retry_on: brokenConnection, num_retries: 1 };

/**
 * The same for a gate with models that have other paths: those of the OpenAI API are inferences, and a path that merely ends like an
 * inference is not. A request is retried only before any part of its answer has arrived, also of a stream.
 */
export function repeatingExactly(policy: JsonObject, paths: readonly string[]): JsonObject {
    const inferences = ["/v2/models/[^/?]+(/versions/[^/?]+)?/infer", ...paths];
    return {
        ...policy,
        retriable_request_headers: [
            ...repeatable.filter(
                ({ name, string_match }) => name !== ":path" || !("safe_regex" in (string_match as JsonObject)),
            ),
            ...inferences.map(path => ({ name: ":path", string_match: { safe_regex: { regex: `${path}(\\?.*)?` } } })),
        ],
    };
}

/** Reads of tables may be retried, whatever their method: a batch of keys is a POST. */
export function readRetries(peers: number): JsonObject {
    return ofAnyMethod(spillRetries(peers));
}

/**
 * A write that may have been begun is not retried: a second execution could overwrite a later write of another client. It is retried only
 * if there was no connection, or if the answer states that nothing was begun. Tables have no idempotency keys.
 */
export function writeRetries(peers: number): JsonObject {
    const { retriable_status_codes: _, ...policy } = ofAnyMethod(spillRetries(peers));
    return {
        ...policy,
        retry_on: `${noConnection},retriable-headers`,
        retriable_headers: [{ name: untouchedHeader, present_match: true }],
    };
}

/** A request to tables that another gate spilled here: that gate knows whether it is a read, and tries the next region. */
export const localTableRetries: JsonObject = { ...ofAnyMethod(localRetries), retry_on: noConnection };

function ofAnyMethod({ retriable_request_headers: _, ...policy }: JsonObject): JsonObject {
    return policy;
}
