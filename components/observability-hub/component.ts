import * as pulumi from "@pulumi/pulumi";

import { GlobalRouter } from "../global-router/component";
import type { LandingZone } from "../landing-zone/contract";
import { splitRef } from "../plan/places/catalogue";
import { type Fault, refuse } from "../plan/faults";
import { runningReleases } from "../plan/serving/serving";
import { planObservabilityHub } from "../plan/watch/observability-hub";
import type { WatchPlan } from "../plan/watch/watch-plan";
import { RegionalServing } from "../regional-serving/component";
import { ReplicatedStore } from "../replicated-store/component";
import { scopeOf } from "../scope";
import type { ObservabilityHubArgs, PlannedHub } from "./args";
import type { Watch, WatchesRegions, WatchLinks } from "./contract";

/**
 * One view over all regions, with objectives, alarms, logs, an audit trail and a budget. Raw logs stay in their cell: only
 * aggregates come together.
 *
 * Throws `ConfigFaults`, before any resource exists, when the clouds can't watch so.
 */
export class ObservabilityHub extends pulumi.ComponentResource {
    /** Everything that was decided before a resource existed. */
    readonly plan: WatchPlan;
    readonly url: Watch["url"];
    /** The children, by the names that the adapter documents. */
    readonly nodes: Readonly<Record<string, pulumi.Resource>>;

    constructor(name: string, args: ObservabilityHubArgs | PlannedHub, opts: pulumi.ComponentResourceOptions = {}) {
        const { plan, links, watches } = check(args);
        super("meridian:index:ObservabilityHub", name, {}, opts);
        const watch = watches(name, plan, links, scopeOf(this, args));
        this.plan = plan;
        this.url = watch.url;
        this.nodes = watch.nodes;
        this.registerOutputs({ url: watch.url });
    }
}

interface Checked {
    readonly plan: WatchPlan;
    readonly links: WatchLinks;
    readonly watches: WatchesRegions["watch"];
}

function check(args: ObservabilityHubArgs | PlannedHub): Checked {
    const { landings, watches } = args;
    const drift = "plan" in args ? args.plan.drift : args.drift;
    refuse([...landingFaults(landings), ...(drift === undefined ? [] : watches.flatMap(baselineFaults))]);
    const plan = "plan" in args ? args.plan : planned(args);
    const home = landings.find(({ target }) => target.region === plan.home)!;
    return {
        plan,
        links: {
            landings: [home, ...landings.filter(landing => landing !== home)],
            fronts: watches.flatMap(one => (one instanceof RegionalServing ? [one.front] : [])),
            routed: watches.flatMap(one => (one instanceof GlobalRouter ? [one.routed] : [])),
            stores: watches.flatMap(one => (one instanceof ReplicatedStore ? [one.store] : [])),
        },
        watches: home.target.watch!,
    };
}

function planned({ landings, watches: _, physicalName: __, ...input }: ObservabilityHubArgs): WatchPlan {
    return planObservabilityHub(cellsOf(landings), input);
}

function cellsOf(landings: readonly LandingZone[]) {
    return [...new Map(landings.map(({ cell }) => [cell.name, cell])).values()];
}

function landingFaults(landings: readonly LandingZone[]): Fault[] {
    if (landings.length === 0) {
        const allowed = "at least one landing zone";
        return [
            {
                code: "observability/no-landing",
                path: "landings",
                allowed,
                remedy: "name the regions that are watched",
            },
        ];
    }
    return landings
        .filter(({ target }) => target.watch === undefined)
        .slice(0, 1)
        .map(({ target }) => ({
            code: "capability/observability",
            path: "landings",
            value: target.region,
            allowed: "regions of adapters that watch",
            remedy: `use another cloud than ${splitRef(target.region).cloud}`,
        }));
}

/** What a stack's config is refused for, where a program says what is watched. */
function baselineFaults(watched: ObservabilityHubArgs["watches"][number], i: number): Fault[] {
    const models = watched instanceof RegionalServing ? watched.plan.models : [];
    return models.flatMap(model =>
        runningReleases(model)
            .filter(({ baseline }) => baseline === undefined)
            .map(({ version }) => ({
                code: "observability/drift-without-baseline",
                path: `watches[${i}]`,
                value: `${model.name} ${version}`,
                allowed: "releases with a baseline, by which drift is measured",
                remedy: "add baseline: { artifact, digest } to the release, or leave drift out",
            })),
    );
}
