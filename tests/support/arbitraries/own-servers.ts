import fc from "fast-check";

import type { ConfigInput } from "../../../components/plan/config/config";
import { type ServerInput, type ServerProtocol, serverProtocols } from "../../../components/plan/config/server";
import { protocols, type ServerFeature } from "../../../components/plan/serving/protocols";
import { rarely } from "./forms";
import type { ModelInput } from "./model-input";
import { pinnedImage } from "../images";

/** Some of the models with servers of their own, of a protocol that has all that a model asks for. */
export function withOwnServers(config: ConfigInput): fc.Arbitrary<ConfigInput> {
    return fc
        .tuple(...config.models.map(model => served(model, config.observability?.samples !== undefined)))
        .map(models => ({ ...config, models }));
}

function served(model: ModelInput, samples: boolean): fc.Arbitrary<ModelInput> {
    const releases = Object.values(model.releases);
    const asked: Record<ServerFeature, boolean> = {
        features: model.features !== undefined,
        samples,
        baseline: releases.some(({ baseline }) => baseline !== undefined),
        batching: model.batching !== undefined,
        shadow: model.shadow !== undefined,
        signature: releases.some(({ signature }) => signature !== undefined),
    };
    const able = serverProtocols.filter(protocol =>
        (Object.keys(asked) as ServerFeature[]).every(
            feature => !asked[feature] || protocols[protocol].has.includes(feature),
        ),
    );
    return able.length === 0
        ? fc.constant(model)
        : rarely(fc.constantFrom(...able)).chain(protocol =>
              protocol === undefined ? fc.constant(model) : withServers(model, protocol),
          );
}

/** Over HTTP some releases may have the built-in server. */
function withServers(model: ModelInput, protocol: ServerProtocol): fc.Arbitrary<ModelInput> {
    const versions = Object.keys(model.releases);
    const own = protocol === "oip-http" ? fc.shuffledSubarray(versions, { minLength: 1 }) : fc.constant(versions);
    return fc.tuple(own, serverOf(protocol)).map(([own, server]) => ({
        ...model,
        releases: Object.fromEntries(
            Object.entries(model.releases).map(([version, release]) => [
                version,
                own.includes(version) ? { ...release, server } : release,
            ]),
        ),
    }));
}

/** On a Unix socket, by programs that every machine has: not each gives programs a network of their own. */
function serverOf(protocol: ServerProtocol): fc.Arbitrary<ServerInput> {
    return fc
        .record(
            {
                protocol: fc.constant(protocol),
                image: fc.constant(pinnedImage("servers/own")),
                command: fc.constantFrom<string[]>(
                    ["python3"],
                    ["sh", "--model=$(MODEL_PATH)", "--socket", "$(SOCKET)", "$(constructor)"],
                ),
                env: fc.constant({ constructor: "$(MODEL_NAME)", LEVEL: "$$(HIGH)" }),
                modelPath: fc.constantFrom("model.bin", "models/1/model.onnx"),
                startSeconds: fc.integer({ min: 1, max: 3600 }),
                ready: fc.constant("/healthz"),
            },
            {
                requiredKeys: [
                    "protocol",
                    "image",
                    "command",
                    "env",
                    ...(protocol === "http" ? (["ready"] as const) : []),
                ],
            },
        )
        .map(({ ready, ...server }) => ({ ...server, ...(protocol === "oip-grpc" ? {} : { ready }) }));
}
