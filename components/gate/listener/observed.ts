import type { ServingPlan } from "../../plan/serving/serving";
import { readyFilter } from "../health/health";
import { administrationSocket } from "../configuration";
import { type JsonObject, seconds, typed } from "../envoy";
import { direct } from "../routes/direct-response";
import { connectTimeout, rawBuffer } from "../upstreams/clusters";
import type { GateHost, ObservedAt, Servers } from "../upstream";
import { peers, serverTls } from "./tls";

/** What a gate reports to its watcher over the network: the statistics of Envoy's administration, and nothing else of that. */
export const statisticsPath = "/stats/prometheus";

const administration = "administration";

/**
 * A listener of its own for the region's watcher, by mutual TLS: what the gate counts, and whether it is ready. The rest of Envoy's
 * administration, which could end the gate, stays on its socket.
 */
export function observedListener(
    plan: ServingPlan,
    { directory }: GateHost,
    { listen, watcher }: ObservedAt,
    servers: readonly Servers[],
): JsonObject {
    return {
        name: "observed",
        address: { socket_address: { address: listen.host, port_value: listen.port } },
        filter_chains: [
            {
                transport_socket: serverTls(directory, peers(directory, [watcher])),
                transport_socket_connect_timeout: seconds(5),
                filters: [
                    {
                        name: "envoy.filters.network.http_connection_manager",
                        typed_config: typed("http", connection(plan, servers)),
                    },
                ],
            },
        ],
    };
}

function connection(plan: ServingPlan, servers: readonly Servers[]): JsonObject {
    return {
        stat_prefix: "observed",
        codec_type: "AUTO",
        server_name: "meridian",
        request_headers_timeout: seconds(5),
        request_timeout: seconds(5),
        common_http_protocol_options: { idle_timeout: seconds(60) },
        route_config: {
            name: "observed",
            virtual_hosts: [
                {
                    name: "observed",
                    domains: ["*"],
                    routes: [
                        {
                            match: {
                                path: statisticsPath,
                                headers: [{ name: ":method", string_match: { exact: "GET" } }],
                            },
                            route: { cluster: administration, timeout: seconds(5) },
                        },
                        direct({ prefix: "/" }, { status: 404 }),
                    ],
                },
            ],
        },
        http_filters: [
            readyFilter(plan, servers),
            { name: "envoy.filters.http.router", typed_config: typed("router", { suppress_envoy_headers: true }) },
        ],
    };
}

/** The administration's socket, which only Envoy's own user can open. */
export function administrationCluster(host: GateHost): JsonObject {
    const address = { pipe: { path: administrationSocket(host.work ?? host.directory) } };
    return {
        name: administration,
        type: "STATIC",
        connect_timeout: connectTimeout,
        load_assignment: { cluster_name: administration, endpoints: [{ lb_endpoints: [{ endpoint: { address } }] }] },
        transport_socket: rawBuffer,
    };
}
