import assert from "node:assert/strict";

import { loadFileDescriptorSetFromBuffer, type MethodDefinition } from "@grpc/proto-loader";

import type { Json, JsonObject } from "../../../../components/gate/envoy";
import {
    anyVersion,
    descriptorSet,
    grpcCall,
    grpcFilters,
    grpcInference,
    grpcService,
    statedCall,
    unreadCall,
} from "../../../../components/gate/routes/grpc";
import { service } from "../../../support/gates/open-inference";
import { inside } from "../inside";

/** The field that names the model, and the one that names its version, by method. */
const naming = {
    ModelInfer: ["model_name", "model_version"],
    ModelStreamInfer: ["model_name", "model_version"],
    ModelReady: ["name", "version"],
    ModelMetadata: ["name", "version"],
} as const;
const methods = Object.keys(naming) as (keyof typeof naming)[];

describe("the description of the gRPC service that a gate has", () => {
    const definitions = loadFileDescriptorSetFromBuffer(Buffer.from(descriptorSet, "base64"), { keepCase: true });
    const embedded = definitions[grpcService] as Readonly<Record<string, MethodDefinition<object, object>>>;

    it("is of the service that the protocol has, at its paths, with its streams", () => {
        const shape = (methods: Readonly<Record<string, MethodDefinition<object, object>>>) =>
            Object.fromEntries(
                Object.entries(methods).map(([name, { path, requestStream, responseStream, requestType }]) => [
                    name,
                    [path, requestStream, responseStream, inside(requestType.type as unknown as Json, "name")],
                ]),
            );
        assert.deepEqual(shape(embedded), shape(service));
    });

    for (const method of methods) {
        it(`reads from a real message of ${method} which model it names, and in which version`, () => {
            const [model, version] = naming[method];
            const message = { [model]: "screening", [version]: "2.0.0", id: "7", inputs: [{ name: "a", shape: [1] }] };
            const read = embedded[method]!.requestDeserialize(service[method]!.requestSerialize(message));
            assert.deepEqual({ ...read }, { [model]: "screening", [version]: "2.0.0" });
        });

        it(`has of a message of ${method} the naming fields with the protocol's numbers, and no other`, () => {
            const fields = (definition: MethodDefinition<object, object>) =>
                (inside(definition.requestType.type as unknown as Json, "field") as readonly JsonObject[]).map(
                    ({ name, number, type, label }) => ({ name, number, type, label }),
                );
            const expected = fields(service[method]!).filter(({ name }) =>
                (naming[method] as readonly Json[]).includes(name!),
            );
            assert.deepEqual(fields(embedded[method]!), expected);
        });
    }
});

describe("a call over gRPC", () => {
    const [extraction, renewRoute] = grpcFilters as [JsonObject, JsonObject];

    it("is read with that description, of each method the fields that name the model and its version", () => {
        assert.equal(inside(extraction, "typed_config", "descriptor_set", "inline_bytes"), descriptorSet);
        const read = inside(extraction, "typed_config", "extractions_by_method") as JsonObject;
        assert.deepEqual(
            read,
            Object.fromEntries(
                methods.map(method => [
                    `${grpcService}.${method}`,
                    {
                        request_field_extractions: {
                            [naming[method][0]]: { metadata_key: "model" },
                            [naming[method][1]]: { metadata_key: "version" },
                        },
                    },
                ]),
            ),
        );
    });

    it("gets its route again once it is read, by a filter that stands aside for all else", () => {
        assert.equal(renewRoute.disabled, true);
        assert.equal(inside(renewRoute, "typed_config", "clear_route_cache"), true);
        const here = inside(unreadCall, "typed_per_filter_config", renewRoute.name as string);
        assert.deepEqual([inside(here, "config"), inside(here, "disabled")], [{}, undefined]);
        assert.equal(inside(unreadCall, "match", "prefix"), `/${grpcService}/`);
    });

    const saysOf = (match: JsonObject) =>
        (match.dynamic_metadata as readonly Json[]).map(says => [
            inside(says, "filter"),
            inside(says, "path", 0, "key"),
            inside(says, "value", "list_match", "one_of", "string_match"),
        ]);
    const from = extraction.name;

    it("is known by what was read: the model, and a version, this one or any", () => {
        const model = [from, "model", { exact: "screening" }];
        assert.deepEqual(saysOf(grpcCall("screening")), [model]);
        assert.deepEqual(saysOf(grpcCall("screening", "2.0.0")), [model, [from, "version", { exact: "2.0.0" }]]);
        // A field that is left out is read as empty: that is no version.
        assert.deepEqual(saysOf(grpcCall("screening", anyVersion)), [
            model,
            [from, "version", { safe_regex: { regex: ".+" } }],
        ]);
    });

    it("that another gate has read is known by what that gate says, and is not read again", () => {
        const { headers, dynamic_metadata } = statedCall("screening", "2.0.0");
        assert.equal(dynamic_metadata, undefined);
        assert.deepEqual(headers, [
            { name: "x-meridian-model", string_match: { exact: "screening" } },
            { name: "x-meridian-version", string_match: { exact: "2.0.0" } },
        ]);
    });

    it("is one to this service, over gRPC, however it is known", () => {
        for (const match of [
            grpcCall("screening"),
            grpcCall("screening", "2.0.0"),
            grpcCall("screening", anyVersion),
            statedCall("screening", "2.0.0"),
            unreadCall.match,
        ]) {
            assert.equal(inside(match, "prefix"), "/inference.GRPCInferenceService/");
            assert.deepEqual(inside(match, "grpc"), {});
        }
    });

    it("may be asked again where it is one message, at the path that the service has for it", () => {
        assert.equal(grpcInference, service.ModelInfer!.path);
    });
});
