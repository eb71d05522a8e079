import { watched } from "./configuration";
import { type JsonObject, seconds, typed } from "./envoy";

/** A cluster that nothing is sent to: what counts is whether its one host is healthy. */
export const verdictCluster = "verdict";

/**
 * What others say of the region, from a file beside the gate's own that its watcher replaces. A file, and no check of the
 * watcher: with that process gone the last verdict stays, and a gate that starts anew has one at once.
 */
export function verdict(directory: string): JsonObject {
    return {
        name: verdictCluster,
        type: "EDS",
        connect_timeout: seconds(1),
        eds_cluster_config: { eds_config: watched("verdict", directory) },
    };
}

/** The file's content. Nobody listens at the address. */
export function verdictFile(isServing: boolean): string {
    const endpoint = { address: { socket_address: { address: "127.0.0.1", port_value: 1 } } };
    const assignment = typed("assignment", {
        cluster_name: verdictCluster,
        endpoints: [{ lb_endpoints: [{ health_status: isServing ? "HEALTHY" : "UNHEALTHY", endpoint }] }],
    });
    const version = isServing ? "serving" : "withdrawn";
    return `${JSON.stringify({ version_info: version, resources: [assignment] }, null, 1)}\n`;
}
