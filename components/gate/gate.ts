import type { Peer } from "../plan/failover";
import { type ReleasePlan, runningReleases, type ServingPlan } from "../plan/serving";
import { keysClusters } from "./auth";
import {
    failoverCluster,
    internalCluster,
    releaseBreakers,
    spillBreakers,
    streamsOf,
    upstreamCluster,
} from "./clusters";
import type { EnvoyConfiguration } from "./configuration";
import type { JsonObject } from "./envoy";
import { metadataClusters } from "./gcp";
import { hostedCluster, hostedListener, hostedName, isHosted } from "./hosted";
import { gateListener } from "./listener";
import { comparerCluster, peerCluster, releaseCluster, spillCluster } from "./names";
import { clientRoutes, gateRoutes } from "./routes";
import { comparer, hasShadow } from "./shadow";
import { authority, identity } from "./tls";
import { tracesCluster } from "./tracing";
import type { GateHost, Servers, Upstream } from "./upstream";
import { secretsFor, tokenClusters, transportTo } from "./upstream-auth";

/** Where the things are that a region's gate sends requests to. */
export interface GateLinks {
    /** The servers of a release. */
    release(model: string, release: ReleasePlan): Upstream;
    /** The gate of another region of the cell. */
    peer(peer: Peer): Upstream;
    /** The region's comparer, which is there where a model has a shadow. */
    comparer?(): Upstream;
}

/**
 * The one gate, the same in every region of every cloud: Envoy's configuration from a plan. Pure, so that what it lets
 * in, and where it sends it, is decided and tested in one place.
 */
export function gateConfiguration(plan: ServingPlan, host: GateHost, links: GateLinks): EnvoyConfiguration {
    const servers = serversOf(plan, links);
    return {
        node: { id: plan.host, cluster: plan.cell.host },
        listeners: [
            gateListener(plan, host, servers),
            ...servers.filter(isHosted).map(one => hostedListener(one, plan)),
        ],
        clientRoutes: [clientRoutes(plan, servers)],
        gateRoutes: [gateRoutes(plan, servers)],
        clusters: [
            ...servers.flatMap(server => releaseClusters(server, plan, host)),
            ...peerClusters(plan, host, links),
            ...comparerClusters(plan, host, links),
            ...keysClusters(plan.auth, host),
            ...metadataClusters(servers.map(({ upstream }) => upstream.auth)),
            tracesCluster,
        ],
        identity: [identity(host.certificate)],
        authority: [authority(host.certificate)],
        secrets: servers.flatMap(one => secretsFor(hostedName(one), one.upstream)),
    };
}

function serversOf({ models }: ServingPlan, links: GateLinks): Servers[] {
    return models.flatMap(model =>
        runningReleases(model).map(release => ({
            model: model.name,
            version: release.version,
            cluster: releaseCluster(model.name, release.version),
            upstream: links.release(model.name, release),
        })),
    );
}

function releaseClusters(servers: Servers, plan: ServingPlan, host: GateHost): JsonObject[] {
    const { limits, peers } = plan;
    const { model, version, cluster, upstream } = servers;
    const fallbacks = peers.map(({ region }) => peerCluster(region));
    return [
        {
            ...serverCluster(servers, plan, host),
            circuit_breakers: releaseBreakers(limits, isHosted(servers) ? "http2" : upstream.protocol),
        },
        ...(isShadow(servers, plan)
            ? []
            : [
                  {
                      ...failoverCluster(spillCluster(model, version), [cluster, ...fallbacks]),
                      circuit_breakers: spillBreakers(limits),
                  },
              ]),
        ...(isHosted(servers) ? [hostedCluster(servers, plan, host)] : []),
        ...tokenClusters(hostedName(servers), upstream, host),
    ];
}

/** What answers nobody is asked nowhere else when it fails. */
function isShadow({ model, version }: Servers, { models }: ServingPlan): boolean {
    return models.some(({ name, shadow }) => name === model && shadow?.version === version);
}

function serverCluster(servers: Servers, { checks, limits }: ServingPlan, host: GateHost): JsonObject {
    const { cluster, upstream } = servers;
    const streams = streamsOf(limits);
    return isHosted(servers)
        ? internalCluster(cluster, hostedName(servers), upstream, checks, streams)
        : upstreamCluster(cluster, upstream, checks, transportTo(cluster, upstream, host), streams);
}

/** Only peers of the plan, which are of the cell, ever get a cluster. */
function peerClusters({ checks, peers }: ServingPlan, host: GateHost, links: GateLinks): JsonObject[] {
    return peers.map(peer => {
        const [name, upstream] = [peerCluster(peer.region), links.peer(peer)];
        return upstreamCluster(name, upstream, checks, transportTo(name, upstream, host));
    });
}

function comparerClusters(plan: ServingPlan, host: GateHost, links: GateLinks): JsonObject[] {
    if (!hasShadow(plan)) {
        return [];
    }
    const upstream = links.comparer?.();
    if (upstream === undefined) {
        throw new Error(`nobody in ${plan.region} compares releases with their shadows; say where its comparer is`);
    }
    return [comparer(upstream, plan.checks, transportTo(comparerCluster, upstream, host))];
}
