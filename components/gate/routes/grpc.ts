import { type JsonObject, typed } from "../envoy";
import { modelHeader, versionHeader } from "../headers";
import { asItComes } from "../listener/limits";

/** The service of the Open Inference Protocol over gRPC: https://github.com/kserve/open-inference-protocol, `grpc_predict_v2.proto`. */
export const grpcService = "inference.GRPCInferenceService";

/** A retry is safe: one message in, one answer out. The progress of a stream is unknown. */
export const grpcInference = `/${grpcService}/ModelInfer`;

const filters = {
    extraction: "envoy.filters.http.grpc_field_extraction",
    renewRoute: "envoy.filters.http.set_filter_state.grpc",
} as const;

/** The fields that name the model and its version, by method. */
const methods = {
    ModelInfer: ["model_name", "model_version"],
    ModelStreamInfer: ["model_name", "model_version"],
    ModelReady: ["name", "version"],
    ModelMetadata: ["name", "version"],
} as const;

/** The service's methods, as paths. */
export const grpcPaths = Object.keys(methods).map(method => `/${grpcService}/${method}`);

/**
 * The part of the service's description that names those fields, as a serialized `FileDescriptorSet`; the rest of a message
 * is passed on unread. `tests/components/gate/grpc.test.ts` reads it back.
 */
export const descriptorSet = [
    "CvIEChVncnBjX3ByZWRpY3RfdjIucHJvdG8SCWluZmVyZW5jZSI+ChFNb2RlbEluZmVyUmVxdWVzdBISCgptb2RlbF9uYW1l",
    "GAEgASgJEhUKDW1vZGVsX3ZlcnNpb24YAiABKAkiMgoRTW9kZWxSZWFkeVJlcXVlc3QSDAoEbmFtZRgBIAEoCRIPCgd2ZXJz",
    "aW9uGAIgASgJIjUKFE1vZGVsTWV0YWRhdGFSZXF1ZXN0EgwKBG5hbWUYASABKAkSDwoHdmVyc2lvbhgCIAEoCSIUChJNb2Rl",
    "bEluZmVyUmVzcG9uc2UiFAoSTW9kZWxSZWFkeVJlc3BvbnNlIhcKFU1vZGVsTWV0YWRhdGFSZXNwb25zZTLVAgoUR1JQQ0lu",
    "ZmVyZW5jZVNlcnZpY2USSQoKTW9kZWxJbmZlchIcLmluZmVyZW5jZS5Nb2RlbEluZmVyUmVxdWVzdBodLmluZmVyZW5jZS5N",
    "b2RlbEluZmVyUmVzcG9uc2USSQoKTW9kZWxSZWFkeRIcLmluZmVyZW5jZS5Nb2RlbFJlYWR5UmVxdWVzdBodLmluZmVyZW5j",
    "ZS5Nb2RlbFJlYWR5UmVzcG9uc2USUgoNTW9kZWxNZXRhZGF0YRIfLmluZmVyZW5jZS5Nb2RlbE1ldGFkYXRhUmVxdWVzdBog",
    "LmluZmVyZW5jZS5Nb2RlbE1ldGFkYXRhUmVzcG9uc2USUwoQTW9kZWxTdHJlYW1JbmZlchIcLmluZmVyZW5jZS5Nb2RlbElu",
    "ZmVyUmVxdWVzdBodLmluZmVyZW5jZS5Nb2RlbEluZmVyUmVzcG9uc2UoATABYgZwcm90bzM=",
].join("");

/**
 * Over gRPC the model is in the message, not in the path: a filter reads it from the first message, and the route is then selected again.
 * The second filter is there for that selection only, and buffers nothing.
 */
export const grpcFilters: readonly JsonObject[] = [
    {
        name: filters.extraction,
        typed_config: typed("grpcFieldExtraction", {
            descriptor_set: { inline_bytes: descriptorSet },
            extractions_by_method: Object.fromEntries(
                Object.entries(methods).map(([method, [model, version]]) => [
                    `${grpcService}.${method}`,
                    {
                        request_field_extractions: {
                            [model]: { metadata_key: "model" },
                            [version]: { metadata_key: "version" },
                        },
                    },
                ]),
            ),
        }),
    },
    {
        name: filters.renewRoute,
        disabled: true,
        typed_config: typed("filterState", { clear_route_cache: true }),
    },
];

const anyCall = { prefix: `/${grpcService}/`, grpc: {} };

export const anyVersion = Symbol("any version");

/** Matches a call whose message names the model; and a version, this one or any. */
export function grpcCall(model: string, version?: string | typeof anyVersion): JsonObject {
    const says = (key: string, string_match: JsonObject): JsonObject => ({
        filter: filters.extraction,
        path: [{ key }],
        value: { list_match: { one_of: { string_match } } },
    });
    const versions: JsonObject[] =
        version === undefined ? [] : [version === anyVersion ? { safe_regex: { regex: ".+" } } : { exact: version }];
    return {
        ...anyCall,
        dynamic_metadata: [says("model", { exact: model }), ...versions.map(match => says("version", match))],
    };
}

/** Matches a call that another gate has read; of any version, where none is named. */
export function statedCall(model: string, version?: string): JsonObject {
    const says = (name: string, exact: string): JsonObject => ({ name, string_match: { exact } });
    return {
        ...anyCall,
        headers: [says(modelHeader, model), ...(version === undefined ? [] : [says(versionHeader, version)])],
    };
}

/** What every call meets first, before its message is read. */
export const unreadCall = {
    match: anyCall,
    typed_per_filter_config: {
        ...asItComes,
        [filters.renewRoute]: typed("filterOfRoute", { config: {} }),
    },
};
