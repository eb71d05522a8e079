import type { Peer } from "../../plan/routing/failover";
import type { ServingPlan } from "../../plan/serving/serving";
import { gateHeader } from "../headers";
import { healthPaths } from "../health/health";
import { fallbackCluster, peerCluster } from "../names";
import type { GateHost, PeerUpstream, Secret } from "../upstream";

/** The gate of another region of the cell, by the name that routes know it by. */
export interface PeerGate {
    readonly cluster: string;
    readonly upstream: PeerUpstream;
}

/** A peer behind a balancer or a platform that ends TLS: there gates of a cell know each other by a key in a header. */
export function peerByKey(host: string, key: Secret): PeerUpstream {
    return {
        addresses: [{ host, port: 443 }],
        protocol: "http2",
        auth: { kind: "api-key", serverName: host, header: gateHeader, key },
        health: { kind: "active", path: healthPaths.region },
    };
}

/**
 * The gates of the other regions, in the order of failover: nearest first. Where watchers take regions out of traffic, each follows once
 * more as a fallback: a region that is out because of a measurement still answers if no other region can.
 */
export function peerGates(
    { peers }: ServingPlan,
    { judged }: GateHost,
    upstreamOf: (peer: Peer) => PeerUpstream,
): PeerGate[] {
    const gates = peers.map(peer => ({ region: peer.region, upstream: upstreamOf(peer) }));
    return [
        ...gates.map(({ region, upstream }) => ({ cluster: peerCluster(region), upstream })),
        ...(judged === true ? gates : []).map(({ region, upstream }) => ({
            cluster: fallbackCluster(region),
            upstream: { ...upstream, health: { kind: "active", path: healthPaths.fallback } as const },
        })),
    ];
}
