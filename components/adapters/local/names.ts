import * as pulumi from "@pulumi/pulumi";

import type { Names, Routed } from "../../global-router/contract";
import { splitRef, type RegionRef } from "../../plan/places/catalogue";
import type { Cell } from "../../plan/cells/cell";
import type { Latency } from "../../plan/routing/latency";
import { ConfigFaults, quoted } from "../../plan/faults";
import { comparerHost, regionHost, storeHost, tablesHost, watcherHost } from "../../plan/names";
import type { RoutingPlan } from "../../plan/routing/routing";
import type { Front } from "../../regional-serving/contract";
import type { Scope } from "../../scope";
import { directories } from "./directories";
import { RecordsFirst } from "./records-first";
import { Authority, Certificate, Key, Port } from "./resources";

/**
 * Takes the place of a DNS zone and its certificate authority: addresses by name, and certificates for names. The address of a gate follows
 * from its planned name, so gates that spill to each other do not depend on each other.
 */
export abstract class LocalNames extends pulumi.ComponentResource implements Names {
    readonly cloud = "local";
    readonly domain: string;
    /** The stack's runtime directory. */
    readonly root: string;
    /** How long the ways between places are; without it they take no time. */
    readonly latency: Latency | undefined;
    /** What goes before changes of a cell. */
    readonly records = new RecordsFirst();
    private watching: string | undefined;
    private readonly ports = new Map<string, Port>();
    private readonly joined = new Set<string>();
    private readonly authorities = new Map<string, Authority>();
    private readonly subjectKeys = new Map<string, Key>();

    constructor(
        name: string,
        args: { readonly domain: string; readonly root: string; readonly latency?: Latency },
        opts?: pulumi.ComponentResourceOptions,
    ) {
        super("meridian:local:Names", name, {}, opts);
        this.domain = args.domain;
        this.root = args.root;
        this.latency = args.latency;
        this.registerOutputs({ domain: args.domain });
    }

    /** Where the gate of a region listens. */
    gate(cell: Cell, region: RegionRef): Port {
        return this.port(regionHost(region, cell.name, cell.domain));
    }

    /** Where the comparer of a region listens. */
    comparer(cell: Cell, region: RegionRef): Port {
        return this.port(comparerHost(regionHost(region, cell.name, cell.domain)));
    }

    /** Where what watches a region listens. */
    watcher(cell: Cell, region: RegionRef): Port {
        return this.port(watcherHost(regionHost(region, cell.name, cell.domain)));
    }

    /** Where the hub of a stack listens. */
    hub(): Port {
        return this.port(`hub.${this.domain}`);
    }

    /** Where the tables of a region are served. */
    tables(cell: Cell, region: RegionRef): Port {
        return this.port(tablesHost(regionHost(region, cell.name, cell.domain)));
    }

    /** Where the store's server of a place accepts clients. */
    store(cell: Cell, place: RegionRef): Port {
        return this.port(storeHost(regionHost(place, cell.name, cell.domain)));
    }

    /** Where the store's server of a place listens to the others. */
    storeRoutes(cell: Cell, place: RegionRef): Port {
        return this.port(`routes.${storeHost(regionHost(place, cell.name, cell.domain))}`);
    }

    /** Where the simulated way from a place to the store's server of another begins. */
    storeWay(from: RegionRef, cell: Cell, to: RegionRef): Port {
        return this.port(`${splitRef(from).name}.routes.${storeHost(regionHost(to, cell.name, cell.domain))}`);
    }

    /** Where the simulated way from a place to a region's gate begins. */
    way(from: string, cell: Cell, to: RegionRef): Port {
        return this.port(`${from}.${regionHost(to, cell.name, cell.domain)}`);
    }

    /** Where the gate of a region is found from another region. */
    peer(from: RegionRef, cell: Cell, to: RegionRef): Port {
        return this.latency === undefined ? this.gate(cell, to) : this.way(splitRef(from).name, cell, to);
    }

    /** Whether the ways between a cell's regions are still to be made: the first router of the cell does. */
    joins(cell: string): boolean {
        const first = !this.joined.has(cell);
        this.joined.add(cell);
        return first;
    }

    /** One hub watches a stack, so commands find everything about it in one place. */
    claimHub(name: string): void {
        if (this.watching !== undefined) {
            throw new ConfigFaults([
                {
                    code: "watch/hub-twice",
                    path: "watches",
                    value: name,
                    problem: `domain ${quoted(this.domain)} has two ObservabilityHubs, ${quoted(this.watching)} and ${quoted(name)}, expected one`,
                    remedy: `pass the regions of ${quoted(name)} to ${quoted(this.watching)}, and remove ${quoted(name)}`,
                },
            ]);
        }
        this.watching = name;
    }

    /** The authority of a cell, one for all its regions. */
    authority(cell: Cell): Authority {
        const inputs = {
            root: this.root,
            cell: cell.name,
            host: cell.host,
            directory: directories.authority(cell),
        };
        return memo(this.authorities, cell.name, () => new Authority(cell.host, inputs, { parent: this }));
    }

    /** A certificate of the cell for one of its processes, put into a directory. */
    certify(
        name: string,
        cell: Cell,
        directory: string,
        hosts: readonly string[],
        opts: pulumi.CustomResourceOptions,
    ): Certificate {
        const authority = this.authority(cell);
        return new Certificate(
            name,
            {
                root: this.root,
                names: [...hosts],
                directory,
                authority: authority.directory,
                authorityFingerprint: authority.fingerprint,
            },
            opts,
        );
    }

    /** What the gates of a cell hash subjects with: one key, so that a subject has one hash in all its regions. */
    subjectKey(cell: Cell): Key {
        const inputs = { root: this.root, file: directories.subjectKey(cell) };
        return memo(this.subjectKeys, cell.name, () => new Key(`${cell.host}-subjects`, inputs, { parent: this }));
    }

    authorityFile(cell: Cell): string {
        return `${this.root}/${directories.authority(cell)}/authority.crt`;
    }

    abstract route(name: string, plan: RoutingPlan, fronts: readonly Front[], scope: Scope): Routed;

    private port(holder: string): Port {
        return memo(this.ports, holder, () => new Port(holder, { root: this.root, holder }, { parent: this }));
    }
}

function memo<T>(made: Map<string, T>, key: string, make: () => T): T {
    const found = made.get(key) ?? make();
    made.set(key, found);
    return found;
}
