import type { ServingPlan } from "../../plan/serving/serving";
import { externalUpstream } from "./clusters";
import { type JsonObject, typed } from "../envoy";
import { audienceOf, gcpFilters } from "./gcp";
import { headerLimits } from "../listener/limits";
import { status } from "../routes/replies";
import type { GateHost, Upstream } from "../upstream";
import { transportTo } from "./upstream-auth";

/** What a gate sends requests to, by the name that routes know it by: servers of a release, the gate of a peer. */
export interface Destination {
    readonly cluster: string;
    readonly upstream: Upstream;
}

/**
 * Hosted upstreams are reached through a listener inside the gate (Envoy's internal listeners: no socket). In front of it a request is
 * like any other, and may be spilled. Behind it are the parts for the host only: its path and the credentials. No other upstream that the
 * same request may be spilled to sees either.
 */
export function isHosted({ upstream }: Destination): boolean {
    return upstream.auth.kind !== "mtls" && upstream.auth.kind !== "platform";
}

/** The name of the listener, and of the cluster behind it. */
export function hostedName({ cluster }: Destination): string {
    return `hosted/${cluster.replace(/^release\//, "")}`;
}

export function hostedListener(destination: Destination, { limits }: ServingPlan): JsonObject {
    const { upstream } = destination;
    const name = hostedName(destination);
    const action: JsonObject = { cluster: name, timeout: "0s", host_rewrite_literal: upstream.auth.serverName };
    const rewrite: JsonObject =
        upstream.rewrite === undefined
            ? {}
            : { regex_rewrite: { pattern: { regex: "^.*$" }, substitution: upstream.rewrite } };
    return {
        name,
        internal_listener: {},
        filter_chains: [
            {
                filters: [
                    {
                        name: "envoy.filters.network.http_connection_manager",
                        typed_config: typed("http", {
                            stat_prefix: "hosted",
                            codec_type: "HTTP2",
                            server_name: "meridian",
                            stream_idle_timeout: "0s",
                            ...headerLimits(limits, 3),
                            route_config: {
                                name,
                                virtual_hosts: [
                                    {
                                        name,
                                        domains: ["*"],
                                        routes: [{ match: { prefix: "/" }, route: { ...action, ...rewrite } }],
                                    },
                                ],
                            },
                            // No credential (yet), so the request was not sent: not an error of the client.
                            local_reply_config: {
                                mappers: [401, 403].map(code => ({ filter: status(code), status_code: 503 })),
                            },
                            http_filters: [
                                ...gcpFilters(upstream.auth),
                                {
                                    name: "envoy.filters.http.router",
                                    typed_config: typed("router", { suppress_envoy_headers: true }),
                                },
                            ],
                        }),
                    },
                ],
            },
        ],
    };
}

/** The clusters that all must be healthy for a release to be. */
export function checkedClusters(destination: Destination): string[] {
    const { cluster, upstream } = destination;
    return isHosted(destination) && upstream.health.kind === "active" ? [cluster, hostedName(destination)] : [cluster];
}

/** The host itself. If it has no health checks, the cluster in front detects failures by its responses. */
export function hostedCluster(
    destination: Destination,
    { checks }: ServingPlan,
    host: GateHost,
    streams?: number,
): JsonObject {
    const { upstream } = destination;
    const name = hostedName(destination);
    return {
        ...externalUpstream(name, upstream, checks, transportTo(name, upstream, host), streams),
        ...audienceOf(upstream),
    };
}
