import { watcherHost } from "../../plan/names";
import type { ServingPlan } from "../../plan/serving/serving";
import { type JsonObject, seconds, typed } from "../envoy";
import type { Address } from "../upstream";
import { addressCluster } from "../upstreams/clusters";

const cluster = "watcher";

/**
 * Passes the hub's connections on to the region's watcher, by its name and as they are: TLS begins in the hub and ends in the watcher, which
 * takes the hub's certificate alone. So a front is all that a region needs for its figures to be read from another network of the cell.
 */
export function watcherChains(plan: ServingPlan, watcher: Address | undefined): JsonObject[] {
    if (watcher === undefined) return [];
    return [
        {
            name: cluster,
            filter_chain_match: { server_names: [watcherHost(plan.host)] },
            filters: [
                {
                    name: "envoy.filters.network.tcp_proxy",
                    typed_config: typed("tcpProxy", { stat_prefix: cluster, cluster, idle_timeout: seconds(60) }),
                },
            ],
        },
    ];
}

/** Few connections: one hub of the cell keeps some, and others are refused by the watcher after they have cost a handshake. */
const most = { max_connections: 32, max_pending_requests: 32 };

export function watcherClusters(watcher: Address | undefined): JsonObject[] {
    if (watcher === undefined) return [];
    return [
        {
            ...addressCluster(cluster, [watcher], watcher.host),
            circuit_breakers: { thresholds: [most] },
        },
    ];
}
