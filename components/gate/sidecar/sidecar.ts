import { protocols } from "../../plan/serving/protocols";
import type { EnvoyConfiguration } from "../configuration";
import { type JsonObject, seconds, typed } from "../envoy";
import { authority, identity, peers, serverTls } from "../listener/tls";
import { connectTimeout, rawBuffer, roomy } from "../upstreams/clusters";
import type { Address, CertificateFiles } from "../upstream";
import { metricsPath, sidecarClusters, type Sidecared, sidecarRoutes } from "./routes";

/** Where something listens that only the sidecar reaches: in its own network, or on a Unix socket. */
export type Beside = Address | { readonly socket: string };

/** A sidecar's place. */
export interface SidecarHost {
    readonly listen: Address;
    readonly certificate: CertificateFiles;
    /** Directory of the watched configuration files. */
    readonly directory: string;
    /** The name in the certificate of the gate, which alone may request inferences. */
    readonly gate: string;
    /** The names in certificates of programs that may read metrics. */
    readonly observers: readonly string[];
    readonly server: Beside;
    /** What looks after the server and tells what it counts. Default: nothing does. */
    readonly keeper?: Beside;
    /** A request may take so long at most, in seconds: that of the plan's limits. */
    readonly longestSeconds: number;
}

/**
 * The Envoy beside a model server of one's own: it ends mutual TLS with the certificate of the region's servers, and passes on what the
 * release's protocol has. The server itself listens where nothing else reaches it.
 */
export function sidecarConfiguration(served: Sidecared, host: SidecarHost): EnvoyConfiguration {
    const { model, version } = served;
    return {
        node: { id: `${model}/${version}`, cluster: model },
        listeners: [listener(served, host)],
        clientRoutes: [],
        gateRoutes: [],
        clusters: [
            cluster(sidecarClusters.server, host.server, protocols[served.protocol].transport),
            ...(host.keeper ? [cluster(sidecarClusters.keeper, host.keeper, "http1")] : []),
        ],
        identity: [identity(host.certificate)],
        authority: [authority(host.certificate)],
        secrets: [],
    };
}

function listener(served: Sidecared, host: SidecarHost): JsonObject {
    const { listen, directory, gate, observers } = host;
    return {
        name: "sidecar",
        address: { socket_address: { address: listen.host, port_value: listen.port } },
        filter_chains: [
            {
                transport_socket: serverTls(directory, peers(directory, [gate, ...observers])),
                transport_socket_connect_timeout: seconds(10),
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

/** What a request may be was decided in the gate, and so was how long it may take: here everything is passed on as it comes. */
function connection(served: Sidecared, { gate, observers, longestSeconds }: SidecarHost): JsonObject {
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
            {
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
            },
            { name: "envoy.filters.http.router", typed_config: typed("router", { suppress_envoy_headers: true }) },
        ],
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
