import * as pulumi from "@pulumi/pulumi";

import { healthPaths } from "../../gate/health/health";
import type { Address } from "../../gate/upstream";
import { cityNamed, type RegionRef } from "../../plan/places/catalogue";
import type { Cell } from "../../plan/cells/cell";
import { refuse } from "../../plan/faults";
import { latencyFaults, type Link, planLinks } from "../../plan/routing/latency";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import { byKey } from "./by-key";
import { directories } from "./directories";
import type { Ways } from "./edge";
import type { Called } from "../../scope";
import type { LocalNames } from "./names";
import { pointName } from "./points";
import { File, type Port, Process } from "./resources";

export interface Network {
    readonly ways: pulumi.Output<Ways>;
    readonly nodes: { readonly network: Process; readonly links: File };
}

interface Way {
    readonly link: Link;
    readonly cell: Cell;
    /** Where it begins. */
    readonly port: Port;
}

/** One process that has every way between two places take its time; none where ways take no time, or where there are none. */
export function makeNetwork(
    called: Called,
    plan: RoutingPlan,
    fronts: readonly Front[],
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): Network | undefined {
    if (names.latency === undefined) {
        return undefined;
    }
    const cities = plan.points.map(({ city }) => city);
    refuse(latencyFaults(names.latency, { cells: plan.cells, cities }, "latency"));
    const ways = plan.cells.flatMap(cell => {
        const joins = names.joins(cell.name);
        return planLinks({ ...plan, cells: [cell] }, names.latency!)
            .filter(link => joins || isFromCity(link))
            .map(link => ({ link, cell, port: portOf(called.physical, link, cell, names) }));
    });
    if (ways.length === 0) {
        return undefined;
    }
    const links = makeLinks(called, ways, fronts, names, opts);
    const network = makeProcess(called, plan, ways, names, links, opts);
    return { ways: beginnings(cities, ways), nodes: { network, links } };
}

function isFromCity({ from }: Link): boolean {
    return cityNamed(from) !== undefined;
}

function portOf(router: string, link: Link, cell: Cell, names: LocalNames): Port {
    return isFromCity(link)
        ? names.way(pointName(router, link.from), cell, link.to)
        : names.peer(link.from as RegionRef, cell, link.to);
}

function makeLinks(
    { name, physical }: Called,
    ways: readonly Way[],
    fronts: readonly Front[],
    names: LocalNames,
    opts: pulumi.CustomResourceOptions,
): File {
    const gates = byKey(fronts.map(({ region, address }) => [region, address]));
    const links = ways.map(({ link: { from, to, ms }, port }) =>
        pulumi.all([port.address, gates]).apply(([listen, gates]) => ({ from, to, ms, listen, reach: gates[to] })),
    );
    // A line for each, since people read it, too.
    const content = pulumi.all(links).apply(links => `[\n${links.map(link => JSON.stringify(link)).join(",\n")}\n]\n`);
    return new File(`${name}-links`, { root: names.root, file: linksFile(physical), content }, opts);
}

function linksFile(name: string): string {
    return `${directories.network(name)}/links.json`;
}

function makeProcess(
    { name, physical }: Called,
    plan: RoutingPlan,
    ways: readonly Way[],
    names: LocalNames,
    links: File,
    opts: pulumi.CustomResourceOptions,
): Process {
    return new Process(
        `${name}-network`,
        {
            root: names.root,
            name: `${physical}-network`,
            program: "network",
            args: [],
            environment: { LINKS: linksFile(physical) },
            log: `${directories.network(physical)}/logs/network.log`,
            // The shortest way into each region: they are all there or none, and long ones take long to ask over.
            ready: plan.cells.flatMap(cell => cell.regions.flatMap(region => shortest(region, ways)).map(probe)),
        },
        pulumi.mergeOptions(opts, { dependsOn: [links] }),
    );
}

/** None where another router has the ways between regions, and no city has one of its own. */
function shortest(region: RegionRef, ways: readonly Way[]): Way[] {
    return ways
        .filter(({ link }) => link.to === region)
        .sort((a, b) => a.link.ms - b.link.ms)
        .slice(0, 1);
}

function probe({ cell, port }: Way) {
    return {
        host: port.host,
        port: port.port,
        serverName: cell.host,
        path: healthPaths.live,
        authority: `${directories.authority(cell)}/authority.crt`,
    };
}

function beginnings(cities: readonly string[], ways: readonly Way[]): pulumi.Output<Ways> {
    return byKey(
        cities.map(city => [
            city,
            byKey(
                ways.filter(({ link }) => link.from === city).map(({ link, port }) => [link.to, port.address]),
            ) as pulumi.Output<Partial<Record<RegionRef, Address>>>,
        ]),
    );
}
