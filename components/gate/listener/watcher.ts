import { hubHost, regionHost, watcherHost } from "../../plan/names";
import type { ServingPlan } from "../../plan/serving/serving";
import type { JsonObject } from "../envoy";
import type { Address, GateHost } from "../upstream";
import { addressCluster } from "../upstreams/clusters";
import { readingChain } from "./reading";
import { clientTls, peers, serverTls } from "./tls";

const cluster = "watcher";

/** What a hub reads of a watcher: how the region does, and what its processes count. */
const hubPaths = ["/v1/region", "/metrics"] as const;

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
            ...readingChain({ name: cluster, cluster, paths: hubPaths }, serverTls(directory, peers(directory, hubs))),
        },
    ];
}

export function watcherClusters(
    plan: ServingPlan,
    { directory }: GateHost,
    watcher: Address | undefined,
): JsonObject[] {
    if (watcher === undefined) return [];
    const name = watcherHost(plan.host);
    return [{ ...addressCluster(cluster, [watcher], name), transport_socket: clientTls(directory, name, "http1") }];
}
