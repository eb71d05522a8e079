import type { Checks } from "../../plan/serving/checks";
import type { LimitsPlan } from "../../plan/serving/limits";
import { type JsonObject, seconds, typed } from "../envoy";
import { type Address, isNumeric, type Upstream } from "../upstream";

/** Room for what others bound: Envoy's defaults (1024 connections and requests) refuse what the loss of a region puts on its peers. */
export const roomy = { max_connections: 8192, max_pending_requests: 8192, max_requests: 16_384, max_retries: 4096 };

export const circuitBreakers: JsonObject = {
    thresholds: [{ ...roomy }, { priority: "HIGH", ...roomy }],
};

/** Connections over HTTP/2 that a release gets at most: enough that a name behind which servers stand reaches several. */
const http2Connections = 8;

/** Requests that each connection to a release carries at a time, over HTTP/2. */
export function streamsOf({ concurrency }: LimitsPlan): number {
    return Math.ceil(concurrency / http2Connections);
}

/**
 * The number of concurrent requests to the servers of a release, and how many may wait. More connections would not make a process answer
 * sooner, and with a queue in which requests outlive their deadline, servers would work without a client. A request that waits for a
 * connection is in the queue too, so the queue is never shorter than the number of connections.
 */
export function releaseBreakers(limits: LimitsPlan, protocol: Upstream["protocol"]): JsonObject {
    const { concurrency, queue, batchPercent } = limits;
    const forBatch = Math.max(1, Math.floor((concurrency * batchPercent) / 100));
    // Full of requests, all connections together carry no more than that.
    const shared = Math.floor(concurrency / streamsOf(limits));
    const connections = (most: number) => (protocol === "http2" ? Math.min(most, shared) : most);
    return {
        thresholds: [
            {
                ...roomy,
                max_connections: connections(forBatch),
                max_requests: forBatch,
                max_pending_requests: forBatch,
            },
            {
                ...roomy,
                priority: "HIGH",
                max_connections: connections(concurrency),
                max_pending_requests: Math.max(queue, concurrency),
            },
        ],
    };
}

/**
 * Limit of concurrent retries. (Envoy's retry budget in percent does not work here: it counts the requests of a cluster itself, and an
 * aggregate of other clusters has none.)
 */
export function spillBreakers({ retries }: LimitsPlan): JsonObject {
    return {
        thresholds: [
            { ...roomy, max_retries: retries },
            { ...roomy, priority: "HIGH", max_retries: retries },
        ],
    };
}

/** An attempt to connect that takes longer has failed. Refusals come at once, and what can't be reached, checks find. */
export const connectTimeout = seconds(2);

/**
 * The same to servers of the region, including TLS. If one connection fails, Envoy fails every request that waits for one, and each counts
 * as a failure of the server (source/common/conn_pool/conn_pool_base.cc, `purgePendingStreams`). So a handshake that is late because no
 * processor was free, as right after another region was lost, would take out the server that is left. Checks find an unreachable server
 * sooner.
 */
export const serverConnectTimeout = seconds(5);

/**
 * With all hosts unhealthy, Envoy would by default send requests to all of them. Here the result is an error, and the next cluster of the
 * list receives the request. Envoy would also delay a change of health until a second has passed since the last change: for that long it
 * would send requests to a server that has recovered for a moment only, or that serves a wrong artifact.
 */
const onlyHealthy: JsonObject = { healthy_panic_threshold: { value: 0 }, update_merge_window: "0s" };

/** The same, if health is known by checks. */
export const onlyChecked: JsonObject = { ...onlyHealthy, ignore_new_hosts_until_first_hc: true };

/**
 * Hosts by their addresses, of which DNS resolves those that are names. `V4_ONLY`: names that a platform writes into the host's own
 * file, which has an IPv6 address for each, too, whether or not the network has IPv6.
 */
export function addressCluster(
    name: string,
    addresses: readonly Address[],
    hostname: string,
    family: "ALL" | "V4_ONLY" = "ALL",
): JsonObject {
    return {
        name,
        alt_stat_name: statName(name),
        ...(addresses.every(isNumeric) ? { type: "STATIC" } : byName(family)),
        connect_timeout: connectTimeout,
        load_assignment: endpoints(name, addresses, hostname),
    };
}

function byName(dns_lookup_family: string): JsonObject {
    const typed_config = typed("dnsCluster", { dns_lookup_family, respect_dns_ttl: true });
    return { cluster_type: { name: "envoy.cluster.dns", typed_config } };
}

/** How requests reach an upstream, and the filters that they pass. */
export interface Transport {
    readonly socket: JsonObject;
    readonly filters: readonly JsonObject[];
    /** The longest that one may take, in seconds, where its client sets no end. */
    readonly longestSeconds?: number;
}

/** What a gate sends requests to, checked at the interval of the plan. */
export function upstreamCluster(
    name: string,
    upstream: Upstream,
    checks: Checks,
    transport: Transport,
    streams?: number,
): JsonObject {
    const { auth, health, protocol } = upstream;
    return {
        ...reached(name, upstream, transport, streams),
        ...judged(health, auth.serverName, protocol, checks),
    };
}

/**
 * A host outside of the cell, behind the internal listener that its requests go through. Health checks are configured here, because Envoy's
 * do not pass internal listeners. Outlier detection is left out: the cluster in front has it.
 */
export function externalUpstream(
    name: string,
    upstream: Upstream,
    checks: Checks,
    transport: Transport,
    streams?: number,
): JsonObject {
    return upstream.health.kind === "active"
        ? upstreamCluster(name, upstream, checks, transport, streams)
        : reached(name, upstream, transport, streams);
}

/** Where it is, and how requests get there; whether they should is for others to say. */
function reached(
    name: string,
    { addresses, auth, protocol }: Upstream,
    transport: Transport,
    streams?: number,
): JsonObject {
    return {
        ...addressCluster(name, addresses, auth.serverName, auth.kind === "platform" ? "V4_ONLY" : "ALL"),
        ...carried(protocol, transport, streams),
        circuit_breakers: circuitBreakers,
    };
}

/** The way to a listener inside the gate. */
export function insideCluster(name: string, listener: string, hostname?: string, streams?: number): JsonObject {
    const address = { envoy_internal_address: { server_listener_name: listener, endpoint_id: listener } };
    const endpoint = { ...(hostname === undefined ? {} : { hostname }), address };
    return {
        name,
        alt_stat_name: statName(name),
        type: "STATIC",
        connect_timeout: connectTimeout,
        load_assignment: { cluster_name: name, endpoints: [{ lb_endpoints: [{ endpoint }] }] },
        ...carried("http2", { socket: rawBuffer, filters: [] }, streams),
    };
}

/** Leads to a host outside of the cell through an internal listener, as if it were in the cell. */
export function internalCluster(
    name: string,
    listener: string,
    { auth, health }: Upstream,
    checks: Checks,
    streams?: number,
): JsonObject {
    return {
        ...insideCluster(name, listener, auth.serverName, streams),
        outlier_detection: health.kind === "active" ? outliers(3) : watchedAnswers(checks),
        common_lb_config: onlyHealthy,
        circuit_breakers: circuitBreakers,
    };
}

export const rawBuffer: JsonObject = { name: "envoy.transport_sockets.raw_buffer", typed_config: typed("rawBuffer") };

/**
 * Of an answer that its client doesn't read, so much waits on a connection over HTTP/2, and a thousand of them do before the
 * others on it have to wait, too.
 */
const windows = { initial_stream_window_size: 1024 * 1024, initial_connection_window_size: 1024 * 1024 * 1024 };

function carried(
    protocol: Upstream["protocol"],
    { socket, filters, longestSeconds }: Transport,
    streams?: number,
): JsonObject {
    const http2: JsonObject = {
        ...windows,
        ...(streams === undefined ? {} : { max_concurrent_streams: streams }),
    };
    return {
        transport_socket: socket,
        typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed("httpOptions", {
                explicit_http_config:
                    protocol === "http2" ? { http2_protocol_options: http2 } : { http_protocol_options: {} },
                ...(filters.length === 0 ? {} : { http_filters: [...filters, upstreamCodec] }),
                ...(longestSeconds === undefined
                    ? {}
                    : { common_http_protocol_options: { max_stream_duration: seconds(longestSeconds) } }),
            }),
        },
    };
}

/** Health by checks, or by responses. */
function judged(
    health: Upstream["health"],
    hostname: string,
    protocol: Upstream["protocol"],
    checks: Checks,
): JsonObject {
    return health.kind === "active"
        ? {
              health_checks: [httpCheck(checks, health.path, hostname, protocol)],
              // One is no sign: a server may close an idle connection at the moment that a request takes it.
              outlier_detection: outliers(3),
              common_lb_config: onlyChecked,
          }
        : { outlier_detection: watchedAnswers(checks), common_lb_config: onlyHealthy };
}

const upstreamCodec: JsonObject = {
    name: "envoy.filters.http.upstream_codec",
    typed_config: typed("upstreamCodec"),
};

/** A dot would end the cluster's name where Envoy reads labels out of its statistics. */
export function statName(cluster: string): string {
    return cluster.replaceAll(".", "_");
}

/** The fields of a cluster that contain its name, for another cluster with the same hosts. */
export function named(name: string, { load_assignment }: JsonObject): JsonObject {
    return {
        name,
        alt_stat_name: statName(name),
        load_assignment: { ...(load_assignment as JsonObject), cluster_name: name },
    };
}

/** Several clusters as one: each receives requests when all before it are unhealthy. */
export function failoverCluster(name: string, clusters: readonly string[]): JsonObject {
    return {
        name,
        alt_stat_name: statName(name),
        connect_timeout: connectTimeout,
        lb_policy: "CLUSTER_PROVIDED",
        cluster_type: {
            name: "envoy.clusters.aggregate",
            typed_config: typed("aggregate", { clusters: [...clusters] }),
        },
        common_lb_config: onlyHealthy,
        circuit_breakers: circuitBreakers,
    };
}

/** Where requests go, and where health checks go if that is another address. */
export interface Endpoint extends Address {
    readonly checkedAt?: Address;
}

/** Addresses with the name that requests to them carry as host. */
export function endpoints(cluster: string, addresses: readonly Endpoint[], hostname: string): JsonObject {
    const lb_endpoints = addresses.map(({ checkedAt, ...address }) => ({
        endpoint: {
            hostname,
            address: socketAddress(address),
            ...(checkedAt === undefined ? {} : { health_check_config: { address: socketAddress(checkedAt) } }),
        },
    }));
    return { cluster_name: cluster, endpoints: [{ lb_endpoints }] };
}

function socketAddress({ host, port }: Address): JsonObject {
    return { socket_address: { address: host, port_value: port } };
}

/** Active checks. `no_traffic_interval` is a minute by default: an unhealthy host receives no traffic and would stay out that long. */
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

/**
 * So many broken or refused connections in a row leave a host out at once; the next good check lets it in again. What it
 * answers, and how late, is no reason: callers could bring that about.
 */
export function outliers(brokenConnections: number): JsonObject {
    return {
        split_external_local_origin_errors: true,
        consecutive_local_origin_failure: brokenConnections,
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
}

/** A host that returns only gateway errors, or can't be reached, is ejected for as long as a check would take to notice it. */
function watchedAnswers({ everySeconds, unhealthyAfter }: Checks): JsonObject {
    return {
        ...outliers(3),
        consecutive_gateway_failure: 5,
        enforcing_consecutive_gateway_failure: 100,
        base_ejection_time: seconds(everySeconds * unhealthyAfter),
        max_ejection_time: seconds(everySeconds * unhealthyAfter * 10),
    };
}
