import { comparerHost, droppedPrefixes, regionHost } from "../../plan/names";
import type { ServingPlan } from "../../plan/serving/serving";
import { accessLog } from "../observed/access-log";
import { authFilters, claimFilters } from "./auth";
import { frontListener, insideListener, sides } from "../upstreams/inside-listeners";
import { watched, type WatchedFile } from "../configuration";
import { type JsonObject, seconds, typed } from "../envoy";
import { exposureFilters, exposureLog } from "../observed/exposure";
import { gateKeyFilters } from "./gate-key";
import { grpcFilters } from "../routes/grpc";
import { openaiFilters } from "../routes/openai";
import { type Side } from "../headers";
import { healthFilters } from "../health/health";
import { deadlineMutation, headerLimits, limitFilters } from "./limits";
import { metrics } from "../observed/metrics";
import { shadowsHost } from "../names";
import { localReplies } from "../routes/replies";
import { hasShadow, shadowRoutes } from "../routes/shadow";
import { callers, peers, serverTls } from "./tls";
import { watcherChains } from "./watcher";
import { tracing } from "../observed/tracing";
import type { Address, GateHost, Servers } from "../upstream";

/** The listeners for clients and for other gates, depending on the proxy before the gate. */
export function gateListeners(
    plan: ServingPlan,
    host: GateHost,
    servers: readonly Servers[],
    watcher: Address | undefined,
): JsonObject[] {
    return host.inbound.kind === "mtls"
        ? [listenerByName(plan, host, servers, watcher)]
        : [
              frontListener(plan, host),
              ...sides.map(side => insideListener(side, http(side, plan, host, servers), plan)),
          ];
}

/**
 * One listener, two ways in: clients by the cell's name, other gates by the region's and with a certificate of the cell.
 * Where a release has a shadow, its comparer has a third; and the hub one that leads to the region's watcher.
 */
function listenerByName(
    plan: ServingPlan,
    host: GateHost,
    servers: readonly Servers[],
    watcher: Address | undefined,
): JsonObject {
    return {
        name: "gate",
        address: { socket_address: { address: host.listen.host, port_value: host.listen.port } },
        // A larger request could not be retried elsewhere.
        per_connection_buffer_limit_bytes: plan.limits.bodyKiB * 1024,
        listener_filters: [{ name: "envoy.filters.listener.tls_inspector", typed_config: typed("tlsInspector") }],
        listener_filters_timeout: seconds(5),
        filter_chains: [
            filterChain(
                plan.cell.host,
                serverTls(host.directory, callers(plan.auth), host.front && "front"),
                http("clients", plan, host, servers),
            ),
            filterChain(
                plan.host,
                serverTls(host.directory, peers(host.directory, peerNames(plan))),
                http("gates", plan, host, servers),
            ),
            ...(hasShadow(plan) ? [comparerChain(plan, host, servers)] : []),
            ...watcherChains(plan, host, watcher),
        ],
    };
}

function comparerChain(plan: ServingPlan, host: GateHost, servers: readonly Servers[]): JsonObject {
    const trusted = peers(host.directory, [comparerHost(plan.host)]);
    return filterChain(
        shadowsHost(plan.host),
        serverTls(host.directory, trusted),
        http("shadows", plan, host, servers),
    );
}

/** Regions taken out of traffic get no requests from here, and still send what they have. */
function peerNames({ cell, host }: ServingPlan): string[] {
    return [
        host,
        ...cell.regions.map(region => regionHost(region, cell.name, cell.domain)).filter(name => name !== host),
    ];
}

/** Shadows come and go with servers, not with shares: their routes need no file of their own. */
function routes(side: Side, plan: ServingPlan, { directory }: GateHost): JsonObject {
    const watchedRoutes = (file: WatchedFile): JsonObject => ({
        rds: { route_config_name: side, config_source: watched(file, directory) },
    });
    switch (side) {
        case "clients":
            return watchedRoutes("clientRoutes");
        case "gates":
            return watchedRoutes("gateRoutes");
        case "shadows":
            return { route_config: shadowRoutes(plan) };
    }
}

function filterChain(sni: string, tls: JsonObject, connection: Connection): JsonObject {
    return {
        name: connection.stat_prefix,
        filter_chain_match: { server_names: [sni] },
        transport_socket: tls,
        transport_socket_connect_timeout: seconds(10),
        filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: typed("http", connection) }],
    };
}

type Connection = JsonObject & { readonly stat_prefix: Side };

function http(side: Side, plan: ServingPlan, host: GateHost, servers: readonly Servers[]): Connection {
    const longest = plan.limits.deadlineSeconds;
    const before = (side === "clients" ? 0 : 1) + (host.inbound.kind === "mtls" ? 0 : 1);
    const { common_http_protocol_options, ...headers } = headerLimits(plan.limits, before);
    return {
        stat_prefix: side,
        codec_type: "AUTO",
        server_name: "meridian",
        ...(side === "clients" ? fromOutside : {}),
        ...headers,
        normalize_path: true,
        merge_slashes: true,
        path_with_escaped_slashes_action: "REJECT_REQUEST",
        common_http_protocol_options: {
            ...common_http_protocol_options,
            idle_timeout: seconds(300),
            headers_with_underscores_action: "DROP_HEADER",
            // A client that still reaches a region taken out of traffic is answered, and its next connection goes to another region.
            ...(plan.drained && side === "clients" ? { max_requests_per_connection: 1 } : {}),
        },
        request_headers_timeout: seconds(10),
        // A client that sends a request byte by byte holds a slot no longer than an answer may take.
        request_timeout: seconds(longest),
        stream_idle_timeout: seconds(Math.max(longest, 60)),
        ...routes(side, plan, host),
        local_reply_config: localReplies(side, plan.cell, plan.region),
        access_log: [...(side === "clients" ? [exposureLog(plan)] : []), accessLog(side, plan), metrics(side, plan)],
        tracing: tracing(plan),
        http_filters: [
            ...(side === "shadows" ? [] : healthFilters(plan, servers, host)),
            ...(side === "gates" ? gateKeyFilters(host) : []),
            ...(side === "clients" ? clientFilters(plan, host) : []),
            { name: "envoy.filters.http.router", typed_config: typed("router", { suppress_envoy_headers: true }) },
        ],
    };
}

/** Authentication, rate limits, the model and authorization. Gates have checked all that before they spill. */
function clientFilters(plan: ServingPlan, host: GateHost): JsonObject[] {
    return [
        ...authFilters(plan),
        ...limitFilters(plan.limits),
        ...grpcFilters,
        ...openaiFilters(plan),
        ...claimFilters(plan),
        ...exposureFilters(plan, host),
    ];
}

/** Nothing that clients say under names of gates and of Envoy reaches a filter, a route or a server. */
const fromOutside: JsonObject = {
    use_remote_address: true,
    early_header_mutation_extensions: [
        {
            name: "envoy.http.early_header_mutation.header_mutation",
            typed_config: typed("earlyHeaderMutation", {
                mutations: [
                    ...droppedPrefixes.map(prefix => ({ remove_on_match: { key_matcher: { prefix } } })),
                    deadlineMutation,
                ],
            }),
        },
    ],
};
