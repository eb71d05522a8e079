import type { Peer } from "../plan/routing/failover";
import { refuse } from "../plan/faults";
import { type ReleasePlan, releasesOf, type ServingPlan } from "../plan/serving/serving";
import { keysClusters } from "./listener/auth";
import { insideClusters } from "./upstreams/inside-listeners";
import {
    failoverCluster,
    internalCluster,
    releaseBreakers,
    serverConnectTimeout,
    spillBreakers,
    streamsOf,
    upstreamCluster,
} from "./upstreams/clusters";
import type { EnvoyConfiguration } from "./configuration";
import type { JsonObject } from "./envoy";
import { metadataClusters } from "./upstreams/gcp";
import { type Destination, hostedCluster, hostedListener, hostedName, isHosted } from "./upstreams/hosted";
import { inboundFaults } from "./listener/inbound";
import { gateListeners } from "./listener/listener";
import { liveListener } from "./listener/live";
import { administrationCluster, observedListener } from "./listener/observed";
import { comparerCluster, releaseCluster, spillCluster } from "./names";
import { type PeerGate, peerGates } from "./upstreams/peers";
import { clientRoutes, gateRoutes } from "./routes/routes";
import { compared, comparer, hasShadow } from "./routes/shadow";
import { authority, identity } from "./listener/tls";
import { watcherClusters } from "./listener/watcher";
import { tablesClusters } from "./routes/tables";
import { tracesCluster } from "./observed/tracing";
import type { Address, GateHost, PeerUpstream, Servers, Upstream } from "./upstream";
import { secretsFor, tokenClusters, transportTo } from "./upstreams/upstream-auth";
import { readyFilter, servingFilter } from "./health/health";
import { verdict } from "./health/verdict";

/** Where the things are that a region's gate sends requests to. */
export interface GateLinks {
    /** The servers of a release. */
    release(model: string, release: ReleasePlan): Upstream;
    /** The gate of another region of the cell. */
    peer(peer: Peer): PeerUpstream;
    /** The region's comparer, which is there where a model has a shadow. */
    comparer?(): Upstream;
    /** What serves the tables of the cell here, where it has some. */
    tables?(): Upstream;
    /** The region's watcher, where a hub in another network reaches it through the gate. */
    watcher?(): Address;
}

/**
 * The one gate, the same in every region of every cloud: Envoy's configuration from a plan. Pure, so that what it admits,
 * and where it sends it, is decided and tested in one place.
 */
export function gateConfiguration(plan: ServingPlan, host: GateHost, links: GateLinks): EnvoyConfiguration {
    refuse(inboundFaults(plan, host));
    const servers = serversOf(plan, links);
    const peers = peerGates(plan, host, peer => links.peer(peer));
    const watcher = links.watcher?.();
    const destinations: readonly Destination[] = [...servers, ...peers];
    return {
        node: { id: plan.host, cluster: plan.cell.host },
        listeners: [
            ...gateListeners(plan, host, servers, watcher),
            ...(host.live ? [liveListener(host.live, liveFilters(plan, host, servers))] : []),
            ...(host.observed ? [observedListener(plan, host, host.observed, servers)] : []),
            ...destinations.filter(isHosted).map(one => hostedListener(one, plan)),
        ],
        clientRoutes: [clientRoutes(plan, servers)],
        gateRoutes: [gateRoutes(plan, servers)],
        clusters: [
            ...servers.flatMap(server => releaseClusters(server, plan, host, peers)),
            ...peers.flatMap(peer => clustersFor(peer, plan, host)),
            ...insideClusters(host),
            ...comparerClusters(plan, host, links),
            ...tablesClustersOf(plan, host, links, peers),
            ...(host.judged === true ? [verdict(host.work ?? host.directory)] : []),
            ...(host.observed ? [administrationCluster(host)] : []),
            ...watcherClusters(plan, host, watcher),
            ...keysClusters(plan.auth, host),
            ...metadataClusters(servers.map(({ upstream }) => upstream.auth)),
            tracesCluster,
        ],
        identity: host.certificate ? [identity(host.certificate)] : [],
        ...(host.front && { front: [identity(host.front, "front")] }),
        authority: host.certificate ? [authority(host.certificate)] : [],
        secrets: destinations.flatMap(one => secretsFor(hostedName(one), one.upstream)),
        ...(host.judged === true && { judged: true }),
        ...(host.work !== undefined && { work: host.work }),
        ...(host.observed && { observed: true }),
        memoryMiB: plan.limits.memoryMiB,
    };
}

/** What a gate answers in plain text in addition to `/live`. */
function liveFilters(plan: ServingPlan, { judged, live }: GateHost, servers: readonly ReleaseServers[]): JsonObject[] {
    return live?.ready === true ? [readyFilter(plan, servers), ...(judged === true ? [servingFilter()] : [])] : [];
}

/** The servers of a release, and whether it is its model's shadow, or is compared with one. */
interface ReleaseServers extends Servers {
    readonly isShadow: boolean;
    readonly isCompared: boolean;
}

function serversOf({ models }: ServingPlan, links: GateLinks): ReleaseServers[] {
    return releasesOf(models).map(({ model, release }) => ({
        model: model.name,
        version: release.version,
        cluster: releaseCluster(model.name, release.version),
        upstream: links.release(model.name, release),
        isShadow: model.shadow?.version === release.version,
        isCompared: model.shadow !== undefined,
    }));
}

function releaseClusters(
    servers: ReleaseServers,
    plan: ServingPlan,
    host: GateHost,
    peers: readonly PeerGate[],
): JsonObject[] {
    const { isCompared, isShadow, model, upstream, version } = servers;
    const [front, ...hosted] = clustersFor(servers, plan, host, streamsOf(plan.limits));
    return [
        ...(isShadow ? [] : answering(servers, front!, plan, peers)),
        ...(isCompared ? [compared(model, version, front!)] : []),
        ...hosted,
        ...tokenClusters(hostedName(servers), upstream, host),
    ];
}

/** The servers here, and then the gates of the other regions. */
function answering(
    servers: Servers,
    front: JsonObject,
    { limits }: ServingPlan,
    peers: readonly PeerGate[],
): JsonObject[] {
    const { model, version, cluster, upstream } = servers;
    return [
        {
            ...front,
            connect_timeout: serverConnectTimeout,
            circuit_breakers: releaseBreakers(limits, isHosted(servers) ? "http2" : upstream.protocol),
        },
        {
            ...failoverCluster(spillCluster(model, version), [cluster, ...peers.map(peer => peer.cluster)]),
            circuit_breakers: spillBreakers(limits),
        },
    ];
}

/** The cluster that routes lead to, and for a host outside of the cell a second one for the host itself. */
function clustersFor(destination: Destination, plan: ServingPlan, host: GateHost, streams?: number): JsonObject[] {
    const { cluster, upstream } = destination;
    const { checks } = plan;
    return isHosted(destination)
        ? [
              internalCluster(cluster, hostedName(destination), upstream, checks, streams),
              hostedCluster(destination, plan, host, streams),
          ]
        : [upstreamCluster(cluster, upstream, checks, transportTo(cluster, upstream, host), streams)];
}

function comparerClusters(plan: ServingPlan, host: GateHost, links: GateLinks): JsonObject[] {
    if (!hasShadow(plan)) {
        return [];
    }
    const upstream = links.comparer?.();
    if (upstream === undefined) {
        throw new Error(`${plan.region} has shadows and no comparer; set the comparer's address`);
    }
    return [comparer(upstream, plan.checks, transportTo(comparerCluster, upstream, host))];
}

function tablesClustersOf(
    plan: ServingPlan,
    host: GateHost,
    links: GateLinks,
    peers: readonly PeerGate[],
): JsonObject[] {
    if (plan.tables.length === 0) {
        return [];
    }
    const upstream = links.tables?.();
    if (upstream === undefined) {
        throw new Error(`${plan.region} has tables and no table server; set its address`);
    }
    return tablesClusters(upstream, plan, host, peers);
}
