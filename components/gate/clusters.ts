import type { Checks } from "../plan/checks";
import { type JsonObject, seconds, typed } from "./envoy";
import type { Address, Upstream } from "./upstream";

/**
 * Room for bursts: Envoy's defaults (1024 connections and requests, 3 retries at a time) refuse traffic that a single
 * region's loss puts on its peers.
 */
export const circuitBreakers: JsonObject = {
    thresholds: [{ max_connections: 8192, max_pending_requests: 8192, max_requests: 16_384, max_retries: 4096 }],
};

/**
 * With all hosts ill Envoy would by default ask all of them; here the answer is an error, and the next cluster of the
 * list gets the request.
 */
export const noPanic: JsonObject = { healthy_panic_threshold: { value: 0 }, ignore_new_hosts_until_first_hc: true };

/** What a gate sends requests to, checked at the interval of the plan. */
export function upstreamCluster(name: string, upstream: Upstream, checks: Checks, transport: JsonObject): JsonObject {
    return {
        name,
        type: "STATIC",
        connect_timeout: seconds(1),
        load_assignment: endpoints(name, upstream.addresses, upstream.auth.serverName),
        transport_socket: transport,
        health_checks: [httpCheck(checks, upstream.health.path, upstream.auth.serverName)],
        outlier_detection: outliers,
        common_lb_config: noPanic,
        circuit_breakers: circuitBreakers,
    };
}

/** Several clusters as one: each is asked when all before it are ill. */
export function failoverCluster(name: string, clusters: readonly string[]): JsonObject {
    return {
        name,
        connect_timeout: seconds(1),
        lb_policy: "CLUSTER_PROVIDED",
        cluster_type: {
            name: "envoy.clusters.aggregate",
            typed_config: typed("aggregate", { clusters: [...clusters] }),
        },
        common_lb_config: { healthy_panic_threshold: { value: 0 } },
        circuit_breakers: circuitBreakers,
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
export function httpCheck(checks: Checks, path: string, host: string): JsonObject {
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
        http_health_check: { host, path },
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
