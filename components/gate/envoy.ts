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
    assignment: "envoy.config.endpoint.v3.ClusterLoadAssignment",
    routes: "envoy.config.route.v3.RouteConfiguration",
    secret: "envoy.extensions.transport_sockets.tls.v3.Secret",
    downstreamTls: "envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
    upstreamTls: "envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext",
    rawBuffer: "envoy.extensions.transport_sockets.raw_buffer.v3.RawBuffer",
    tlsInspector: "envoy.extensions.filters.listener.tls_inspector.v3.TlsInspector",
    http: "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    tcpProxy: "envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
    healthCheck: "envoy.extensions.filters.http.health_check.v3.HealthCheck",
    earlyHeaderMutation: "envoy.extensions.http.early_header_mutation.header_mutation.v3.HeaderMutation",
    headerMutation: "envoy.extensions.filters.http.header_mutation.v3.HeaderMutation",
    jwt: "envoy.extensions.filters.http.jwt_authn.v3.JwtAuthentication",
    rbac: "envoy.extensions.filters.http.rbac.v3.RBAC",
    rbacOfRoute: "envoy.extensions.filters.http.rbac.v3.RBACPerRoute",
    bodySizeLimit: "envoy.extensions.filters.http.body_size_limit.v3.BodySizeLimit",
    grpcFieldExtraction: "envoy.extensions.filters.http.grpc_field_extraction.v3.GrpcFieldExtractionConfig",
    filterOfRoute: "envoy.config.route.v3.FilterConfig",
    filterState: "envoy.extensions.filters.http.set_filter_state.v3.Config",
    jsonToMetadata: "envoy.extensions.filters.http.json_to_metadata.v3.JsonToMetadata",
    rateLimit: "envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit",
    expression: "envoy.extensions.access_loggers.filters.cel.v3.ExpressionFilter",
    router: "envoy.extensions.filters.http.router.v3.Router",
    dnsCluster: "envoy.extensions.clusters.dns.v3.DnsCluster",
    aggregate: "envoy.extensions.clusters.aggregate.v3.ClusterConfig",
    upstreamCodec: "envoy.extensions.filters.http.upstream_codec.v3.UpstreamCodec",
    bufferOfRoute: "envoy.extensions.filters.http.buffer.v3.BufferPerRoute",
    buffer: "envoy.extensions.filters.http.buffer.v3.Buffer",
    lua: "envoy.extensions.filters.http.lua.v3.Lua",
    luaOfRoute: "envoy.extensions.filters.http.lua.v3.LuaPerRoute",
    mostConnections: "envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
    injectedResource: "envoy.extensions.resource_monitors.injected_resource.v3.InjectedResourceConfig",
    fixedHeap: "envoy.extensions.resource_monitors.fixed_heap.v3.FixedHeapConfig",
    scaledTimers: "envoy.config.overload.v3.ScaleTimersOverloadActionConfig",
    internalListener: "envoy.extensions.bootstrap.internal_listener.v3.InternalListener",
    awsRequestSigning: "envoy.extensions.filters.http.aws_request_signing.v3.AwsRequestSigning",
    gcpAuthn: "envoy.extensions.filters.http.gcp_authn.v3.GcpAuthnFilterConfig",
    gcpAudience: "envoy.extensions.filters.http.gcp_authn.v3.Audience",
    credentialInjector: "envoy.extensions.filters.http.credential_injector.v3.CredentialInjector",
    oauth2Credential: "envoy.extensions.http.injected_credentials.oauth2.v3.OAuth2",
    genericCredential: "envoy.extensions.http.injected_credentials.generic.v3.Generic",
    httpOptions: "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    previousHosts: "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
    previousPriorities: "envoy.extensions.retry.priority.previous_priorities.v3.PreviousPrioritiesConfig",
    statistics: "envoy.extensions.access_loggers.stats.v3.Config",
    openTelemetry: "envoy.config.trace.v3.OpenTelemetryConfig",
    stdout: "envoy.extensions.access_loggers.stream.v3.StdoutAccessLog",
} as const;

/** A message with its type URL, as Envoy wants it wherever a field holds any message. */
export function typed(message: keyof typeof messages, fields: JsonObject = {}): JsonObject {
    return { "@type": `${typePrefix}${messages[message]}`, ...fields };
}

/** A duration in Envoy's JSON: seconds with a unit, to the nanosecond, which is all that Envoy takes. */
export function seconds(value: number): string {
    return `${Number(value.toFixed(9))}s`;
}

/** How many whole milliseconds there are in some seconds: 1001 in 1.001, which times 1000 is less. */
export function wholeMilliseconds(seconds: number): number {
    return Math.floor(Number((seconds * 1000).toFixed(6)));
}
