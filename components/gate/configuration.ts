import { endingOnRequest } from "./listener/ending";
import { type Json, type JsonObject, typed } from "./envoy";
import { bounded } from "./listener/memory";

/**
 * One Envoy's configuration in the parts that change apart from each other. Routes change without touching a listener,
 * so a change of shares drops no connection.
 */
export interface EnvoyConfiguration {
    readonly node: { readonly id: string; readonly cluster: string };
    readonly listeners: readonly JsonObject[];
    /** What clients can ask for, and what the gates of other regions can. */
    readonly clientRoutes: readonly JsonObject[];
    readonly gateRoutes: readonly JsonObject[];
    readonly clusters: readonly JsonObject[];
    /** The process's certificate and key. */
    readonly identity: readonly JsonObject[];
    /** Those that clients are shown, where they are others. */
    readonly front?: readonly JsonObject[];
    /** The authority whose certificates it takes. */
    readonly authority: readonly JsonObject[];
    /** The credentials for upstreams: their location, never their value. Read once: new ones need a restart. */
    readonly secrets: readonly JsonObject[];
    /** Whether others say in files beside these whether the region is to get traffic (`verdict.ts`, `ending.ts`). */
    readonly judged?: boolean;
    /** Directory of the file that says whether clients are to reconnect, in a configuration in one piece. Default: none is read. */
    readonly work?: string;
    /** Whether Envoy's administration has a socket there, in a configuration in one piece. Default: no. */
    readonly observed?: boolean;
    /** What the process may use. Default: 1024. */
    readonly memoryMiB?: number;
}

/** What is replaced while Envoy runs, by file name. */
export const watchedFiles = ["listeners", "clientRoutes", "gateRoutes", "clusters", "identity", "authority"] as const;
export type WatchedFile = (typeof watchedFiles)[number];

const messageOf = {
    listeners: "listener",
    clientRoutes: "routes",
    gateRoutes: "routes",
    clusters: "cluster",
    identity: "secret",
    authority: "secret",
} as const;

/** The answer of a discovery service, as Envoy reads it from a file; Envoy repeats `version` once it has taken it. */
export function discoveryFile(configuration: EnvoyConfiguration, file: WatchedFile, version: string): string {
    return discovered(messageOf[file], configuration[file], version);
}

/** Certificates as files that `wholeFile` names, by the names of the files. They lead to those of the process, and never change themselves. */
export function certificateFiles(certificates: Readonly<Record<string, JsonObject>>): Readonly<Record<string, string>> {
    return Object.fromEntries(
        Object.entries(certificates).map(([name, one]) => [`${name}.json`, discovered("secret", [one], "1")]),
    );
}

function discovered(
    message: (typeof messageOf)[WatchedFile],
    all: readonly JsonObject[],
    version_info: string,
): string {
    const resources = all.map(resource => typed(message, resource));
    return `${JSON.stringify({ version_info, resources }, null, 1)}\n`;
}

/** The socket of Envoy's administration, which only its owner can use. */
export const administrationSocket = (directory: string) => `${directory}/admin.sock`;

const administration = (directory: string): JsonObject => ({
    address: { pipe: { path: administrationSocket(directory), mode: 0o600 } },
});

/** Where Envoy finds one of the watched files, and which directory to watch for its replacement. */
export function watched(file: WatchedFile | "front" | "verdict", directory: string): JsonObject {
    return {
        path_config_source: { path: `${directory}/${file}.json`, watched_directory: { path: directory } },
        resource_api_version: "V3",
    };
}

/**
 * The configuration that Envoy starts from: identity, administration on a Unix socket that only its owner can use, and
 * where the rest is watched.
 */
export function bootstrapFile({ node, secrets, memoryMiB, judged }: EnvoyConfiguration, directory: string): string {
    return `${JSON.stringify(
        {
            node,
            admin: administration(directory),
            dynamic_resources: {
                lds_config: watched("listeners", directory),
                cds_config: watched("clusters", directory),
            },
            ...(secrets.length === 0 ? {} : { static_resources: { secrets } }),
            ...extensions,
            ...runtime,
            ...statistics,
            ...bounded(memoryMiB, judged === true ? endingOnRequest(directory) : undefined),
        },
        null,
        1,
    )}\n`;
}

/**
 * The same configuration in one piece. Certificates are `inside`, as for `envoy --mode validate`, which reads no watched file; or in `files`
 * beside it (`certificateFiles`): of what is inside Envoy reads a renewed certificate never
 * (www.envoyproxy.io/docs/envoy/latest/configuration/operations/certificates).
 */
export function wholeFile(configuration: EnvoyConfiguration, certificates: "inside" | "files" = "inside"): string {
    return JSON.stringify(wholeConfiguration(configuration, certificates));
}

export function wholeConfiguration(
    configuration: EnvoyConfiguration,
    certificates: "inside" | "files" = "inside",
): JsonObject {
    const { authority, front = [], identity, secrets } = configuration;
    const routes = new Map(
        [...configuration.clientRoutes, ...configuration.gateRoutes].map(table => [table.name, table]),
    );
    const { observed, work } = configuration;
    return {
        node: configuration.node,
        ...(observed === true && work !== undefined && { admin: administration(work) }),
        static_resources: {
            listeners: configuration.listeners.map(listener => inlined(listener, routes, certificates)),
            clusters: configuration.clusters.map(cluster => inlined(cluster, routes, certificates)),
            secrets: [...(certificates === "inside" ? [...identity, ...front, ...authority] : []), ...secrets],
        },
        ...extensions,
        ...runtime,
        ...statistics,
        ...bounded(configuration.memoryMiB, work === undefined ? undefined : endingOnRequest(work)),
    };
}

/** Names of watched routes become the routes themselves, and those of certificates inside names of static secrets. */
function inlined(
    value: Json,
    routes: ReadonlyMap<Json | undefined, JsonObject>,
    certificates: "inside" | "files",
): Json {
    if (Array.isArray(value)) {
        return value.map((item: Json) => inlined(item, routes, certificates));
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    return Object.fromEntries(
        Object.entries(value).flatMap(([key, field]: [string, Json]): [string, Json][] => {
            if (key === "sds_config" && certificates === "inside") {
                return [];
            }
            return key === "rds"
                ? [["route_config", routes.get((field as JsonObject).route_config_name) ?? null]]
                : [[key, inlined(field, routes, certificates)]];
        }),
    );
}

/** What is hosted by others is reached through listeners inside (`hosted.ts`). */
const extensions = {
    bootstrap_extensions: [{ name: "envoy.bootstrap.internal_listener", typed_config: typed("internalListener") }],
};

/**
 * Of the requests that a client sends at once over one connection, each is answered in a turn of its own. Envoy ends a connection on which
 * more than two of its own answers wait to be sent (`kMaxOutboundResponses`, source/common/http/http1/codec_impl.cc): in one turn a client
 * that pipelines would get two, and then the end. (www.envoyproxy.io/docs/envoy/latest/configuration/http/http_conn_man/runtime)
 */
const runtime = {
    layered_runtime: { layers: [{ name: "gate", static_layer: { "http.max_requests_per_io_cycle": 1 } }] },
};

/**
 * Edges of the buckets that durations are counted in, in milliseconds. Envoy's own are coarse where answers are fast, and an
 * objective of 250 or 300 would lie between two of them.
 */
const durationEdges = [
    0.5, 1, 2, 3, 4, 5, 7.5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000,
    5000, 10_000, 30_000, 60_000, 600_000,
];

const statistics = {
    // Durations are reported as of the last flush: by default of up to five seconds ago.
    stats_flush_interval: "1s",
    stats_config: { histogram_bucket_settings: [{ match: { prefix: "gate." }, buckets: durationEdges }] },
};
