import * as pulumi from "@pulumi/pulumi";

import { GlobalRouter } from "../global-router/component";
import type { LandingZone } from "../landing-zone/contract";
import { otherAdapterFaults } from "../landing-zone/one-adapter";
import { ownProviderFaults } from "../own-provider";
import { type Cloud, cloudsOf, type RegionRef, splitRef } from "../plan/places/catalogue";
import { type Fault, quoted, refuse } from "../plan/faults";
import { oncePer } from "../plan/once-per";
import { runningReleases } from "../plan/serving/serving";
import { planObservabilityHub } from "../plan/watch/observability-hub";
import type { WatchPlan } from "../plan/watch/watch-plan";
import { RegionalServing } from "../regional-serving/component";
import { ReplicatedStore } from "../replicated-store/component";
import { scopeOf } from "../scope";
import type { ObservabilityHubArgs, PlannedHub } from "./args";
import type { Elsewhere, Watch, WatchLinks } from "./contract";

/**
 * One view over all regions, with objectives, alarms, logs, an audit trail and a budget. Raw logs stay in their cell: only
 * aggregates come together, and those only within a cloud. Each cloud has a view of its own regions; the one at home leads to the
 * others. No two children have one name: their types are those of their clouds.
 *
 * Throws `ConfigFaults`, before any resource exists, when the clouds can't watch so.
 *
 * @example
 * ```ts
 * const hub = new ObservabilityHub("hub", {
 *     landings,
 *     watches: [...serving, router, store],
 *     slo: { availability: 0.999, p99Ms: 250 },
 * });
 * ```
 */
export class ObservabilityHub extends pulumi.ComponentResource {
    /** The plan, which needs no resource. */
    readonly plan: WatchPlan;
    /** URL of the view at home. */
    readonly url: Watch["url"];
    /** The same for each cloud that has such a view, including home's. */
    readonly urls: Readonly<Partial<Record<Cloud, pulumi.Output<string>>>>;
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;

    constructor(name: string, args: ObservabilityHubArgs | PlannedHub, opts: pulumi.ComponentResourceOptions = {}) {
        refuse(ownProviderFaults(opts));
        const { plan, home, others } = check(args);
        super("meridian:index:ObservabilityHub", name, {}, opts);
        const scope = scopeOf(this, args);
        const views = others.map(view => ({
            ...view,
            watch: view.landing.watch!(name, plan, { ...view.links, elsewhere: [] }, scope),
        }));
        const links = { ...home.links, elsewhere: views.map(elsewhereOf) };
        const watch = home.landing.watch!(name, plan, links, scope);
        this.plan = plan;
        this.url = watch.url;
        this.urls = Object.fromEntries(
            [{ cloud: home.cloud, watch }, ...views].flatMap(({ cloud, watch: { url } }) =>
                url === undefined ? [] : [[cloud, url]],
            ),
        );
        this.nodes = {
            ...watch.nodes,
            ...Object.fromEntries(
                views.flatMap(({ cloud, watch }) =>
                    Object.entries(watch.nodes).map(([node, made]) => [`${cloud}/${node}`, made]),
                ),
            ),
        };
        this.registerOutputs({ url: this.url, urls: this.urls });
    }
}

/** The parts that one cloud watches. */
interface View {
    readonly cloud: Cloud;
    /** The location of the view. */
    readonly landing: LandingZone;
    readonly links: Omit<WatchLinks<LandingZone>, "elsewhere">;
}

interface Checked {
    readonly plan: WatchPlan;
    readonly home: View;
    readonly others: readonly View[];
}

function check(args: ObservabilityHubArgs | PlannedHub): Checked {
    const { landings, watches } = args;
    const drift = "plan" in args ? args.plan.drift : args.drift;
    refuse([
        ...landingFaults(landings),
        ...watches.flatMap((watched, i) => unlandedFaults(watched, i, landings)),
        ...(drift === undefined ? [] : watches.flatMap(baselineFaults)),
    ]);
    const plan = "plan" in args ? args.plan : planned(args);
    refuse(homeFaults(plan.home, landings));
    const homeCloud = splitRef(plan.home).cloud;
    return {
        plan,
        home: viewOn(homeCloud, plan, args),
        others: cloudsOf(landings.map(({ target }) => target.region))
            .filter(cloud => cloud !== homeCloud)
            .map(cloud => viewOn(cloud, plan, args)),
    };
}

function viewOn(cloud: Cloud, { views }: WatchPlan, { landings, watches }: ObservabilityHubArgs | PlannedHub): View {
    const isHere = (region: RegionRef) => splitRef(region).cloud === cloud;
    const here = landings.filter(({ target }) => isHere(target.region));
    // Where the cell's primary there is not watched: the first that is.
    const first = here.find(({ target }) => target.region === views[cloud]) ?? here[0]!;
    return {
        cloud,
        landing: first,
        links: {
            others: here.filter(landing => landing !== first),
            fronts: watches.flatMap(one =>
                one instanceof RegionalServing && isHere(one.front.region) ? [one.front] : [],
            ),
            routed: watches.flatMap(one =>
                one instanceof GlobalRouter && one.plan.names === cloud ? [one.routed] : [],
            ),
            stores: watches.flatMap(one =>
                one instanceof ReplicatedStore && one.store.plan.cell.regions.some(isHere) ? [one.store] : [],
            ),
        },
    };
}

/** Watched parts need a landing zone on their cloud. */
function unlandedFaults(
    watched: ObservabilityHubArgs["watches"][number],
    i: number,
    landings: readonly LandingZone[],
): Fault[] {
    const regions =
        watched instanceof RegionalServing
            ? [watched.front.region]
            : watched instanceof ReplicatedStore
              ? watched.plan.cell.regions
              : [];
    const landed = cloudsOf(landings.map(({ target }) => target.region));
    return cloudsOf(regions)
        .filter(cloud => !landed.includes(cloud))
        .map(cloud => ({
            code: "observability/region-without-landing",
            path: `watches[${i}]`,
            value: regions.join(", "),
            problem: `the hub watches ${regions.filter(region => splitRef(region).cloud === cloud).join(", ")}, but has no landing zone on ${cloud}`,
            remedy: `pass the landing zones on ${cloud} to the hub, too`,
        }));
}

function homeFaults(home: RegionRef, landings: readonly LandingZone[]): Fault[] {
    const regions = landings.map(({ target }) => target.region);
    return regions.includes(home)
        ? []
        : [
              {
                  code: "observability/home-without-landing",
                  path: "home",
                  value: home,
                  problem: `the hub has no landing zone in its home region ${quoted(home)}`,
                  allowed: regions,
                  remedy: "name the region of one of its landing zones as home, or pass the landing zone of the home region",
              },
          ];
}

function elsewhereOf({ cloud, landing, links, watch }: View & { readonly watch: Watch }): Elsewhere {
    return {
        cloud,
        regions: [landing, ...links.others].map(({ cell, target }) => ({ cell: cell.name, region: target.region })),
        ...(watch.url && { url: watch.url }),
    };
}

function planned({ landings, watches: _, physicalName: __, ...input }: ObservabilityHubArgs): WatchPlan {
    return planObservabilityHub(cellsOf(landings), input);
}

function cellsOf(landings: readonly LandingZone[]) {
    return oncePer(
        landings.map(({ cell }) => cell),
        ({ name }) => name,
    );
}

function landingFaults(landings: readonly LandingZone[]): Fault[] {
    if (landings.length === 0) {
        const problem = "the hub has no landing zone, expected at least one";
        const remedy = "pass the landing zones of the regions that it watches";
        return [{ code: "observability/no-landing", path: "landings", problem, remedy }];
    }
    const without = landings
        .filter(landing => landing.watch === undefined)
        .slice(0, 1)
        .map(({ target }): Fault => ({
            code: "capability/observability",
            path: "landings",
            value: target.region,
            problem: `region ${quoted(target.region)} can't be watched, as the adapter for ${splitRef(target.region).cloud} has no hub`,
            remedy: "remove its landing zone from the hub, or move the region to a cloud whose adapter has a hub",
        }));
    const clouds = cloudsOf(landings.map(({ target }) => target.region));
    return [
        ...without,
        ...clouds.flatMap(cloud =>
            otherAdapterFaults(landings.filter(({ target }) => splitRef(target.region).cloud === cloud)),
        ),
    ];
}

/** The faults of a stack's config that also apply to a program's watched parts. */
function baselineFaults(watched: ObservabilityHubArgs["watches"][number], i: number): Fault[] {
    const models = watched instanceof RegionalServing ? watched.plan.models : [];
    return models.flatMap(model =>
        runningReleases(model)
            .filter(({ baseline }) => baseline === undefined)
            .map(({ version }) => ({
                code: "observability/drift-without-baseline",
                path: `watches[${i}]`,
                value: `${model.name} ${version}`,
                problem: `release ${quoted(version)} of model ${quoted(model.name)} has no baseline, which the hub measures drift against`,
                remedy: "add baseline: { artifact, digest } to the release, or remove drift from the hub",
            })),
    );
}
