import fc from "fast-check";

import type { ConfigInput } from "../../../components/plan/config/config";
import { type ServerInput, type ServerProtocol, serverProtocols } from "../../../components/plan/config/server";
import { protocols, type ServerFeature } from "../../../components/plan/serving/protocols";
import { runsIn } from "../../../components/plan/serving/model-cells";
import { cloudTable } from "../../../components/plan/clouds/table";
import type { Cloud } from "../../../components/plan/places/catalogue";
import { mostly, rarely } from "./forms";
import { cloudsOf } from "./stack";
import type { ModelInput } from "./model-input";
import { pinnedImage } from "../images";

/** Some of the models with servers of their own, of a protocol that has all that a model asks for. */
export function withOwnServers(config: ConfigInput): fc.Arbitrary<ConfigInput> {
    return fc.tuple(...config.models.map(model => served(model, config))).map(models => ({ ...config, models }));
}

function served(model: ModelInput, { cells, observability }: ConfigInput): fc.Arbitrary<ModelInput> {
    const regions = cells.filter(({ name }) => runsIn(model, name)).flatMap(cell => cell.regions);
    const clouds = cloudsOf(regions);
    const samples = observability?.samples !== undefined;
    // A container needs a port, for which not every machine has a network of its own.
    if (isContained(clouds) && clouds.includes("local")) return fc.constant(model);
    const releases = Object.values(model.releases);
    const asked: Record<ServerFeature, boolean> = {
        features: model.features !== undefined,
        samples,
        baseline: releases.some(({ baseline }) => baseline !== undefined),
        batching: model.batching !== undefined,
        shadow: model.shadow !== undefined,
        signature: releases.some(({ signature }) => signature !== undefined),
    };
    const able = protocolsOn(clouds).filter(protocol =>
        (Object.keys(asked) as ServerFeature[]).every(
            feature => !asked[feature] || protocols[protocol].has.includes(feature),
        ),
    );
    // Few models ask for nothing that some protocol lacks.
    const some = able.length === serverProtocols.length ? mostly : rarely;
    return able.length === 0
        ? fc.constant(model)
        : some(fc.constantFrom(...able)).chain(protocol =>
              protocol === undefined ? fc.constant(model) : withServers(model, protocol, clouds),
          );
}

/** Whether some of the clouds run servers as containers. */
const isContained = (clouds: readonly Cloud[]) => clouds.some(cloud => cloudTable[cloud].ownServers !== undefined);

/** What requests can come in by on all of some clouds. */
function protocolsOn(clouds: readonly Cloud[]): ServerProtocol[] {
    return serverProtocols.filter(protocol =>
        clouds.every(cloud => cloudTable[cloud].ownServers?.protocols?.allowed.includes(protocol) ?? true),
    );
}

/** Over HTTP some releases may have the built-in server. */
function withServers(model: ModelInput, protocol: ServerProtocol, clouds: readonly Cloud[]): fc.Arbitrary<ModelInput> {
    const versions = Object.keys(model.releases);
    const own = protocol === "oip-http" ? fc.shuffledSubarray(versions, { minLength: 1 }) : fc.constant(versions);
    return fc.tuple(own, serverOf(protocol, clouds)).map(([own, server]) => ({
        ...model,
        releases: Object.fromEntries(
            Object.entries(model.releases).map(([version, release]) => [
                version,
                own.includes(version) ? { ...release, ...artifactOf(release, server), server } : release,
            ]),
        ),
    }));
}

/** An archive where it is unpacked: another name would be a fault. */
const artifactOf = ({ artifact }: { readonly artifact: string }, { unpack }: ServerInput) =>
    unpack === undefined ? {} : { artifact: artifact.replace(/\.onnx$/, ".tar.gz") };

/** On this machine on a Unix socket, by programs that every machine has: not each gives programs a network of their own. */
function serverOf(protocol: ServerProtocol, clouds: readonly Cloud[]): fc.Arbitrary<ServerInput> {
    const isContainer = isContained(clouds);
    const listening = isContainer ? ["--port", "$(PORT)"] : ["--socket", "$(SOCKET)"];
    // Clusters have no account.
    const account = clouds.includes("kubernetes") ? "111111111111" : "{account}";
    const registry = isContainer ? `${account}.dkr.ecr.{region}.amazonaws.com` : undefined;
    return fc
        .record(
            {
                protocol: fc.constant(protocol),
                image: fc.constant(pinnedImage("servers/own", registry)),
                port: fc.constantFrom(1024, 8080, 65_535),
                command: fc.constantFrom<string[]>(
                    ["python3"],
                    ["sh", "--model=$(MODEL_PATH)", ...listening, "$(constructor)"],
                ),
                env: fc.constant({ constructor: "$(MODEL_NAME)", LEVEL: "$$(HIGH)" }),
                modelPath: fc.constantFrom("model.bin", "models/1/model.onnx"),
                unpack: fc.constant("tar"),
                startSeconds: fc.integer({ min: 1, max: 3600 }),
                ready: fc.constant("/healthz"),
            },
            {
                requiredKeys: [
                    "protocol",
                    "image",
                    "command",
                    "env",
                    "port",
                    ...(protocol === "http" ? (["ready"] as const) : []),
                ],
            },
        )
        .map(({ port, ready, ...server }) => ({
            ...server,
            ...(isContainer ? { port } : {}),
            ...(protocol === "oip-grpc" ? {} : { ready }),
        }));
}
