import { direct } from "../routes/direct-response";
import { type JsonObject, seconds, typed } from "../envoy";
import { healthPaths } from "../health/health";
import type { Address } from "../upstream";

/** Answers whether the process runs, to checks that can't use the listener of requests; nothing else but what filters answer. */
export function liveListener({ host, port }: Address, filters: readonly JsonObject[] = []): JsonObject {
    return {
        name: "live",
        address: { socket_address: { address: host, port_value: port } },
        filter_chains: [
            {
                filters: [
                    {
                        name: "envoy.filters.network.http_connection_manager",
                        typed_config: typed("http", {
                            stat_prefix: "live",
                            codec_type: "HTTP1",
                            server_name: "meridian",
                            request_headers_timeout: seconds(5),
                            request_timeout: seconds(5),
                            common_http_protocol_options: { idle_timeout: seconds(60) },
                            route_config: {
                                name: "live",
                                virtual_hosts: [
                                    {
                                        name: "live",
                                        domains: ["*"],
                                        routes: [
                                            direct({ path: healthPaths.live }, { status: 200 }),
                                            direct({ prefix: "/" }, { status: 404 }),
                                        ],
                                    },
                                ],
                            },
                            http_filters: [
                                ...filters,
                                { name: "envoy.filters.http.router", typed_config: typed("router", {}) },
                            ],
                        }),
                    },
                ],
            },
        ],
    };
}
