import type { ServingPlan } from "../../plan/serving/serving";
import { ownAnswersLog } from "../observed/access-log";
import { circuitBreakers, insideCluster } from "./clusters";
import { direct } from "../routes/direct-response";
import { type JsonObject, seconds, typed } from "../envoy";
import type { Side } from "../headers";
import { headerLimits } from "../listener/limits";
import { badHost, localReplies } from "../routes/replies";
import { serverTls } from "../listener/tls";
import type { GateHost } from "../upstream";

/**
 * Behind a load balancer or a platform all requests arrive at one port, over connections that don't identify the client. So the host of a
 * request decides its side, and each side is a listener inside the gate (Envoy's internal listeners: no socket). A side and its admission
 * are the same as where TLS ends in the gate.
 */
export const sides = ["clients", "gates"] as const satisfies readonly Side[];

function insideName(side: Side): string {
    return `inside/${side}`;
}

/** As hosts are written (RFC 9110 §7.2), also by addresses, as balancers do when they check. What is none is refused here: inside it would be no request at all. */
const anyHost = "([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?";

/** The entry for all requests. It only separates those of gates from those of clients: in doubt, a request is a client's. */
export function frontListener(plan: ServingPlan, host: GateHost): JsonObject {
    const { cell, limits, region } = plan;
    const { common_http_protocol_options, ...headers } = headerLimits(limits, 1);
    const toSide = (name: string, domains: string[], side: Side): JsonObject => ({
        name,
        domains,
        routes: [
            {
                match: {
                    prefix: "/",
                    headers: [{ name: ":authority", string_match: { safe_regex: { regex: anyHost } } }],
                },
                route: { cluster: insideName(side), timeout: "0s" },
            },
            direct({ prefix: "/" }, badHost(cell)),
        ],
    });
    const connection = typed("http", {
        stat_prefix: "front",
        codec_type: "AUTO",
        server_name: "meridian",
        // Both are made inside, and would be made twice.
        generate_request_id: false,
        skip_xff_append: true,
        ...headers,
        common_http_protocol_options: { ...common_http_protocol_options, idle_timeout: seconds(300) },
        request_headers_timeout: seconds(10),
        request_timeout: seconds(limits.deadlineSeconds),
        stream_idle_timeout: seconds(Math.max(limits.deadlineSeconds, 60)),
        // A gate that spilled here learns of an overload. For clients it means the same as Retry-After.
        local_reply_config: localReplies("gates", cell, region),
        access_log: [ownAnswersLog(plan)],
        route_config: {
            name: "front",
            virtual_hosts: [
                toSide("gates", [plan.host, `${plan.host}:*`], "gates"),
                toSide("clients", ["*"], "clients"),
            ],
        },
        http_filters: [
            { name: "envoy.filters.http.router", typed_config: typed("router", { suppress_envoy_headers: true }) },
        ],
    });
    return {
        name: "gate",
        address: { socket_address: { address: host.listen.host, port_value: host.listen.port } },
        per_connection_buffer_limit_bytes: limits.bodyKiB * 1024,
        filter_chains: [
            {
                name: "front",
                ...(host.inbound.kind === "tls"
                    ? {
                          transport_socket: serverTls(host.directory),
                          transport_socket_connect_timeout: seconds(10),
                      }
                    : {}),
                filters: [{ name: "envoy.filters.network.http_connection_manager", typed_config: connection }],
            },
        ],
    };
}

/** One side, as a listener inside. */
export function insideListener(side: Side, connection: JsonObject, { limits }: ServingPlan): JsonObject {
    return {
        name: insideName(side),
        internal_listener: {},
        per_connection_buffer_limit_bytes: limits.bodyKiB * 1024,
        filter_chains: [
            {
                name: side,
                filters: [
                    {
                        name: "envoy.filters.network.http_connection_manager",
                        typed_config: typed("http", { ...connection, codec_type: "HTTP2" }),
                    },
                ],
            },
        ],
    };
}

/**
 * The ways from the front to the sides, with a connection for each request under way. On one that several share, what one
 * client sends that is no request would end those of the others, and an answer that one doesn't read would hold up theirs.
 */
export function insideClusters({ inbound }: GateHost): JsonObject[] {
    return inbound.kind === "mtls"
        ? []
        : sides
              .map(insideName)
              .map(name => ({ ...insideCluster(name, name, undefined, 1), circuit_breakers: circuitBreakers }));
}
