/**
 * The parts of Envoy's v3 API that gates use. Configuration is plain JSON; Envoy itself checks it
 * (`envoy --mode validate`), so types here name things and don't repeat its schema.
 */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = Readonly<Record<string, Json>>;

const typePrefix = "type.googleapis.com/";

/** The messages that need a type URL, by the name that Envoy's documentation lists them under. */
const messages = {
    listener: "envoy.config.listener.v3.Listener",
    cluster: "envoy.config.cluster.v3.Cluster",
    routes: "envoy.config.route.v3.RouteConfiguration",
    secret: "envoy.extensions.transport_sockets.tls.v3.Secret",
    downstreamTls: "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
    upstreamTls: "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
    rawBuffer: "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer",
    tlsInspector: "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector",
    http: "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    tcpProxy: "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
    healthCheck: "envoy.extensions.filters.http.health_check.v3.HealthCheck",
    router: "envoy.extensions.filters.http.router.v3.Router",
    aggregate: "envoy.extensions.clusters.aggregate.v3.ClusterConfig",
    httpOptions: "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    previousHosts: "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
    previousPriorities: "envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig",
    stdout: "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
} as const;

/** A message with its type URL, as Envoy wants it wherever a field holds any message. */
export function typed(message: keyof typeof messages, fields: JsonObject = {}): JsonObject {
    return { "@type": `${typePrefix}${messages[message]}`, ...fields };
}

/** A duration in Envoy's JSON: seconds with a unit. */
export function seconds(value: number): string {
    return `${value}s`;
}
