import { type JsonObject, seconds, typed } from "../envoy";
import { direct } from "../routes/direct-response";

/** What a program of the cell that is no gate may read through a gate. */
export interface Readable {
    readonly name: string;
    /** Where it is read. */
    readonly cluster: string;
    /** By GET: all others are answered with 404. */
    readonly paths: readonly string[];
    /** What answers before that. */
    readonly filters?: readonly JsonObject[];
}

const longest = seconds(5);

/** Ends the TLS of such a program, and forwards the paths that it may read. */
export function readingChain({ cluster, filters = [], name, paths }: Readable, tls: JsonObject): JsonObject {
    const connection: JsonObject = {
        stat_prefix: name,
        codec_type: "AUTO",
        server_name: "meridian",
        request_headers_timeout: longest,
        request_timeout: longest,
        common_http_protocol_options: { idle_timeout: seconds(60) },
        route_config: {
            name,
            virtual_hosts: [
                {
                    name,
                    domains: ["*"],
                    routes: [
                        ...paths.map(path => ({
                            match: { path, headers: [{ name: ":method", string_match: { exact: "GET" } }] },
                            route: { cluster, timeout: longest },
                        })),
                        direct({ prefix: "/" }, { status: 404 }),
                    ],
                },
            ],
        },
        http_filters: [
            ...filters,
            { name: "envoy.filters.http.router", typed_config: typed("router", { suppress_envoy_headers: true }) },
        ],
    };
    return {
        transport_socket: tls,
        transport_socket_connect_timeout: longest,
        filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: typed("http", connection) }],
    };
}
