import type { Peer } from "../plan/failover";
import type { ModelPlan, ReleasePlan, ServingPlan } from "../plan/serving";
import { failoverCluster, upstreamCluster } from "./clusters";
import type { EnvoyConfiguration } from "./configuration";
import type { JsonObject } from "./envoy";
import { gateListener } from "./listener";
import { clientRoutes, gateRoutes, peerCluster, releaseCluster, spillCluster } from "./routes";
import { authority, clientTls, identity } from "./tls";
import type { GateHost, Upstream } from "./upstream";

/** Where the things are that a region's gate sends requests to. */
export interface GateLinks {
    /** The servers of a release. */
    release(model: string, release: ReleasePlan): Upstream;
    /** The gate of another region of the cell. */
    peer(peer: Peer): Upstream;
}

/**
 * The one gate, the same in every region of every cloud: Envoy's configuration from a plan. Pure, so that what it lets
 * in, and where it sends it, is decided and tested in one place.
 */
export function gateConfiguration(plan: ServingPlan, host: GateHost, links: GateLinks): EnvoyConfiguration {
    return {
        node: { id: plan.host, cluster: plan.cell.host },
        listeners: [gateListener(plan, host)],
        clientRoutes: [clientRoutes(plan)],
        gateRoutes: [gateRoutes(plan)],
        clusters: [
            ...plan.models.flatMap(model => releaseClusters(model, plan, host, links)),
            ...peerClusters(plan, host, links),
        ],
        identity: [identity(host.certificate)],
        authority: [authority(host.certificate)],
    };
}

function releaseClusters(model: ModelPlan, plan: ServingPlan, host: GateHost, links: GateLinks): JsonObject[] {
    const peers = plan.peers.map(({ region }) => peerCluster(region));
    return model.releases.flatMap(release => {
        const own = releaseCluster(model.name, release.version);
        return [
            clusterOf(own, links.release(model.name, release), plan, host),
            failoverCluster(spillCluster(model.name, release.version), [own, ...peers]),
        ];
    });
}

/** Only peers of the plan, which are of the cell, ever get a cluster. */
function peerClusters(plan: ServingPlan, host: GateHost, links: GateLinks): JsonObject[] {
    return plan.peers.map(peer => clusterOf(peerCluster(peer.region), links.peer(peer), plan, host));
}

function clusterOf(name: string, upstream: Upstream, { checks }: ServingPlan, { directory }: GateHost): JsonObject {
    return upstreamCluster(name, upstream, checks, clientTls(directory, upstream.auth.serverName, upstream.protocol));
}
