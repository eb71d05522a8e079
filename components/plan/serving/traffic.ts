import type { RegionRef } from "../places/catalogue";
import type { ModelConfig, Traffic } from "../config/models";
import { type Fault, quoted } from "../faults";
import { repeatedFaults, unknownFaults } from "../list-faults";

/** Shares are kept in hundredths of a percent, so that they add up exactly. */
export const wholeShare = 10_000;

export interface Share {
    readonly version: string;
    /** Hundredths of a percent. A release with none runs, takes no traffic, and answers by its version. */
    readonly weight: number;
}

/**
 * The shares of a model in a region: the model's own, or what a wave says there. Oldest version first, whatever the
 * order in the config: a subject's place between 0 and 100 stays, so a newer release that grows at the end takes
 * subjects from the older and gives none back.
 */
export function sharesIn(model: ModelConfig, region: RegionRef): Share[] {
    return sharesOf(model.regions[region]?.traffic ?? model.traffic).sort((a, b) => byVersion(a.version, b.version));
}

function sharesOf(traffic: Traffic): Share[] {
    return traffic.map(({ version, percent }) => ({ version, weight: Math.round(percent * 100) }));
}

/** `localeCompare` would make one for each pair, which takes a quarter of the time of a large plan. */
const byText = new Intl.Collator("en", { numeric: true });

/** Precedence of Semantic Versioning 2.0.0 §11, with pre-releases compared as text. */
export function byVersion(a: string, b: string): number {
    const [coreA, preA] = coreAndPreRelease(a);
    const [coreB, preB] = coreAndPreRelease(b);
    const core = byText.compare(coreA, coreB);
    if (core !== 0) {
        return core;
    }
    if (preA === undefined || preB === undefined) {
        return Number(preA === undefined) - Number(preB === undefined);
    }
    // `rc.01` and `rc.1` count alike; without a last word the order of the config would decide.
    return byText.compare(preA, preB) || (a < b ? -1 : a > b ? 1 : 0);
}

function coreAndPreRelease(version: string): [core: string, preRelease?: string] {
    const dash = version.indexOf("-");
    return dash === -1 ? [version] : [version.slice(0, dash), version.slice(dash + 1)];
}

/** The release that most requests of a region go to; among equals the oldest. */
export function leading<S extends { weight: number }>(shares: readonly S[]): S | undefined {
    return shares.reduce<S | undefined>(
        (most, share) => (most && most.weight >= share.weight ? most : share),
        undefined,
    );
}

/** What is wrong with the shares of a model, its own and those of waves. */
export function trafficFaults(model: ModelConfig, at: string): Fault[] {
    return [
        ...oneTrafficFaults(model.traffic, model, `${at}.traffic`),
        ...Object.entries(model.regions).flatMap(([region, wave]) =>
            oneTrafficFaults(wave.traffic, model, `${at}.regions[${JSON.stringify(region)}].traffic`),
        ),
    ];
}

function oneTrafficFaults(traffic: Traffic, { name, releases }: ModelConfig, at: string): Fault[] {
    const versions = traffic.map(({ version }) => version);
    const path = (i: number) => `${at}[${i}].version`;
    const sum = sharesOf(traffic).reduce((total, { weight }) => total + weight, 0);
    const uneven: Fault[] =
        sum === wholeShare
            ? []
            : [
                  {
                      code: "traffic/shares-sum",
                      path: at,
                      value: sum / 100,
                      problem: `traffic of model ${quoted(name)} adds up to ${sum / 100} %, expected 100 %`,
                      remedy: "change the percentages so that they add up to 100",
                  },
              ];
    return [
        ...unknownFaults(versions, Object.keys(releases), path, {
            code: "traffic/unknown-release",
            noun: "release",
            remedy: "name a release of the model, or add it under releases",
        }),
        ...repeatedFaults(versions, path, {
            code: "traffic/release-twice",
            noun: "release",
            remedy: "give each release one percentage",
        }),
        ...uneven,
    ];
}
