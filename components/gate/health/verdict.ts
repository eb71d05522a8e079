import type { Traffic } from "../../plan/watch/watch-plan";
import { watched } from "../configuration";
import { type JsonObject, seconds, typed } from "../envoy";

/** A cluster that nothing is sent to: what counts is how many of its hosts are healthy. */
export const verdictCluster = "verdict";

/** Healthy hosts of the cluster, of two. */
const healthyHosts = { serving: 2, fallback: 1, out: 0 } as const satisfies Record<Traffic, number>;

/** How many percent of the hosts must be healthy for the region to get this traffic. */
export const percentFor = { serving: 100, fallback: 1 } as const;

/**
 * What others say of the region, from a file beside the gate's own that its watcher replaces. A file, and no check of the
 * watcher: with that process gone the last verdict stays, and a gate that restarts has one at once.
 */
export function verdict(directory: string): JsonObject {
    return {
        name: verdictCluster,
        type: "EDS",
        connect_timeout: seconds(1),
        eds_cluster_config: { eds_config: watched("verdict", directory) },
    };
}

/** The file's content. Nothing listens at the addresses. */
export function verdictFile(traffic: Traffic): string {
    const lb_endpoints = [1, 2].map(port_value => ({
        health_status: port_value <= healthyHosts[traffic] ? "HEALTHY" : "UNHEALTHY",
        endpoint: { address: { socket_address: { address: "127.0.0.1", port_value } } },
    }));
    const assignment = typed("assignment", { cluster_name: verdictCluster, endpoints: [{ lb_endpoints }] });
    return `${JSON.stringify({ version_info: traffic, resources: [assignment] }, null, 1)}\n`;
}

/** Another file of the watcher, beside it: whether each answer ends the connection that it comes on (`ending.ts`). */
export const endingFile = (ends: boolean) => (ends ? "1" : "0");

/** The file of a gate that ends: from then on it decides itself whether connections end. */
export const finishingFile = "finishing";
