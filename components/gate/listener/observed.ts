import type { ServingPlan } from "../../plan/serving/serving";
import { readyFilter } from "../health/health";
import { administrationSocket } from "../configuration";
import type { JsonObject } from "../envoy";
import { connectTimeout, rawBuffer } from "../upstreams/clusters";
import type { GateHost, ObservedAt, Servers } from "../upstream";
import { readingChain } from "./reading";
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
            readingChain(
                {
                    name: "observed",
                    cluster: administration,
                    paths: [statisticsPath],
                    filters: [readyFilter(plan, servers)],
                },
                serverTls(directory, peers(directory, [watcher])),
            ),
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
