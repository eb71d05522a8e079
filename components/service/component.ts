import * as pulumi from "@pulumi/pulumi";

import { definitionFaults } from "../gate/platform";
import { GlobalRouter } from "../global-router/component";
import type { EntryPoint, Names } from "../global-router/contract";
import type { Existing, LandingZone } from "../landing-zone/contract";
import { ObservabilityHub } from "../observability-hub/component";
import type { Cell } from "../plan/cells/cell";
import type { Config } from "../plan/config/config";
import { pathOf } from "../plan/config/paths";
import { type Fault, refuse } from "../plan/faults";
import { type Cloud, cloudsOf, type RegionRef, splitRef } from "../plan/places/catalogue";
import { type CellPlan, type Plan, planConfig } from "../plan/plan";
import { type RoutingPlan, routingOf } from "../plan/routing/routing";
import { RegionalServing } from "../regional-serving/component";
import { ReplicatedStore } from "../replicated-store/component";
import type { TableAddresses } from "../replicated-store/contract";
import type { ServiceArgs, ServiceConfig } from "./args";
import { calledClaims, type Claim, claimFaults, domainClaim, hold, nameClaims } from "./claims";
import type { BoundCloud, CloudAdapter, ServiceContext } from "./contract";
import { existingWith, type Separated, separated } from "./inputs";

/** A value for each of some clouds. */
export type ByCloud<T> = Readonly<Partial<Record<Cloud, T>>>;

/** The components of a cell. */
export interface ServiceCell {
    readonly name: string;
    readonly landings: readonly LandingZone[];
    readonly servings: readonly RegionalServing[];
    /** Set if the cell has tables. */
    readonly store?: ReplicatedStore;
}

/**
 * Models in every region of every cell, with their tables, the names that lead to them and what watches them: the four components,
 * composed from the typed config of a stack, which is planned once.
 *
 * Throws `ConfigFaults` with every fault of the config, before any resource exists.
 *
 * @example
 * ```ts
 * const service = new Service(
 *     "screening",
 *     {
 *         domain: "screening.localhost",
 *         cells: [
 *             {
 *                 name: "eu",
 *                 jurisdictions: ["EU"],
 *                 standards: ["gdpr"],
 *                 dataClasses: ["health"],
 *                 regions: ["local:eu-west", "local:eu-central"],
 *                 primary: "local:eu-west",
 *             },
 *         ],
 *         models: [
 *             {
 *                 name: "screening",
 *                 releases: {
 *                     "1.0.0": {
 *                         artifact: "file:stacks/models/screening/1.0.0/model.onnx",
 *                         digest: "sha256:0eb8b6b0cb9a0572f155e36e6f3cf92ae6da7e1c0c8f05d1f93c28460b248f83",
 *                     },
 *                 },
 *                 traffic: [{ version: "1.0.0", percent: 100 }],
 *             },
 *         ],
 *     },
 *     { clouds: [local()] },
 * );
 * ```
 */
export class Service extends pulumi.ComponentResource {
    /** The plan, which needs no resource. */
    readonly plan: Plan;
    /** By the cloud whose names lead to cells, like the routers. */
    readonly names: ByCloud<Names>;
    readonly cells: readonly ServiceCell[];
    readonly routers: ByCloud<GlobalRouter>;
    /** Set if the cloud has an adapter that watches. */
    readonly hub: ObservabilityHub | undefined;
    /** Where clients enter each cell, by its name. */
    readonly endpoints: Readonly<Record<string, string>>;
    /** Addresses at which clients enter each cell, by the name of the cell. Empty on clouds whose DNS leads there. */
    readonly points: Readonly<Record<string, pulumi.Output<readonly EntryPoint[]>>>;
    /** Files of the certificate authorities that clients need to trust, by cell, relative to the project. Only on clouds without public ones. */
    readonly authorities: Readonly<Record<string, string>>;
    /** The name servers to set at the domain's registrar, if the service created the DNS zone. */
    readonly nameServers: pulumi.Output<readonly string[]>;
    /** Names of each cell's tables in the cloud's own API. */
    readonly tables: Readonly<Record<string, TableAddresses>>;
    /** The principals (ARN of a role, for example) of the model servers, by cell and region, on clouds that have principals. */
    readonly roles: Readonly<Record<string, Readonly<Record<RegionRef, pulumi.Output<string>>>>>;
    /** URL of the dashboard of all regions, at the hub's home. */
    readonly dashboard: pulumi.Output<string> | undefined;
    /** URLs of the dashboards of each cloud's regions, including home's. */
    readonly dashboards: ByCloud<pulumi.Output<string>>;

    constructor(name: string, config: ServiceConfig, args: ServiceArgs, opts: pulumi.ComponentResourceOptions = {}) {
        const { config: checked, plan, inputs } = check(name, config, args, opts);
        super("meridian:index:Service", name, {}, opts);
        const known = knownIn(inputs);
        const context = { config: checked, plan, known, opts: this.onTop() };
        const clouds = boundClouds(args.clouds, context);
        this.plan = plan;
        this.names = byCloud(plan.routings, ({ domain, names, zone }) => {
            const id = zone && known(["routing", "zone"], zone);
            return clouds(names).zone({ domain, ...(id === undefined ? {} : { id }) }, this.onTop());
        });
        const cells: ServiceCell[] = [];
        // Loops, here and below, where most resources are made: the SDK records each frame of a resource's stack, and functions of lists
        // would add two.
        for (const cell of plan.cells) {
            const at = checked.cells.findIndex(({ name }) => name === cell.cell.name);
            const existingIn = (region: RegionRef) => existingWith(inputs, at, region, cell.cell.existing[region]);
            cells.push(this.makeCell(cell, clouds, existingIn));
        }
        this.cells = cells;
        const called = calledBy(plan, args);
        this.routers = byCloud(plan.routings, (routing, i) => this.makeRouter(routing, i, called.router));
        this.hub = this.makeHub(called.hub);
        this.endpoints = Object.fromEntries(plan.cells.map(({ cell }) => [cell.name, `https://${cell.host}`]));
        this.points = byCell(this.cells, cell => this.routers[routingOf(plan, cell).names]!.points);
        this.authorities = Object.fromEntries(
            plan.cells.flatMap(({ cell }) => {
                const file = this.namesOf(cell).authorityFile?.(cell);
                return file === undefined ? [] : [[cell.name, file]];
            }),
        );
        this.nameServers =
            Object.values(this.names).find(({ nameServers }) => nameServers)?.nameServers ?? pulumi.output([]);
        this.tables = byCell(this.cells, ({ store }) => store?.store.tables ?? {});
        this.roles = byCell(this.cells, ({ servings }) =>
            Object.fromEntries(servings.flatMap(({ identity, plan }) => (identity ? [[plan.region, identity]] : []))),
        );
        this.dashboard = this.hub?.url;
        this.dashboards = this.hub?.urls ?? {};
        this.registerOutputs({
            endpoints: this.endpoints,
            points: this.points,
            authorities: this.authorities,
            nameServers: this.nameServers,
            tables: this.tables,
            roles: this.roles,
            dashboard: this.dashboard,
            dashboards: this.dashboards,
        });
    }

    private makeCell(
        { cell, servings, store: storePlan }: CellPlan,
        clouds: (cloud: Cloud) => BoundCloud,
        existingIn: (region: RegionRef) => Existing,
    ): ServiceCell {
        const { service } = this.plan;
        const landings = cell.regions.map(region => {
            const { cloud, name } = splitRef(region);
            const existing = existingIn(region);
            return clouds(cloud)
                .region(name)
                .landingZone({ cell, names: this.namesOf(cell), existing }, this.onTop());
        });
        const store =
            storePlan &&
            new ReplicatedStore(`${service}-${cell.name}-store`, { plan: storePlan, landings }, this.onTop());
        const made: RegionalServing[] = [];
        for (const [i, plan] of servings.entries()) {
            const name = `${service}-${cell.name}-${splitRef(plan.region).name}`;
            const landing = landings[i]!;
            made.push(new RegionalServing(name, { plan, landing, ...(store && { store }) }, this.onTop()));
        }
        return { name: cell.name, landings, servings: made, ...(store && { store }) };
    }

    /**
     * The router of the first cloud in alphabetical order has the plain name; others end in their cloud. So the name of this component
     * may pass from one cloud's router to another's, when a cloud comes first or goes. Nothing exists of a component but its children:
     * these are called after the plain name on each cloud, and their types are those of the cloud, so their URNs stay.
     */
    private makeRouter(routing: RoutingPlan, i: number, children: string): GlobalRouter {
        const { cells } = this.plan;
        const backends = cells.flatMap(({ cell }, i) =>
            routing.cells.includes(cell) ? [{ cell, backends: this.cells[i]!.servings }] : [],
        );
        return new GlobalRouter(
            i === 0 ? children : `${children}-${routing.names}`,
            { plan: routing, names: this.names[routing.names]!, cells: backends, children },
            this.onTop(),
        );
    }

    private makeHub(name: string): ObservabilityHub | undefined {
        const landings = this.cells.flatMap(({ landings }) => landings);
        if (landings.some(landing => landing.watch === undefined)) {
            return undefined;
        }
        const watches = [
            ...this.cells.flatMap(({ servings, store }) => [...servings, ...(store ? [store] : [])]),
            ...Object.values(this.routers),
        ];
        return new ObservabilityHub(name, { plan: this.plan.watch, landings, watches }, this.onTop());
    }

    private namesOf(cell: Cell): Names {
        return this.names[routingOf(this.plan, cell).names]!;
    }

    /** Before `Service` existed, its parts had no parent. */
    private onTop(): pulumi.ComponentResourceOptions {
        return { parent: this, aliases: [{ parent: pulumi.rootStackResource }] };
    }
}

function check(
    name: string,
    written: ServiceConfig,
    given: Partial<ServiceArgs> | undefined,
    opts: pulumi.ComponentResourceOptions,
): { config: Config; plan: Plan; inputs: Separated } {
    // A program without types may leave them out.
    const args: ServiceArgs = { ...given, clouds: given?.clouds ?? [] };
    const { clouds, keys, lock, secrets } = args;
    const fromAdapters = Object.fromEntries(
        clouds.flatMap(({ cloud, settings }) =>
            settings === undefined || !isUsed(written, cloud)
                ? []
                : [[cloud, { ...(written as { aws?: object })[cloud as "aws"], ...settings }]],
        ),
    );
    const inputs = separated({ ...written, ...fromAdapters });
    refuse(inputs.faults);
    const planned = planConfig(
        { service: name, ...(inputs.plain as object) },
        { toBuild: true, ...(lock && { lock }), ...(secrets && { secrets }), ...(keys && { keys }) },
    );
    const { plan } = planned;
    const claims = claimsOf({ ...planned, known: knownIn(inputs), opts }, args);
    refuse([
        ...cloudFaults(plan, clouds),
        ...clouds.flatMap(adapter => adapter.faults?.(planned.config, opts) ?? []),
        ...definitionFaults(plan.cells.flatMap(({ servings }) => servings)),
        ...claimFaults(claims),
    ]);
    hold(name, claims);
    return { ...planned, inputs };
}

/** What the service needs for itself: on any cloud, and by each of its clouds. */
function claimsOf(context: ServiceContext, args: ServiceArgs): Claim[] {
    const { config, opts, plan } = context;
    const parent = opts.parent ?? "program";
    const cells = plan.cells.map(({ cell }) => ({
        cell,
        at: `cells[${config.cells.findIndex(({ name }) => name === cell.name)}]`,
    }));
    return [
        domainClaim(plan.domain, cells, parent),
        nameClaims(plan.service, cells, parent, calledClaims(calledBy(plan, args), parent)),
        ...args.clouds.flatMap(adapter => adapter.claims?.(context) ?? []),
    ];
}

/** Names of the router, with the children of all routers, and of the hub. */
function calledBy({ service }: Plan, { names = {} }: ServiceArgs): Required<NonNullable<ServiceArgs["names"]>> {
    const { hub = `${service}-hub`, router = `${service}-edge` } = names;
    return { hub, router };
}

function knownIn({ later }: Separated): ServiceContext["known"] {
    return (path, planned) => later.get(pathOf(path)) ?? planned;
}

/** Whether a config, however wrong it is, has regions of a cloud. Options of other adapters don't concern it. */
function isUsed({ cells }: Partial<ServiceConfig>, cloud: Cloud): boolean {
    const regions = Array.isArray(cells)
        ? cells.map((cell: { readonly regions?: unknown } | null) => cell?.regions)
        : [];
    return JSON.stringify(regions).includes(`"${cloud}:`);
}

/** A cloud of the plan without an adapter, or with two. */
function cloudFaults({ cells, routings }: Plan, given: readonly CloudAdapter[]): Fault[] {
    const regions = cells.flatMap(({ cell }) => cell.regions);
    const named = [...new Set([...cloudsOf(regions), ...routings.map(({ names }) => names)])];
    return named.flatMap((cloud): Fault[] => {
        const count = given.filter(adapter => adapter.cloud === cloud).length;
        return count === 1
            ? []
            : [
                  {
                      code: "service/cloud-adapter",
                      path: "clouds",
                      value: given.map(adapter => adapter.cloud).join(", "),
                      problem: `there ${count === 0 ? "is no adapter" : `are ${count} adapters`} for ${cloud} in clouds, expected one`,
                      remedy:
                          count === 0 ? `add the adapter of pulumi-meridian/${cloud}` : "remove all but one of them",
                  },
              ];
    });
}

/** The adapter of a cloud, bound once. */
function boundClouds(given: readonly CloudAdapter[], context: ServiceContext): (cloud: Cloud) => BoundCloud {
    const bound = new Map<Cloud, BoundCloud>();
    return cloud => {
        const found = bound.get(cloud) ?? given.find(adapter => adapter.cloud === cloud)!.bind(context);
        bound.set(cloud, found);
        return found;
    };
}

function byCloud<T>(routings: readonly RoutingPlan[], of: (routing: RoutingPlan, i: number) => T): ByCloud<T> {
    return Object.fromEntries(routings.map((routing, i) => [routing.names, of(routing, i)]));
}

function byCell<T>(cells: readonly ServiceCell[], of: (cell: ServiceCell) => T): Record<string, T> {
    return Object.fromEntries(cells.map(cell => [cell.name, of(cell)]));
}
