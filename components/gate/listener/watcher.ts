import { hubHost, regionHost, watcherHost } from "../../plan/names";
import type { ServingPlan } from "../../plan/serving/serving";
import { type JsonObject, seconds, typed } from "../envoy";
import { direct } from "../routes/direct-response";
import type { Address, GateHost } from "../upstream";
import { addressCluster } from "../upstreams/clusters";
import { clientTls, peers, serverTls } from "./tls";

const cluster = "watcher";

/** What a hub reads of a watcher: how the region does, and what its processes count. */
const hubPaths = ["/v1/region", "/metrics"] as const;

/** As long as a hub waits for an answer. */
const timeout = seconds(2);

/**
 * Passes on what the hub of the cell reads of the region's watcher, by that one's name and with a certificate of the hub: so a front is all that a
 * region needs for its figures to be read from another network. TLS ends here, so that nothing without such a certificate reaches the watcher.
 */
export function watcherChains(plan: ServingPlan, { directory }: GateHost, watcher: Address | undefined): JsonObject[] {
    if (watcher === undefined) return [];
    const { cell } = plan;
    // In which region it is, the gate does not know.
    const hubs = cell.regions.map(region => hubHost(regionHost(region, cell.name, cell.domain)));
    return [
        {
            name: cluster,
            filter_chain_match: { server_names: [watcherHost(plan.host)] },
            transport_socket: serverTls(directory, peers(directory, hubs)),
            transport_socket_connect_timeout: seconds(5),
            filters: [
                {
                    name: "envoy.filters.network.http_connection_manager",
                    typed_config: typed("http", connection),
                },
            ],
        },
    ];
}

const connection: JsonObject = {
    stat_prefix: cluster,
    codec_type: "AUTO",
    server_name: "meridian",
    request_headers_timeout: seconds(5),
    request_timeout: seconds(5),
    common_http_protocol_options: { idle_timeout: seconds(60) },
    route_config: {
        name: cluster,
        virtual_hosts: [
            {
                name: cluster,
                domains: ["*"],
                routes: [
                    ...hubPaths.map(path => ({
                        match: { path, headers: [{ name: ":method", string_match: { exact: "GET" } }] },
                        route: { cluster, timeout },
                    })),
                    direct({ prefix: "/" }, { status: 404 }),
                ],
            },
        ],
    },
    http_filters: [
        { name: "envoy.filters.http.router", typed_config: typed("router", { suppress_envoy_headers: true }) },
    ],
};

export function watcherClusters(
    plan: ServingPlan,
    { directory }: GateHost,
    watcher: Address | undefined,
): JsonObject[] {
    if (watcher === undefined) return [];
    const name = watcherHost(plan.host);
    return [{ ...addressCluster(cluster, [watcher], name), transport_socket: clientTls(directory, name, "http1") }];
}
