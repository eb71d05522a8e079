import * as pulumi from "@pulumi/pulumi";

import { healthPaths } from "../../gate/health/health";
import type { Routed } from "../../global-router/contract";
import type { Cell } from "../../plan/cells/cell";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import type { Called, Scope } from "../../scope";
import { byKey } from "./by-key";
import { directories } from "./directories";
import { type EdgeAuthority, edgeConfiguration } from "./edge";
import { envoyArguments } from "./envoy-arguments";
import type { LocalNames } from "./names";
import type { LocalRouterNodes } from "./nodes";
import { makeNetwork, type Network } from "./network";
import { pointName, slug } from "./points";
import { EnvoyFiles, Port, Process } from "./resources";

/** The edge of some cells. */
export class LocalRouted implements Routed {
    constructor(
        /** Names of its processes, and of their directories. */
        readonly processes: readonly string[],
        readonly cells: readonly string[],
        readonly points: Routed["points"],
        readonly nodes: Routed["nodes"],
    ) {}
}

/**
 * Linux spreads the connections of a port over the processes that listen there (SO_REUSEPORT, socket(7)). Envoy shares ports on no
 * other system (`enable_reuse_port` of its listeners).
 */
const sharesPorts = globalThis.process.platform === "linux";

/**
 * Two Envoys with the same listeners, one per point of presence: while one is away, all connections come to the other, as names of a
 * cloud lead to several addresses. One, where the system shares no ports.
 */
export function routeLocally(
    name: string,
    plan: RoutingPlan,
    fronts: readonly Front[],
    names: LocalNames,
    { parent, physicalName = name }: Scope,
): LocalRouted {
    const options = { parent };
    const called: Called = { name, physical: physicalName };
    const ports = plan.points.map(({ city }) => ({ city, port: makePort(called, city, names, options) }));
    const network = makeNetwork(called, plan, fronts, names, options);
    const configuration = configurationOf(plan, fronts, names, ports, network);
    const make = (of: Called) => {
        const files = makeFiles(of, configuration, names, network, options);
        return { name: of.physical, files, process: makeEdge(of, plan, names, ports, files, options) };
    };
    const first = make(called);
    const second = sharesPorts ? make(secondOf(called)) : undefined;
    const edges = second === undefined ? [first] : [first, second];
    return new LocalRouted(
        edges.map(({ name }) => name),
        plan.cells.map(cell => cell.name),
        pulumi
            .all(edges.map(({ process }) => process.state))
            .apply(() => pulumi.all(ports.map(({ city, port }) => port.address.apply(at => ({ city, ...at }))))),
        {
            edge: first.process,
            files: first.files,
            ...(second && { second: second.process, secondFiles: second.files }),
            ...network?.nodes,
        } satisfies LocalRouterNodes,
    );
}

/** The first edge is called as the router. */
function secondOf({ name, physical }: Called): Called {
    return { name: `${name}-2`, physical: `${physical}-2` };
}

interface PointPort {
    readonly city: string;
    readonly port: Port;
}

function makePort(
    { name, physical }: Called,
    city: string,
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): Port {
    const holder = pointName(physical, city);
    return new Port(`${name}-${slug(city)}`, { root: names.root, holder }, opts);
}

function configurationOf(
    plan: RoutingPlan,
    fronts: readonly Front[],
    names: LocalNames,
    ports: readonly PointPort[],
    network: Network | undefined,
): pulumi.Output<string> {
    const points = byKey(ports.map(({ city, port }) => [city, port.address]));
    const gates = byKey(fronts.map(({ region, address }) => [region, address]));
    const authorities = byKey(plan.cells.map(cell => [cell.name, authorityOf(cell, names)]));
    return pulumi
        .all([points, gates, authorities, network?.ways])
        .apply(([points, gates, authorities, ways]) =>
            JSON.stringify(edgeConfiguration(plan, { points, gates, authorities, ...(ways && { ways }) })),
        );
}

function makeFiles(
    { name, physical }: Called,
    configuration: pulumi.Output<string>,
    names: LocalNames,
    network: Network | undefined,
    opts: pulumi.CustomResourceOptions,
): EnvoyFiles {
    return new EnvoyFiles(
        `${name}-files`,
        { root: names.root, directory: directories.edge(physical), configuration },
        pulumi.mergeOptions(opts, { dependsOn: Object.values(network?.nodes ?? {}) }),
    );
}

function authorityOf(cell: Cell, names: LocalNames): pulumi.Output<EdgeAuthority> {
    const { directory, fingerprint } = names.authority(cell);
    return pulumi
        .all([directory, fingerprint])
        .apply(([directory, fingerprint]) => ({ file: `${directory}/authority.crt`, fingerprint }));
}

function makeEdge(
    { name, physical }: Called,
    plan: RoutingPlan,
    names: LocalNames,
    ports: readonly PointPort[],
    files: EnvoyFiles,
    opts: pulumi.CustomResourceOptions,
): Process {
    return new Process(
        name,
        {
            root: names.root,
            name: physical,
            program: "envoy",
            args: envoyArguments(directories.edge(physical)),
            environment: {},
            log: `${directories.edge(physical)}/logs/edge.log`,
            ready: [
                { admin: directories.edgeAdmin(physical) },
                ...plan.cells.flatMap(cell =>
                    ports.map(({ port }) => ({
                        host: port.host,
                        port: port.port,
                        serverName: cell.host,
                        path: healthPaths.region,
                        authority: `${directories.authority(cell)}/authority.crt`,
                    })),
                ),
            ],
        },
        pulumi.mergeOptions(opts, { dependsOn: [files] }),
    );
}
