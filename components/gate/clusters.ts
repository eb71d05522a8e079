import type { Checks } from "../plan/checks";
import { type JsonObject, seconds, typed } from "./envoy";
import type { Address, Upstream } from "./upstream";

/**
 * Room for bursts: Envoy's defaults (1024 connections and requests, 3 retries at a time) refuse traffic that a single
 * region's loss puts on its peers.
 */
export function circuitBreakers(max_connections = 8192): JsonObject {
    return { thresholds: [{ max_connections, max_pending_requests: 8192, max_requests: 16_384, max_retries: 4096 }] };
}

/**
 * Connections that one server gets at most. More do not make one process answer sooner; but when the loss of a region
 * doubles the traffic of another, a TLS handshake for each waiting request would take the time that answering needs.
 */
const connectionsPerServer = 32;

/** An attempt to connect that takes longer has failed. Refusals come at once, and what can't be reached, checks find. */
export const connectTimeout = seconds(2);

/**
 * With all hosts ill Envoy would by default ask all of them; here the answer is an error, and the next cluster of the
 * list gets the request.
 */
export const noPanic: JsonObject = { healthy_panic_threshold: { value: 0 }, ignore_new_hosts_until_first_hc: true };

/** What a gate sends requests to, checked at the interval of the plan. */
export function upstreamCluster(name: string, upstream: Upstream, checks: Checks, transport: JsonObject): JsonObject {
    const { addresses, auth, health, protocol } = upstream;
    return {
        name,
        type: "STATIC",
        connect_timeout: connectTimeout,
        load_assignment: endpoints(name, addresses, auth.serverName),
        transport_socket: transport,
        typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed("httpOptions", {
                explicit_http_config:
                    protocol === "http2" ? { http2_protocol_options: {} } : { http_protocol_options: {} },
            }),
        },
        health_checks: [httpCheck(checks, health.path, auth.serverName, protocol)],
        outlier_detection: outliers,
        common_lb_config: noPanic,
        circuit_breakers: circuitBreakers(connectionsPerServer * addresses.length),
    };
}

/** Several clusters as one: each is asked when all before it are ill. */
export function failoverCluster(name: string, clusters: readonly string[]): JsonObject {
    return {
        name,
        connect_timeout: connectTimeout,
        lb_policy: "CLUSTER_PROVIDED",
        cluster_type: {
            name: "envoy.clusters.aggregate",
            typed_config: typed("aggregate", { clusters: [...clusters] }),
        },
        common_lb_config: { healthy_panic_threshold: { value: 0 } },
        circuit_breakers: circuitBreakers(),
    };
}

/** Addresses with the name that requests to them carry as host. */
export function endpoints(cluster: string, addresses: readonly Address[], hostname: string): JsonObject {
    const lb_endpoints = addresses.map(({ host, port }) => ({
        endpoint: { hostname, address: { socket_address: { address: host, port_value: port } } },
    }));
    return { cluster_name: cluster, endpoints: [{ lb_endpoints }] };
}

/**
 * Active checks. `no_traffic_interval` would be a minute by default: a host that was ill and gets no traffic for it
 * would stay out that long.
 */
export function httpCheck(
    checks: Checks,
    path: string,
    host: string,
    protocol: Upstream["protocol"] = "http1",
): JsonObject {
    const interval = seconds(checks.everySeconds);
    return {
        timeout: seconds(Math.max(checks.everySeconds, 1)),
        interval,
        no_traffic_interval: interval,
        no_traffic_healthy_interval: interval,
        unhealthy_interval: interval,
        unhealthy_edge_interval: interval,
        healthy_edge_interval: interval,
        unhealthy_threshold: checks.unhealthyAfter,
        healthy_threshold: 1,
        http_health_check: { host, path, codec_client_type: protocol === "http2" ? "HTTP2" : "HTTP1" },
    };
}

/** The first failed connection leaves a host out at once; the next good check lets it in again. */
export const outliers: JsonObject = {
    split_external_local_origin_errors: true,
    consecutive_local_origin_failure: 1,
    enforcing_consecutive_local_origin_failure: 100,
    consecutive_gateway_failure: 5,
    enforcing_consecutive_gateway_failure: 0,
    enforcing_consecutive_5xx: 0,
    enforcing_success_rate: 0,
    enforcing_local_origin_success_rate: 0,
    enforcing_failure_percentage: 0,
    max_ejection_percent: 100,
    always_eject_one_host: true,
    interval: "0.5s",
    base_ejection_time: "1s",
    max_ejection_time: "5s",
};
