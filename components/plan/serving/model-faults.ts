import { type AuthPlan, claimFaults } from "./auth";
import type { RegionRef } from "../places/catalogue";
import { type Fault, quoted } from "../faults";
import type { ModelConfig } from "../config/models";
import { repeatedFaults } from "../list-faults";
import { droppedPrefixes } from "../names";
import { pathOf } from "../config/paths";
import { releaseLabel } from "../clouds/physical-names";
import { runsIn } from "./model-cells";
import { serverFaults } from "./server-faults";
import { stickyOf } from "./serving";
import { shadowFaults } from "./shadow";
import { byVersion, trafficFaults } from "./traffic";

/** What models are checked against of a cell. */
export interface ServingCell {
    readonly name: string;
    readonly regions: readonly RegionRef[];
    readonly auth: AuthPlan;
}

/** What is wrong with the models, among the cells that there are. */
export function modelFaults(models: readonly ModelConfig[], cells: readonly ServingCell[], at = "models"): Fault[] {
    const each = models.flatMap((model, i) => {
        const path = `${at}[${i}]`;
        const own = cells.filter(({ name }) => runsIn(model, name));
        const regions = own.flatMap(cell => cell.regions);
        const auths = own.map(({ auth }) => auth);
        return [
            ...trafficFaults(model, path),
            ...shadowFaults(model, path),
            ...twinFaults(model, path),
            ...waveFaults(model, regions, path),
            ...claimFaults(model.requires, auths, `${path}.requires`),
            ...claimFaults(model.testers, auths, `${path}.testers`),
            ...stickyFaults(model, auths, path),
            ...serverFaults(model, regions, path),
        ];
    });
    return [
        ...each,
        ...repeatedFaults(
            models.map(({ name }) => name),
            i => `${at}[${i}].name`,
            { code: "model/name-twice", noun: "model", remedy: "give each model a name of its own" },
        ),
        ...labelFaults(models, at),
    ];
}

/**
 * Servers are named by model and version, and most clouds take neither dots nor capital letters: 1.0.0-0 of `m` and 0.0.0
 * of `m-1` would both be `m-1-0-0-0`.
 */
function labelFaults(models: readonly ModelConfig[], at: string): Fault[] {
    const named = models.flatMap(({ name, releases }, i) =>
        Object.keys(releases).map(version => ({
            said: `release ${quoted(version)} of model ${quoted(name)}`,
            label: `${name}-${releaseLabel(version)}`,
            path: pathOf([i, "releases", version], at),
        })),
    );
    return named.flatMap(({ said, label, path }, i): Fault[] => {
        const other = named.slice(0, i).find(earlier => earlier.label === label && earlier.said !== said);
        return other === undefined
            ? []
            : [
                  {
                      code: "name/release-twice",
                      path,
                      value: label,
                      problem: `${said} and ${other.said} are both named ${quoted(label)} in clouds, expected different names`,
                      remedy: "rename one of the models, or change the version of one release",
                  },
              ];
    });
}

/**
 * Without tokens no request has a claim, and gates remove their own headers from every request. A credential changes while its
 * subject stays.
 */
function stickyFaults({ name: model, stickyBy }: ModelConfig, auths: readonly AuthPlan[], at: string): Fault[] {
    if (stickyBy === undefined) {
        return [];
    }
    const { kind, name } = stickyOf(stickyBy);
    const path = `${at}.stickyBy`;
    if (kind === "claim") {
        return claimFaults({}, auths, path);
    }
    const isCredential = name === "authorization";
    const reason = isCredential
        ? "which changes while its subject stays"
        : "which gates remove from requests of clients";
    return kind === "header" && (isCredential || droppedPrefixes.some(prefix => name.startsWith(prefix)))
        ? [
              {
                  code: "model/sticky-header",
                  path,
                  value: stickyBy,
                  problem: `model ${quoted(model)} is sticky by ${quoted(stickyBy)}, ${reason}, expected another header`,
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
        return twin === undefined || digest === undefined
            ? []
            : [
                  {
                      code: "release/digest-twice",
                      path: `${at}.releases[${JSON.stringify(version)}].digest`,
                      value: digest,
                      problem: `releases ${quoted(twin)} and ${quoted(version)} of model ${quoted(model.name)} have the same digest ${quoted(digest)}, expected different files`,
                      remedy: "correct the artifact and the digest of this release, or remove the release",
                  },
              ];
    });
}

function waveFaults(model: ModelConfig, regions: readonly RegionRef[], at: string): Fault[] {
    return Object.keys(model.regions).flatMap((region): Fault[] =>
        regions.includes(region as RegionRef)
            ? []
            : [
                  {
                      code: "model/unknown-region",
                      path: pathOf(["regions", region], at),
                      value: region,
                      problem: `model ${quoted(model.name)} does not run in region ${quoted(region)}`,
                      allowed: regions,
                      remedy: "name a region of a cell in which the model runs",
                  },
              ],
    );
}
