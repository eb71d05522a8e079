import type { AuthPlan, Claims } from "./auth";
import type { Place, RegionRef } from "../places/catalogue";
import type { Cell } from "../cells/cell";
import type { Checks } from "./checks";
import type { RegionLoad } from "./capacity";
import { splitRef } from "../places/catalogue";
import { hostingOn } from "../clouds/table";
import type { DemandConfig } from "../config/demand";
import { failoverOrder, type Peer, placeIn } from "../routing/failover";
import type { HostingConfig, HoursConfig } from "../config/hosting";
import type { SamplesConfig } from "../config/observability";
import type { LimitsPlan } from "./limits";
import type { BatchingConfig } from "../config/models";
import type { PinnedModel, PinnedRelease } from "../config/lock";
import { regionHost } from "../names";
import { boundsOf, ratesOf, type Rates, type Replicas, replicasNeeded, sortedHours } from "./scaling";
import { type FeaturesPlan, planFeatures } from "./features";
import type { StorePlan } from "../store/store-plan";
import { shadowIn } from "./shadow";
import { type Share, sharesIn, wholeShare } from "./traffic";

/** One model version with its share in one region. */
export interface ReleasePlan extends PinnedRelease {
    readonly version: string;
    /** Share of the model's traffic, in hundredths of a percent. */
    readonly weight: number;
    readonly replicas: Replicas;
}

/** What runs the models of a region. */
export interface HostingPlan extends Pick<HostingConfig, "hosting" | "cpu" | "memoryGiB" | "gpu" | "cache"> {
    readonly targetUtilization: number;
    readonly predictive: boolean;
    /** Hours in which more replicas run, where there are some. */
    readonly hours?: readonly HoursConfig[];
    /** Principals that may update the models here. */
    readonly deployers: readonly string[];
    /** Principals that may ask the models here. */
    readonly invokers: readonly string[];
}

/** A request header (lower case), a cookie, or a claim of the caller's token. */
export interface Sticky {
    readonly kind: "header" | "cookie" | "claim";
    readonly name: string;
}

/** A model in one region: its releases, oldest first, and who may ask what. */
export interface ModelPlan {
    readonly name: string;
    /** What keeps a subject on one release. */
    readonly sticky?: Sticky;
    /** Claims that a caller must have. */
    readonly requires?: Claims;
    /** Claims that a caller must have to choose the release. */
    readonly testers?: Claims;
    /** What it is asked and what a replica serves, where demand says both. */
    readonly rates?: Rates;
    /** Oldest first. */
    readonly releases: readonly ReleasePlan[];
    /** Answers no client, and receives copies of this percentage of the model's traffic. */
    readonly shadow?: ReleasePlan;
    /** What its servers look up for a subject. */
    readonly features?: FeaturesPlan;
    /** How its servers compute requests together. Default: each alone. */
    readonly batching?: BatchingConfig;
}

/** A table, and the callers that may use it. */
export interface TableAccess {
    readonly name: string;
    /** Claims that a caller must have. */
    readonly requires?: Claims;
    /** Claims that a caller must have as well to write. */
    readonly writers?: Claims;
}

/** All that runs for a model: what answers, and what is only compared with it. */
export function runningReleases({ releases, shadow }: ModelPlan): readonly ReleasePlan[] {
    return shadow === undefined ? releases : [...releases, shadow];
}

/** All that runs for some models, each release with its model. */
export function releasesOf(
    models: readonly ModelPlan[],
): { readonly model: ModelPlan; readonly release: ReleasePlan }[] {
    return models.flatMap(model => runningReleases(model).map(release => ({ model, release })));
}

/** Everything about the models in one region that is known before a resource exists. */
export interface ServingPlan {
    readonly cell: Cell;
    readonly region: RegionRef;
    readonly place: Place;
    /** `<region>.<cell>.<domain>`: what the cell's other gates call this one. */
    readonly host: string;
    /** Where traffic spills to, nearest first, all of the same cell. */
    readonly peers: readonly Peer[];
    readonly models: readonly ModelPlan[];
    /** The cell's tables, in order of name. */
    readonly tables: readonly TableAccess[];
    readonly hosting: HostingPlan;
    /** What comes here, as parts of all requests, where demand says where they come from. */
    readonly load?: RegionLoad;
    readonly checks: Checks;
    readonly auth: AuthPlan;
    readonly limits: LimitsPlan;
    /** Which inferences servers store as samples, if any. */
    readonly samples?: SamplesConfig;
    /** Out of traffic: it finishes what it has, and gets nothing new. */
    readonly drained: boolean;
}

export interface ServingInput {
    readonly cell: Cell;
    readonly region: RegionRef;
    readonly models: readonly PinnedModel[];
    /** The cell's tables, where it has some. */
    readonly store?: StorePlan;
    readonly hosting: HostingConfig;
    readonly demand?: DemandConfig;
    readonly load?: RegionLoad;
    readonly checks: Checks;
    readonly auth: AuthPlan;
    readonly limits: LimitsPlan;
    readonly samples?: SamplesConfig;
    readonly drain: readonly RegionRef[];
}

/** The serving of a region, of models in which `modelFaults` found nothing. */
export function planServing(input: ServingInput): ServingPlan {
    const { cell, region, models, store, hosting, load, checks, auth, limits, samples, drain } = input;
    return {
        cell,
        region,
        place: placeIn(cell, region),
        host: regionHost(region, cell.name, cell.domain),
        peers: failoverOrder(region, cell, drain),
        models: [...models].sort((a, b) => (a.name < b.name ? -1 : 1)).map(model => planModel(model, input)),
        tables: (store?.tables ?? []).map(({ name, requires, writers }) => ({
            name,
            ...(requires && { requires: requires.claims }),
            ...(writers && { writers: writers.claims }),
        })),
        hosting: planHosting(hosting, region),
        ...(load === undefined ? {} : { load }),
        checks,
        auth,
        limits,
        ...(samples && { samples }),
        drained: drain.includes(region),
    };
}

function planHosting({ scaling, access, ...rest }: HostingConfig, region: RegionRef): HostingPlan {
    const { hours, targetUtilization, predictive } = scaling;
    const { deployers, invokers } = access[region] ?? { deployers: [], invokers: [] };
    return {
        ...rest,
        targetUtilization,
        predictive,
        ...(hours.length > 0 && { hours: sortedHours(hours) }),
        deployers: [...deployers].sort(),
        invokers: [...invokers].sort(),
    };
}

function planModel(model: PinnedModel, input: ServingInput): ModelPlan {
    const share = shadowIn(model, input.region);
    const rates = ratesOf(model, input.demand);
    const features = planFeatures(model, input.store);
    const releaseOf = (share: Share) => planRelease(model, share, input);
    return {
        name: model.name,
        ...(model.stickyBy === undefined ? {} : { sticky: stickyOf(model.stickyBy) }),
        ...(model.requires === undefined ? {} : { requires: model.requires.claims }),
        ...(model.testers === undefined ? {} : { testers: model.testers.claims }),
        ...(rates === undefined ? {} : { rates }),
        releases: sharesIn(model, input.region).map(releaseOf),
        ...(share === undefined ? {} : { shadow: releaseOf(share) }),
        ...(features === undefined ? {} : { features }),
        ...(model.batching === undefined ? {} : { batching: model.batching }),
    };
}

function planRelease(model: PinnedModel, { version, weight }: Share, input: ServingInput): ReleasePlan {
    const { hosting, load, demand, region } = input;
    const bounds = boundsOf(hosting.scaling, hostingOn(splitRef(region).cloud, hosting.hosting)!);
    const rates = ratesOf(model, demand);
    const needed =
        load === undefined || rates === undefined
            ? 0
            : replicasNeeded(load, weight / wholeShare, rates, hosting.scaling);
    return {
        version,
        weight,
        ...model.releases[version]!,
        replicas: { min: Math.max(bounds.min, needed), max: bounds.max },
    };
}

/** `header:x-subject`, in its parts. */
export function stickyOf(stickyBy: string): Sticky {
    const kind = stickyBy.slice(0, stickyBy.indexOf(":")) as Sticky["kind"];
    return { kind, name: stickyBy.slice(kind.length + 1) };
}
