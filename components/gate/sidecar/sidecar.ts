import { protocols } from "../../plan/serving/protocols";
import type { EnvoyConfiguration } from "../configuration";
import { type JsonObject, seconds, typed } from "../envoy";
import { healthFilter } from "../health/health";
import { liveListener } from "../listener/live";
import { authority, identity, peers, serverTls } from "../listener/tls";
import { connectTimeout, httpCheck, onlyChecked, rawBuffer, roomy } from "../upstreams/clusters";
import type { Address, CertificateFiles } from "../upstream";
import { modelReadyCheck } from "./model-ready";
import { isChecked, metricsPath, sidecarClusters, type Sidecared, sidecarRoutes } from "./routes";

/** Where something listens that only the sidecar reaches: in its own network, or on a Unix socket. */
export type Beside = Address | { readonly socket: string };

/** The callers that a sidecar admits, by their certificates. */
export interface SidecarTls {
    readonly certificate: CertificateFiles;
    /** Directory of the watched configuration files. */
    readonly directory: string;
    /** The name in the certificate of the gate, which alone may request inferences. */
    readonly gate: string;
    /** The names in certificates of programs that may read metrics. */
    readonly observers: readonly string[];
}

/** A sidecar's place. */
export interface SidecarHost {
    readonly listen: Address;
    /** Default: a proxy of the platform ends TLS, and alone reaches where it listens. */
    readonly tls?: SidecarTls;
    /** Where it reports in plain text whether it runs and whether the server can infer, to checks that present no certificate. Default: nowhere. */
    readonly health?: Address;
    readonly server: Beside;
    /** The process that supervises the server and reports its metrics. Default: none. */
    readonly keeper?: Beside;
    /** A request may take so long at most, in seconds: that of the plan's limits. */
    readonly longestSeconds: number;
    /** What the process may use. Default: as much as a gate. */
    readonly memoryMiB?: number;
}

/**
 * The Envoy beside a custom model server: it ends mutual TLS with the certificate of the region's servers, where no platform does, and
 * passes on what the release's protocol has. The server itself listens where nothing else reaches it.
 */
export function sidecarConfiguration(served: Sidecared, host: SidecarHost): EnvoyConfiguration {
    const { model, version } = served;
    const { transport } = protocols[served.protocol];
    return {
        node: { id: `${model}/${version}`, cluster: model },
        listeners: [listener(served, host), ...(host.health ? [healthListener(host.health)] : [])],
        clientRoutes: [],
        gateRoutes: [],
        clusters: [
            {
                ...cluster(sidecarClusters.server, host.server, transport),
                ...checked(served, host, transport),
                ...buffers(host),
            },
            ...(host.keeper ? [cluster(sidecarClusters.keeper, host.keeper, "http1")] : []),
        ],
        identity: host.tls ? [identity(host.tls.certificate)] : [],
        authority: host.tls ? [authority(host.tls.certificate)] : [],
        secrets: [],
        ...(host.memoryMiB === undefined ? {} : { memoryMiB: host.memoryMiB }),
    };
}

function listener(served: Sidecared, host: SidecarHost): JsonObject {
    const { listen, tls } = host;
    return {
        name: "sidecar",
        address: { socket_address: { address: listen.host, port_value: listen.port } },
        ...buffers(host),
        filter_chains: [
            {
                ...(tls ? { transport_socket: admitted(tls), transport_socket_connect_timeout: seconds(10) } : {}),
                filters: [
                    {
                        name: "envoy.filters.network.http_connection_manager",
                        typed_config: typed("http", connection(served, host)),
                    },
                ],
            },
        ],
    };
}

function healthListener({ host, port }: Address): JsonObject {
    return liveListener({ host, port }, [healthFilter("ready", [sidecarClusters.server])]);
}

function admitted({ directory, gate, observers }: SidecarTls): JsonObject {
    return serverTls(directory, peers(directory, [gate, ...observers]));
}

/** What is passed on waits for its reader: where memory is scarce, 64 KiB of it on each connection, of 1 MiB by default. */
function buffers({ memoryMiB }: SidecarHost): JsonObject {
    return memoryMiB === undefined ? {} : { per_connection_buffer_limit_bytes: 64 * 1024 };
}

/** What a request may be was decided in the gate, and so was how long it may take: here everything is passed on as it comes. */
function connection(served: Sidecared, { tls, longestSeconds }: SidecarHost): JsonObject {
    return {
        stat_prefix: "sidecar",
        codec_type: "AUTO",
        server_header_transformation: "PASS_THROUGH",
        max_request_headers_kb: 96,
        common_http_protocol_options: { max_headers_count: 200, idle_timeout: seconds(300) },
        stream_idle_timeout: seconds(Math.max(longestSeconds, 60)),
        route_config: {
            name: "sidecar",
            virtual_hosts: [{ name: "server", domains: ["*"], routes: sidecarRoutes(served) }],
        },
        http_filters: [
            ...(tls ? [rightsOf(tls)] : []),
            ...(isChecked(served.ready) ? [healthFilter("ready", [sidecarClusters.server])] : []),
            { name: "envoy.filters.http.router", typed_config: typed("router", { suppress_envoy_headers: true }) },
        ],
    };
}

function rightsOf({ gate, observers }: SidecarTls): JsonObject {
    return {
        name: "envoy.filters.http.rbac",
        typed_config: typed("rbac", {
            rules: {
                action: "ALLOW",
                policies: {
                    gate: { permissions: [{ not_rule: metrics }], principals: [called(gate)] },
                    ...(observers.length === 0
                        ? {}
                        : { observers: { permissions: [metrics], principals: observers.map(called) } }),
                },
            },
        }),
    };
}

/**
 * Before servers end idle connections (gunicorn after 2 seconds, uvicorn after 5): one that the server ends may just be taking a request.
 */
const idle = seconds(1);

const metrics: JsonObject = { url_path: { path: { exact: metricsPath } } };

function called(exact: string): JsonObject {
    return { authenticated: { principal_name: { exact } } };
}

/**
 * A server that infers one request at a time answers a check after those that it has. So a check may take as long as a request, and has a
 * connection of its own: one that is left open would look like a request that is not done.
 */
function checked({ ready }: Sidecared, { longestSeconds }: SidecarHost, transport: "http1" | "http2"): JsonObject {
    if (!isChecked(ready)) return {};
    const check =
        "call" in ready
            ? modelReadyCheck(ready.checks, ready.call)
            : httpCheck(ready.checks, ready.server, "localhost", transport);
    return {
        health_checks: [{ ...check, timeout: seconds(Math.max(longestSeconds, 5)), reuse_connection: false }],
        common_lb_config: onlyChecked,
    };
}

function cluster(name: string, beside: Beside, transport: "http1" | "http2"): JsonObject {
    const address: JsonObject =
        "socket" in beside
            ? { pipe: { path: beside.socket } }
            : { socket_address: { address: beside.host, port_value: beside.port } };
    return {
        name,
        type: "STATIC",
        connect_timeout: connectTimeout,
        load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
        transport_socket: rawBuffer,
        circuit_breakers: { thresholds: [{ ...roomy }] },
        typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed("httpOptions", {
                explicit_http_config:
                    transport === "http2" ? { http2_protocol_options: {} } : { http_protocol_options: {} },
                ...(transport === "http1" ? { common_http_protocol_options: { idle_timeout: idle } } : {}),
            }),
        },
    };
}
