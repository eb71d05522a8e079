import {
    circuitBreakers,
    connectTimeout,
    type Endpoint,
    endpoints,
    failoverCluster,
    httpCheck,
    onlyChecked,
    outliers,
} from "../../gate/upstreams/clusters";
import type { EnvoyConfiguration } from "../../gate/configuration";
import { type JsonObject, seconds, typed } from "../../gate/envoy";
import { healthPaths, lastPath } from "../../gate/health/health";
import { dnsName, tlsVersions, trust } from "../../gate/listener/tls";
import type { Address } from "../../gate/upstream";
import type { RegionRef } from "../../plan/places/catalogue";
import type { Cell } from "../../plan/cells/cell";
import type { Point, RoutingPlan } from "../../plan/routing/routing";

export interface EdgeLinks {
    /** Where each point of presence listens, by city. */
    readonly points: Readonly<Record<string, Address>>;
    /** Where each region's gate is. */
    readonly gates: Readonly<Partial<Record<RegionRef, Address>>>;
    /** Default: every way begins at the gate. */
    readonly ways?: Ways;
    /** Each cell's authority, to check the gates' health by. */
    readonly authorities: Readonly<Record<string, EdgeAuthority>>;
}

/** Where the way from each point of presence to each region's gate begins, by city and region. */
export type Ways = Readonly<Record<string, Readonly<Partial<Record<RegionRef, Address>>>>>;

export interface EdgeAuthority {
    readonly file: string;
    /** Envoy reads the file once; with the fingerprint in the configuration it does so again for a new authority. */
    readonly fingerprint: string;
}

/**
 * What DNS and anycast do elsewhere, on one machine: each point of presence passes TLS through to the nearest healthy
 * gate of the cell that the client's TLS names. It ends no TLS and sees no request; other names are closed.
 */
export function edgeConfiguration(plan: RoutingPlan, links: EdgeLinks): EnvoyConfiguration {
    return {
        node: { id: `edge.${plan.domain}`, cluster: plan.domain },
        listeners: plan.points.map(point => listener(point, plan, links)),
        clientRoutes: [],
        gateRoutes: [],
        clusters: [
            ...plan.cells.flatMap(cell => starts(plan, links).flatMap(from => cellClusters(cell, from, plan, links))),
            ...plan.points.flatMap(point => plan.cells.map(cell => pointCluster(point, cell, links))),
        ],
        identity: [],
        authority: [],
        secrets: [],
    };
}

function listener(point: Point, plan: RoutingPlan, links: EdgeLinks): JsonObject {
    const { host, port } = given(links.points[point.city], `point of presence ${point.city}`);
    return {
        name: `point/${point.city}`,
        address: { socket_address: { address: host, port_value: port } },
        // The other edge listens there, too.
        enable_reuse_port: true,
        listener_filters: [{ name: "envoy.filters.listener.tls_inspector", typed_config: typed("tlsInspector") }],
        listener_filters_timeout: seconds(5),
        filter_chains: plan.cells.map(cell => ({
            name: cell.name,
            filter_chain_match: { server_names: [cell.host] },
            filters: [
                {
                    name: "envoy.filters.network.tcp_proxy",
                    typed_config: typed("tcpProxy", {
                        stat_prefix: `edge/${point.city}/${cell.name}`,
                        cluster: pointClusterName(point, cell),
                        // A gate that was just killed refuses the first connection, and is left out from then on.
                        max_connect_attempts: 5,
                        backoff_options: { base_interval: "0.01s", max_interval: "0.1s" },
                    }),
                },
            ],
        })),
    };
}

/**
 * Nearest first, then regions that measurements took out of traffic, then any gate of the cell, healthy or not: the client receives that
 * gate's 503 and never an answer of another cell. Regions that an operator took out of traffic, by config or by command, are excluded, and
 * so are regions with a wrong artifact, because they would answer. With no other gate left, the connection is closed.
 */
function pointCluster(point: Point, cell: Cell, { ways }: EdgeLinks): JsonObject {
    const regions = point.order[cell.name] ?? [];
    const from = ways && point.city;
    return failoverCluster(pointClusterName(point, cell), [
        ...regions.map(region => gateCluster("gate", region, from)),
        ...regions.map(region => gateCluster("fallback", region, from)),
        lastResort(cell, from),
    ]);
}

/** A city whose ways are its own, or all cities as one, where ways take no time. */
type Start = string | undefined;

function starts({ points }: RoutingPlan, { ways }: EdgeLinks): Start[] {
    return ways === undefined ? [undefined] : points.map(({ city }) => city);
}

function cellClusters(cell: Cell, from: Start, plan: RoutingPlan, links: EdgeLinks): JsonObject[] {
    const gates = cell.regions.map(region => ({ region, endpoint: endpointOf(region, from, links) }));
    return [
        ...gates.flatMap(({ region, endpoint }) =>
            (["gate", "fallback"] as const).map(kind =>
                checkedGates(gateCluster(kind, region, from), [endpoint], checkedPaths[kind], cell, plan, links),
            ),
        ),
        checkedGates(
            lastResort(cell, from),
            gates.filter(({ region }) => !plan.drain.includes(region)).map(({ endpoint }) => endpoint),
            lastPath,
            cell,
            plan,
            links,
        ),
    ];
}

/** What a gate must say of its region to get new connections: as usual, or where no region does. */
const checkedPaths = { gate: healthPaths.region, fallback: healthPaths.fallback } as const;

function checkedGates(
    name: string,
    gates: readonly Endpoint[],
    path: string,
    cell: Cell,
    plan: RoutingPlan,
    links: EdgeLinks,
): JsonObject {
    return {
        name,
        type: "STATIC",
        connect_timeout: connectTimeout,
        load_assignment: endpoints(name, gates, cell.host),
        health_checks: [
            { ...httpCheck(plan.checks, path, cell.host), transport_socket_match_criteria: { check: true } },
        ],
        transport_socket_matches: [{ name: "check", match: { check: true }, transport_socket: checkTls(cell, links) }],
        metadata: { filter_metadata: { meridian: { authority: authorityOf(cell, links).fingerprint } } },
        // Only attempts to connect count here, and a single failure is conclusive.
        outlier_detection: outliers(1),
        common_lb_config: onlyChecked,
        circuit_breakers: circuitBreakers,
    };
}

/**
 * Checks go straight to the gate: its health does not depend on the client, and a slow link must not make it unhealthy. A link without a
 * listener is found by the connections that it refuses.
 */
function endpointOf(region: RegionRef, from: Start, { gates, ways }: EdgeLinks): Endpoint {
    const gate = given(gates[region], `gate of ${region}`);
    return from === undefined
        ? gate
        : { ...given(ways?.[from]?.[region], `way from ${from} to ${region}`), checkedAt: gate };
}

/** Only checks speak TLS from here; clients' connections are passed on as they are. */
function checkTls(cell: Cell, links: EdgeLinks): JsonObject {
    return {
        name: "envoy.transport_sockets.tls",
        typed_config: typed("upstreamTls", {
            sni: cell.host,
            common_tls_context: {
                tls_params: tlsVersions,
                validation_context: {
                    ...trust(authorityOf(cell, links).file),
                    match_typed_subject_alt_names: [dnsName(cell.host)],
                },
            },
        }),
    };
}

function authorityOf(cell: Cell, { authorities }: EdgeLinks): EdgeAuthority {
    return given(authorities[cell.name], `authority of cell ${cell.name}`);
}

function gateCluster(kind: keyof typeof checkedPaths, region: RegionRef, from: Start): string {
    return from === undefined ? `${kind}/${region}` : `${kind}/${from}/${region}`;
}

function lastResort(cell: Cell, from: Start): string {
    return from === undefined ? `cell/${cell.name}` : `cell/${from}/${cell.name}`;
}

function pointClusterName(point: Point, cell: Cell): string {
    return `point/${point.city}/${cell.name}`;
}

function given<T>(value: T | undefined, what: string): T {
    if (value === undefined) {
        throw new Error(`no address is given for the ${what}`);
    }
    return value;
}
