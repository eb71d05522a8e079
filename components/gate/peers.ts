import type { Peer } from "../plan/routing/failover";
import type { ServingPlan } from "../plan/serving/serving";
import { healthPaths } from "./health";
import { fallbackCluster, peerCluster } from "./names";
import type { GateHost, PeerUpstream } from "./upstream";

/** The gate of another region of the cell, by the name that routes know it by. */
export interface PeerGate {
    readonly cluster: string;
    readonly upstream: PeerUpstream;
}

/**
 * The gates of the other regions in the order in which they are asked: nearest first; then, where others judge regions, each again, of
 * which those answer that are out of traffic by what was measured there. An answer of such a region is better than none.
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
