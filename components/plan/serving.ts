import type { Place, RegionRef } from "./catalogue";
import type { Cell } from "./cell";
import type { Checks } from "./checks";
import type { ModelConfig } from "./config";
import { failoverOrder, knownPlace, type Peer } from "./failover";
import type { Fault } from "./faults";
import { regionHost } from "./names";
import { byVersion, sharesIn, trafficFaults } from "./traffic";

/** One model version with its share in one region. */
export interface ReleasePlan {
    readonly version: string;
    readonly artifact: string;
    readonly digest: string;
    /** Share of the model's traffic, in hundredths of a percent. */
    readonly weight: number;
}

export interface ModelPlan {
    readonly name: string;
    /** The request header, lower case, that keeps a subject on one release. */
    readonly stickyHeader?: string;
    /** Oldest first. */
    readonly releases: readonly ReleasePlan[];
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
}

export interface ServingInput {
    readonly cell: Cell;
    readonly region: RegionRef;
    readonly models: readonly ModelConfig[];
    readonly checks: Checks;
}

/** The serving of a region, of models in which `modelFaults` found nothing. */
export function planServing({ cell, region, models, checks }: ServingInput): ServingPlan {
    return {
        cell,
        region,
        place: knownPlace(region),
        host: regionHost(region, cell.name, cell.domain),
        peers: failoverOrder(region, cell),
        models: [...models].sort((a, b) => (a.name < b.name ? -1 : 1)).map(model => planModel(model, region)),
        checks,
    };
}

function planModel(model: ModelConfig, region: RegionRef): ModelPlan {
    return {
        name: model.name,
        ...(model.stickyBy === undefined ? {} : { stickyHeader: model.stickyBy.slice("header:".length) }),
        releases: sharesIn(model, region).flatMap(({ version, weight }) => {
            const release = model.releases[version];
            return release === undefined ? [] : [{ version, weight, ...release }];
        }),
    };
}

/** What is wrong with the models, among the regions that they run in. */
export function modelFaults(models: readonly ModelConfig[], regions: readonly RegionRef[], at = "models"): Fault[] {
    return models.flatMap((model, i) => {
        const path = `${at}[${i}]`;
        return [
            ...trafficFaults(model, path),
            ...twinFaults(model, path),
            ...waveFaults(model, regions, path),
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
