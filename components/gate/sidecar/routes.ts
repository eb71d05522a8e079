import type { ServerProtocol } from "../../plan/config/server";
import type { Checks } from "../../plan/serving/checks";
import { direct } from "../routes/direct-response";
import type { JsonObject } from "../envoy";
import { grpcPaths } from "../routes/grpc";
import { httpPrefix } from "../routes/http";
import { openaiPaths } from "../routes/openai";
import { healthPaths, serverLivePath } from "../health/health";

/** One release of a model, with what its server speaks. */
export interface Sidecared {
    readonly model: string;
    readonly version: string;
    readonly protocol: ServerProtocol;
    /**
     * How the sidecar checks that the server can infer: periodically by a path of the server or by the gRPC call `ModelReady` with the
     * server's name of the model, or by a path of the supervising process, to which the sidecar forwards.
     */
    readonly ready: Checked | { readonly keeper: string };
}

/** What a sidecar checks itself. */
export type Checked = ({ readonly server: string } | { readonly call: string }) & { readonly checks: Checks };

export function isChecked(ready: Sidecared["ready"]): ready is Checked {
    return !("keeper" in ready);
}

/** Clusters of a sidecar. */
export const sidecarClusters = { server: "server", keeper: "keeper" } as const;

/** Path of the metrics of the supervising process. */
export const metricsPath = "/metrics";

/**
 * What a sidecar passes on: requests of the protocol for its own release, and nothing else that the server may offer, such as the loading of
 * other models. A version goes no further: the server has one release, whatever it calls it.
 */
export function sidecarRoutes(served: Sidecared): JsonObject[] {
    const { ready } = served;
    return [
        direct({ path: serverLivePath }, { status: 200, body: '{"live":true}' }),
        ...("keeper" in ready
            ? [
                  to("keeper", { path: healthPaths.ready }, { prefix_rewrite: ready.keeper }),
                  to("keeper", { path: metricsPath }),
              ]
            : []),
        ...protocolRoutes[served.protocol](served),
        direct({ prefix: "/" }, noSuchPath(served)),
    ];
}

const protocolRoutes: Readonly<Record<ServerProtocol, (served: Sidecared) => JsonObject[]>> = {
    "oip-http": ({ model, version }) => {
        const path = `/v2/models/${literally(model)}`;
        const versions = `(/versions/${literally(version)})?`;
        const regex_rewrite = { pattern: { regex: `^(${path})${versions}` }, substitution: "\\1" };
        const matching = (end: string, method: string) => ({
            safe_regex: { regex: `${path}${versions}${end}` },
            headers: [{ name: ":method", string_match: { exact: method } }],
        });
        return [
            toServer(matching("(/ready)?", "GET"), { regex_rewrite }),
            toServer(matching("/infer", "POST"), { regex_rewrite }),
        ];
    },
    "oip-grpc": () => grpcPaths.map(path => toServer({ path, grpc: {} })),
    openai: () => openaiPaths.map(path => toServer({ path })),
    http: ({ model, version }) => [
        toServer(
            { path_separated_prefix: httpPrefix(model) },
            {
                regex_rewrite: {
                    pattern: { regex: `^${httpPrefix(literally(model))}(/versions/${literally(version)})?(/|$)` },
                    substitution: "/",
                },
            },
        ),
    ],
};

function noSuchPath({ model, version, protocol }: Sidecared) {
    return {
        status: 404,
        body: JSON.stringify({ error: `release ${version} of ${model} speaks ${protocol}: no such path` }),
    };
}

function toServer(match: JsonObject, more: JsonObject = {}): JsonObject {
    return to("server", match, more);
}

/** Without an end: the gate sets one for each request. */
function to(cluster: keyof typeof sidecarClusters, match: JsonObject, more: JsonObject = {}): JsonObject {
    return { match, route: { cluster: sidecarClusters[cluster], timeout: "0s", idle_timeout: "0s", ...more } };
}

/** In a regular expression (RE2). */
function literally(text: string): string {
    return text.replace(/[.+-]/g, "\\$&");
}
