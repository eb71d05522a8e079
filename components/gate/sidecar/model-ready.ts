import type { Checks } from "../../plan/serving/checks";
import type { JsonObject } from "../envoy";
import { grpcService } from "../routes/grpc";
import { httpCheck } from "../upstreams/clusters";

/** `ModelReadyResponse` with `ready`: its first field is true. Of false, gRPC sends an empty message. */
const isReady = Buffer.from([0x08, 0x01]);

/**
 * A check by the call `ModelReady` (github.com/kserve/open-inference-protocol, `open_inference_grpc.proto`). Envoy's own check of gRPC knows
 * `grpc.health.v1` alone, which not all of these servers have (MLServer).
 */
export function modelReadyCheck(checks: Checks, model: string): JsonObject {
    const { http_health_check, ...check } = httpCheck(checks, `/${grpcService}/ModelReady`, "localhost", "http2");
    return {
        ...check,
        http_health_check: {
            ...(http_health_check as JsonObject),
            method: "POST",
            send: { text: framed(textField(1, model)).toString("hex") },
            receive: [{ text: isReady.toString("hex") }],
            request_headers_to_add: [header("content-type", "application/grpc"), header("te", "trailers")],
        },
    };
}

const header = (key: string, value: string): JsonObject => ({
    header: { key, value },
    append_action: "OVERWRITE_IF_EXISTS_OR_ADD",
});

/** A message as gRPC sends it, not compressed (github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). */
function framed(message: Buffer): Buffer {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(message.length, 1);
    return Buffer.concat([head, message]);
}

/** A field of a text shorter than 128 bytes (protobuf.dev/programming-guides/encoding). Names of models are. */
function textField(number: number, text: string): Buffer {
    const bytes = Buffer.from(text);
    return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}
