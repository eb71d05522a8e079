import { untouchedHeader } from "../../plan/names";
import { type JsonObject, typed } from "../envoy";
import { grpcInference } from "./grpc";
import { clientHeaders } from "../headers";

/**
 * What may be asked again: what reads, an inference (the release is fixed by its digest, so the same question has the
 * same answer and changes nothing), and what its sender has given a key to tell repetitions by.
 */
const repeatable: JsonObject[] = [
    { name: ":method", string_match: { safe_regex: { regex: "GET|HEAD|OPTIONS" } } },
    { name: ":path", string_match: { safe_regex: { regex: "[^?]*/infer(\\?.*)?" } } },
    { name: ":path", string_match: { exact: grpcInference } },
    { name: clientHeaders.idempotency, present_match: true },
];

/** Where no connection came about, nothing was begun. */
const noConnection = "connect-failure,refused-stream";
/** Where servers' connections broke, or none came about: the request, or its answer, is lost. */
const brokenConnection = `${noConnection},reset`;

const elsewhere: JsonObject = {
    retriable_request_headers: repeatable,
    retry_back_off: { base_interval: "0.005s", max_interval: "0.1s" },
    retry_host_predicate: [
        { name: "envoy.retry_host_predicates.previous_hosts", typed_config: typed("previousHosts") },
    ],
    host_selection_retry_max_attempts: 3,
};

/** Regions asked for one request beside its own: more would only help where as many had failed at once. */
const mostPeers = 3;

/**
 * What came from clients and failed here is asked in the next region, and once in each: one whose connection broke, or
 * whose server says that it is not ready (503). What was refused for overload is asked nowhere else (`x-envoy-overloaded`):
 * it would only carry the overload on.
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

/** What another gate spilled here goes to another server of the region at most: that gate goes on to the next region. */
export const localRetries: JsonObject = { ...elsewhere, retry_on: brokenConnection, num_retries: 1 };

/**
 * The same of a gate that has models with other paths, too: those of the OpenAI API are inferences, and what only ends like an inference is
 * none. Asked again is only what has no answer yet: of a stream, not even its first part.
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

/** What reads a table may be asked again, whatever its method: a batch of keys is posted. */
export function readRetries(peers: number): JsonObject {
    return ofAnyMethod(spillRetries(peers));
}

/**
 * A write that may have been begun is not asked again: done twice, it would undo what another wrote in between. It goes on
 * where no connection came about, and where the answer says that nothing was begun. No key makes it safe: tables know none.
 */
export function writeRetries(peers: number): JsonObject {
    const { retriable_status_codes: _, ...policy } = ofAnyMethod(spillRetries(peers));
    return {
        ...policy,
        retry_on: `${noConnection},retriable-headers`,
        retriable_headers: [{ name: untouchedHeader, present_match: true }],
    };
}

/** What another gate spilled to the tables here: whether it is a read, that gate knows and goes on. */
export const localTableRetries: JsonObject = { ...ofAnyMethod(localRetries), retry_on: noConnection };

function ofAnyMethod({ retriable_request_headers: _, ...policy }: JsonObject): JsonObject {
    return policy;
}
