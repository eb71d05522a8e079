import type { ServerProtocol } from "../config/server";

/** Paths that a gate serves a model under: the Open Inference Protocol, the OpenAI API, or any paths below `/models/<name>`. */
export type Family = "oip" | "openai" | "http";

/** Features of a model that need support by its servers, with what faults call them. */
export const serverFeatures = {
    features: "feature look-ups",
    samples: "payload samples",
    baseline: "drift against a baseline",
    batching: "batching",
    shadow: "a shadow",
    signature: "a signature",
} as const;
export type ServerFeature = keyof typeof serverFeatures;

export interface ProtocolFacts {
    readonly family: Family;
    /** What the gate and the sidecar speak to the server. */
    readonly transport: "http1" | "http2";
    /** What a custom server can have. The built-in server has all. */
    readonly has: readonly ServerFeature[];
}

/** What works with which protocol: a custom server looks nothing up and counts no values, and only tensors can be compared. */
export const protocols: Readonly<Record<ServerProtocol, ProtocolFacts>> = {
    "oip-http": {
        family: "oip",
        transport: "http1",
        has: ["shadow", "signature"],
    },
    "oip-grpc": {
        family: "oip",
        transport: "http2",
        has: ["signature"],
    },
    openai: { family: "openai", transport: "http1", has: [] },
    http: { family: "http", transport: "http1", has: [] },
};

/** What has releases, some with servers of their own. */
export interface Served {
    readonly server?: { readonly protocol: ServerProtocol } | undefined;
}

/** The paths that a release is served under. */
export function familyOf({ server }: Served): Family {
    return server === undefined ? "oip" : protocols[server.protocol].family;
}

/** The path that answers 200 once a server can infer; none is known of `http`, and gRPC has a call for it. */
export function readyPath(protocol: ServerProtocol, model: string): string | undefined {
    switch (protocol) {
        case "oip-http":
            return `/v2/models/${model}/ready`;
        case "openai":
            return "/v1/models";
        case "oip-grpc":
        case "http":
            return undefined;
    }
}
