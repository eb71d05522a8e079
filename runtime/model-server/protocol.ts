import { callerHeader } from "../../components/plan/names";
import { readJson } from "../body";
import { listed, Refusal } from "../refusal";
import type { Features } from "./features";
import type { InferenceMetrics } from "./metrics";
import type { Model, Release } from "./release";
import { decodeRequest } from "./request";
import { encodeResponse } from "./response";
import type { Answer, Handler, Route } from "../routes";
import { ModelRefusal } from "./session";
import { type Samples, samplesRoute } from "./samples";
import type { Signature, TensorSpec } from "./signature";
import type { ValueCounts } from "./value-counts";

const SERVER = "meridian-model-server";
/** Of this server's part of the protocol; a release has its own. */
const SERVER_VERSION = "1.0.0";
/** "<project>_<format>", as the protocol asks. */
const PLATFORM = "onnxruntime_onnx";

/**
 * Open Inference Protocol, version 2, over HTTP, for one release:
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 *
 * Where the text leaves a choice: a model without a version in the path is the release; a server that is not ready
 * answers 503 with the reason; the answer of `/v2/health/ready` has `ready` beside the `live` of the protocol's text.
 */
export function protocolRoutes(
    release: Release,
    maxBodyBytes: number,
    metrics: InferenceMetrics,
    features?: Features,
    values?: ValueCounts,
    samples?: Samples,
): readonly Route[] {
    const { name, version } = release.source;

    const serverMetadata: Handler = () => json(200, { name: SERVER, version: SERVER_VERSION, extensions: [] });

    const serverLive: Handler = () => json(200, { live: true });

    const serverReady: Handler = () => {
        const { readiness } = release;
        return readiness.ready
            ? json(200, { live: true, ready: true })
            : json(503, { live: true, ready: false, error: readiness.reason });
    };

    const modelReady: Handler = () => {
        const { readiness } = release;
        return readiness.ready
            ? json(200, { name, ready: true })
            : json(503, { name, ready: false, error: readiness.reason });
    };

    const modelMetadata: Handler = () => {
        const { signature } = openedModel();
        return json(200, {
            name,
            versions: [version],
            platform: PLATFORM,
            inputs: signature.inputs.map(tensorMetadata),
            outputs: signature.outputs.map(tensorMetadata),
        });
    };

    const infer: Handler = async (_path, message) => {
        const { session, signature } = openedModel();
        const body = await readJson(message, maxBodyBytes);
        const request = decodeRequest(body, signature, features?.lookUp.input);
        const outputs = request.outputs.map(output => output.name);
        const joined = request.subject === undefined ? undefined : await join(request.subject, signature);
        try {
            const feeds = joined === undefined ? request.feeds : { ...request.feeds, ...joined.feeds };
            const results = await session.run(feeds, outputs);
            const answer = encodeResponse(release.source, request, results, joined?.stated);
            values?.count(signature, feeds, results, String(message.headers[callerHeader] ?? ""));
            samples?.offer(body, answer);
            return { status: 200, body: answer };
        } catch (error) {
            // A text can't be longer than half a gigabyte or so, and a model may give more than it takes.
            if (error instanceof ModelRefusal || error instanceof RangeError) {
                // The client's fault, whatever the runtime calls it. A 5xx would be retried on every server of the
                // cell, and each would count as unhealthy.
                throw new Refusal(400, "the model can't compute with these inputs, though types and shapes fit it");
            }
            throw error;
        }
    };

    async function join(subject: unknown, { inputs }: Signature) {
        const { input } = features!.lookUp;
        const spec = inputs.find(({ name }) => name === input);
        if (spec === undefined) {
            throw new Refusal(
                422,
                `the model has no input ${listed([input])}; allowed: ${listed(inputs.map(one => one.name))}`,
            );
        }
        const { tensor, stated } = await features!.join(subject, spec);
        return { feeds: { [input]: tensor }, stated };
    }

    function openedModel(): Model {
        if (release.opened === undefined) {
            throw new Refusal(503, `the model is not ready: ${reasonOf(release)}`);
        }
        return release.opened;
    }

    /** Only this release is here. */
    const here =
        (handle: Handler): Handler =>
        (path, request) => {
            if (path.model !== name) {
                throw new Refusal(404, `no such model here; allowed: ${name}`);
            }
            if (path.version !== undefined && path.version !== version) {
                throw new Refusal(404, `no such version of the model here; allowed: ${version}`);
            }
            return handle(path, request);
        };

    return [
        { method: "GET", path: "/v2", handle: serverMetadata },
        { method: "GET", path: "/v2/health/live", handle: serverLive },
        { method: "GET", path: "/v2/health/ready", handle: serverReady },
        metrics.route(),
        samplesRoute(samples),
        ...["/v2/models/:model", "/v2/models/:model/versions/:version"].flatMap((path): Route[] => [
            { method: "GET", path, handle: here(modelMetadata) },
            { method: "GET", path: `${path}/ready`, handle: here(modelReady) },
            { method: "POST", path: `${path}/infer`, handle: here(metrics.counting(infer)) },
        ]),
    ];
}

function reasonOf({ readiness }: Release): string {
    return readiness.ready ? "" : readiness.reason;
}

function tensorMetadata({ name, datatype, shape }: TensorSpec) {
    return { name, datatype: datatype.name, shape };
}

function json(status: number, body: object): Answer {
    return { status, body: JSON.stringify(body) };
}
