import { type AuthPlan, claimFaults, type Claims } from "./auth";
import type { Place, RegionRef } from "./catalogue";
import type { Cell } from "./cell";
import type { Checks } from "./checks";
import type { ModelConfig } from "./config";
import { failoverOrder, knownPlace, type Peer } from "./failover";
import type { Fault } from "./faults";
import type { LimitsPlan } from "./limits";
import { droppedPrefixes, regionHost } from "./names";
import { shadowFaults, shadowIn } from "./shadow";
import { byVersion, type Share, sharesIn, trafficFaults } from "./traffic";

/** One model version with its share in one region. */
export interface ReleasePlan {
    readonly version: string;
    readonly artifact: string;
    readonly digest: string;
    /** Share of the model's traffic, in hundredths of a percent. */
    readonly weight: number;
}

/** A request header (lower case), a cookie, or a claim of the caller's token. */
export interface Sticky {
    readonly kind: "header" | "cookie" | "claim";
    readonly name: string;
}

export interface ModelPlan {
    readonly name: string;
    /** What keeps a subject on one release. */
    readonly sticky?: Sticky;
    /** Claims that a caller must have. */
    readonly requires?: Claims;
    /** Claims that a caller must have to choose the release. */
    readonly testers?: Claims;
    /** Oldest first. */
    readonly releases: readonly ReleasePlan[];
    /** Answers nobody, and is asked what so much of the model's traffic asks. */
    readonly shadow?: ReleasePlan;
}

/** All that runs for a model: what answers, and what is only compared with it. */
export function runningReleases({ releases, shadow }: ModelPlan): readonly ReleasePlan[] {
    return shadow === undefined ? releases : [...releases, shadow];
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
    readonly checks: Checks;
    readonly auth: AuthPlan;
    readonly limits: LimitsPlan;
    /** Out of traffic: it finishes what it has, and gets nothing new. */
    readonly drained: boolean;
}

export interface ServingInput {
    readonly cell: Cell;
    readonly region: RegionRef;
    readonly models: readonly ModelConfig[];
    readonly checks: Checks;
    readonly auth: AuthPlan;
    readonly limits: LimitsPlan;
    readonly drain: readonly RegionRef[];
}

/** The serving of a region, of models in which `modelFaults` found nothing. */
export function planServing({ cell, region, models, checks, auth, limits, drain }: ServingInput): ServingPlan {
    return {
        cell,
        region,
        place: knownPlace(region),
        host: regionHost(region, cell.name, cell.domain),
        peers: failoverOrder(region, cell, drain),
        models: [...models].sort((a, b) => (a.name < b.name ? -1 : 1)).map(model => planModel(model, region)),
        checks,
        auth,
        limits,
        drained: drain.includes(region),
    };
}

function planModel(model: ModelConfig, region: RegionRef): ModelPlan {
    const share = shadowIn(model, region);
    const [shadow] = share === undefined ? [] : releaseOf(model, share);
    return {
        name: model.name,
        ...(model.stickyBy === undefined ? {} : { sticky: stickyOf(model.stickyBy) }),
        ...(model.requires === undefined ? {} : { requires: model.requires.claims }),
        ...(model.testers === undefined ? {} : { testers: model.testers.claims }),
        releases: sharesIn(model, region).flatMap(share => releaseOf(model, share)),
        ...(shadow === undefined ? {} : { shadow }),
    };
}

function releaseOf({ releases }: ModelConfig, { version, weight }: Share): ReleasePlan[] {
    const release = releases[version];
    return release === undefined ? [] : [{ version, weight, ...release }];
}

function stickyOf(stickyBy: string): Sticky {
    const kind = stickyBy.slice(0, stickyBy.indexOf(":")) as Sticky["kind"];
    return { kind, name: stickyBy.slice(kind.length + 1) };
}

/** What is wrong with the models, among the regions that they run in. */
export function modelFaults(
    models: readonly ModelConfig[],
    regions: readonly RegionRef[],
    auths: readonly AuthPlan[],
    at = "models",
): Fault[] {
    return models.flatMap((model, i) => {
        const path = `${at}[${i}]`;
        return [
            ...trafficFaults(model, path),
            ...shadowFaults(model, path),
            ...twinFaults(model, path),
            ...waveFaults(model, regions, path),
            ...claimFaults(model.requires, auths, `${path}.requires`),
            ...claimFaults(model.testers, auths, `${path}.testers`),
            ...stickyFaults(model, auths, path),
            ...(models.findIndex(({ name }) => name === model.name) === i
                ? []
                : [
                      {
                          code: "model/name-twice" as const,
                          path: `${path}.name`,
                          value: model.name,
                          remedy: "give each model a name of its own",
                      },
                  ]),
        ];
    });
}

/**
 * Of a claim that no token is asked for, and of a header that gates keep to themselves, every request would be without. And a
 * credential changes while its subject stays.
 */
function stickyFaults({ stickyBy }: ModelConfig, auths: readonly AuthPlan[], at: string): Fault[] {
    if (stickyBy === undefined) {
        return [];
    }
    const { kind, name } = stickyOf(stickyBy);
    const path = `${at}.stickyBy`;
    if (kind === "claim") {
        return claimFaults({}, auths, path);
    }
    const unseen = name === "authorization" || droppedPrefixes.some(prefix => name.startsWith(prefix));
    return kind === "header" && unseen
        ? [
              {
                  code: "model/sticky-header",
                  path,
                  value: stickyBy,
                  allowed: `a header other than authorization, whose name does not begin with ${droppedPrefixes.join(" or ")}`,
                  remedy: "name a header that clients send, or a claim of their token, as in claim:sub",
              },
          ]
        : [];
}

/** Two releases with one digest are one model under two names: an A/B test of it would compare nothing. */
function twinFaults(model: ModelConfig, at: string): Fault[] {
    const versions = Object.keys(model.releases).sort(byVersion);
    return versions.flatMap((version, i): Fault[] => {
        const digest = model.releases[version]?.digest;
        const twin = versions.slice(0, i).find(earlier => model.releases[earlier]?.digest === digest);
        return twin === undefined
            ? []
            : [
                  {
                      code: "release/digest-twice",
                      path: `${at}.releases[${JSON.stringify(version)}].digest`,
                      value: digest,
                      allowed: `a digest that differs from that of ${twin}`,
                      remedy: "name the artifact of this release, or remove the release",
                  },
              ];
    });
}

function waveFaults(model: ModelConfig, regions: readonly RegionRef[], at: string): Fault[] {
    return (Object.keys(model.regions) as RegionRef[])
        .filter(ref => !regions.includes(ref))
        .map(ref => ({
            code: "model/unknown-region",
            path: `${at}.regions[${JSON.stringify(ref)}]`,
            value: ref,
            allowed: regions.join(", "),
            remedy: "name a region of a cell",
        }));
}
