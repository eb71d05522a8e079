import type { ServingPlan } from "../plan/serving";
import { leading } from "../plan/traffic";
import { watched } from "./configuration";
import { type Json, type JsonObject, seconds, typed } from "./envoy";
import { localReplies } from "./replies";
import { releaseCluster } from "./routes";
import { serverTls } from "./tls";
import type { GateHost } from "./upstream";

/**
 * The paths that a gate says its own health under, none of which is ever spilled: for orchestrators (the process runs),
 * for operators (all releases with a share are loaded), for routers (the region is worth sending to).
 */
export const healthPaths = { live: "/live", ready: "/v2/health/ready", region: "/region" } as const;

/** A request larger than this can't be asked again elsewhere: as much as a server takes by default. */
const bufferBytes = 8 << 20;

/** One listener, two ways in: clients by the cell's name, other gates by the region's and with a certificate of the cell. */
export function gateListener(plan: ServingPlan, host: GateHost): JsonObject {
    return {
        name: "gate",
        address: { socket_address: { address: host.listen.host, port_value: host.listen.port } },
        per_connection_buffer_limit_bytes: bufferBytes,
        listener_filters: [{ name: "envoy.filters.listener.tls_inspector", typed_config: typed("tlsInspector") }],
        listener_filters_timeout: seconds(5),
        filter_chains: [
            filterChain("clients", plan.cell.host, serverTls(host.directory), plan, host),
            filterChain("gates", plan.host, serverTls(host.directory, peerNames(plan)), plan, host),
        ],
    };
}

/** A region without peers still has the listener; then only its own name is let in. */
function peerNames(plan: ServingPlan): string[] {
    return [plan.host, ...plan.peers.map(peer => peer.host)];
}

const routesOf = { clients: "clientRoutes", gates: "gateRoutes" } as const;
type Side = keyof typeof routesOf;

function filterChain(side: Side, sni: string, tls: JsonObject, plan: ServingPlan, host: GateHost): JsonObject {
    return {
        name: side,
        filter_chain_match: { server_names: [sni] },
        transport_socket: tls,
        transport_socket_connect_timeout: seconds(10),
        filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: http(side, plan, host) }],
    };
}

function http(side: Side, plan: ServingPlan, host: GateHost): JsonObject {
    return typed("http", {
        stat_prefix: side,
        codec_type: "AUTO",
        server_name: "meridian",
        use_remote_address: true,
        normalize_path: true,
        merge_slashes: true,
        path_with_escaped_slashes_action: "REJECT_REQUEST",
        common_http_protocol_options: { idle_timeout: seconds(300), headers_with_underscores_action: "DROP_HEADER" },
        request_headers_timeout: seconds(10),
        stream_idle_timeout: seconds(60),
        rds: { route_config_name: side, config_source: watched(routesOf[side], host.directory) },
        local_reply_config: localReplies(plan.cell, plan.region),
        access_log: [accessLog(plan)],
        http_filters: [
            healthFilter("ready", releasesWithShare(plan)),
            healthFilter("region", leadingReleases(plan)),
            { name: "envoy.filters.http.router", typed_config: typed("router", { suppress_envoy_headers: true }) },
        ],
    });
}

/** Healthy when each of the clusters has a healthy server. */
function healthFilter(path: "ready" | "region", clusters: readonly string[]): JsonObject {
    return {
        name: `envoy.filters.http.health_check.${path}`,
        typed_config: typed("healthCheck", {
            pass_through_mode: false,
            headers: [{ name: ":path", string_match: { exact: healthPaths[path] } }],
            cluster_min_healthy_percentages: Object.fromEntries(clusters.map(name => [name, { value: 1 }])),
        }),
    };
}

function releasesWithShare(plan: ServingPlan): string[] {
    return plan.models.flatMap(model =>
        model.releases.filter(({ weight }) => weight > 0).map(({ version }) => releaseCluster(model.name, version)),
    );
}

/**
 * A region is worth sending to while it serves the release that most requests of each model go to. A canary that fails
 * everywhere must not take every region out: its own requests spill, the others stay.
 */
function leadingReleases(plan: ServingPlan): string[] {
    return plan.models.flatMap(model => {
        const release = leading(model.releases);
        return release === undefined ? [] : [releaseCluster(model.name, release.version)];
    });
}

/** One JSON line a request: no payload, no query, no header that could identify a subject. */
function accessLog(plan: ServingPlan): JsonObject {
    const fields: Record<string, Json> = {
        time: "%START_TIME%",
        cell: plan.cell.name,
        region: plan.region,
        method: "%REQ(:METHOD)%",
        path: "%PATH(NQ)%",
        status: "%RESPONSE_CODE%",
        flags: "%RESPONSE_FLAGS%",
        upstream: "%UPSTREAM_CLUSTER%",
        version: "%RESP(X-MERIDIAN-VERSION)%",
        answered_by: "%RESP(X-MERIDIAN-REGION)%",
        milliseconds: "%DURATION%",
        request_id: "%REQ(X-REQUEST-ID)%",
    };
    return {
        name: "envoy.access_loggers.stdout",
        filter: { not_health_check_filter: {} },
        typed_config: typed("stdout", { log_format: { json_format: fields } }),
    };
}
