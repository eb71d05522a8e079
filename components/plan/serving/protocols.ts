import type { ServerProtocol } from "../config/server";

/** Paths that a gate serves a model under: the Open Inference Protocol, the OpenAI API, or any paths below `/models/<name>`. */
export type Family = "oip" | "openai" | "http";

/** What of a model needs servers that can do it, with what a user would call it. */
export const serverFeatures = {
    features: "look-ups of features",
    samples: "payload samples",
    baseline: "drift against a baseline",
    batching: "requests that are computed together",
    shadow: "a shadow",
    signature: "a signature",
} as const;
export type ServerFeature = keyof typeof serverFeatures;

export interface ProtocolFacts {
    readonly title: string;
    readonly family: Family;
    /** What the gate and the sidecar speak to the server. */
    readonly transport: "http1" | "http2";
    /** What a server of one's own can have. The built-in server has all. */
    readonly has: readonly ServerFeature[];
}

/** What works with which protocol: a server of one's own looks nothing up and counts no values, and only tensors can be compared. */
export const protocols: Readonly<Record<ServerProtocol, ProtocolFacts>> = {
    "oip-http": {
        title: "Open Inference Protocol v2 over HTTP",
        family: "oip",
        transport: "http1",
        has: ["shadow", "signature"],
    },
    "oip-grpc": {
        title: "Open Inference Protocol v2 over gRPC",
        family: "oip",
        transport: "http2",
        has: ["signature"],
    },
    openai: { title: "OpenAI API", family: "openai", transport: "http1", has: [] },
    http: { title: "HTTP with any paths", family: "http", transport: "http1", has: [] },
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
