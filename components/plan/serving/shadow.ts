import type { RegionRef } from "../places/catalogue";
import type { ModelConfig } from "../config/models";
import { type Fault, quoted } from "../faults";
import { type Share, sharesIn } from "./traffic";

/** Comparisons at a time in a region: few, since to compare is worth less than to answer, and is done beside it. */
export const comparisonsAtOnce = 4;

/** The release that is asked beside those of the traffic in a region, and the share of inferences that it is asked. */
export function shadowIn(model: ModelConfig, region: RegionRef): Share | undefined {
    const { shadow } = model;
    return shadow === undefined || sharesIn(model, region).some(({ version }) => version === shadow.version)
        ? undefined
        : { version: shadow.version, weight: Math.round(shadow.percent * 100) };
}

/** What is wrong with the release that is only compared. */
export function shadowFaults({ name, releases, shadow, traffic }: ModelConfig, at: string): Fault[] {
    if (shadow === undefined) {
        return [];
    }
    const { version } = shadow;
    const path = `${at}.shadow.version`;
    const answers: Fault[] = traffic.some(share => share.version === version)
        ? [
              {
                  code: "shadow/answers",
                  path,
                  value: version,
                  problem: `shadow of model ${quoted(name)} is release ${quoted(version)}, which is in traffic, expected a release that is not`,
                  remedy: "remove the release from traffic, or remove shadow",
              },
          ]
        : [];
    const unknown: Fault[] =
        releases[version] !== undefined
            ? []
            : [
                  {
                      code: "shadow/unknown-release",
                      path,
                      value: version,
                      problem: `shadow of model ${quoted(name)} is release ${quoted(version)}, which the model does not have`,
                      allowed: Object.keys(releases),
                      remedy: "name a release of the model, or add it under releases",
                  },
              ];
    return [...unknown, ...answers];
}
