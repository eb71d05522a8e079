import type { RequestListener } from "node:http";
import { writeMetrics } from "../../components/watch/metrics/text";
import type { GiveUp } from "../ending";
import { listenerFor } from "../listener";
import type { Log } from "../log";
import type { Environment } from "./environment";
import type { Hub } from "./hub";

/** What Prometheus reads (prometheus.io/docs/instrumenting/exposition_formats). */
export const metricsType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * A listener beside the hub's port, for Prometheus on another machine: it serves metrics by mutual TLS to observers, and nothing else, so that nothing
 * on the network reaches the page.
 */
export function listenForMetrics(hub: Hub, { metrics }: Pick<Environment, "metrics">, log: Log, giveUp: GiveUp): void {
    if (metrics === undefined) return;
    listenerFor({ ...metrics, event: "listening for metrics" }, answering(hub), log, giveUp);
}

function answering(hub: Hub): RequestListener {
    return ({ method, url }, response) => {
        if (url?.split("?")[0] !== "/metrics") response.writeHead(404).end();
        else if (method !== "GET" && method !== "HEAD") response.writeHead(405, { allow: "GET, HEAD" }).end();
        else response.writeHead(200, { "content-type": metricsType }).end(writeMetrics(hub.metrics()));
    };
}
