import type { RegionRef } from "./catalogue";
import type { ModelConfig } from "./config";
import type { Fault } from "./faults";
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

export function shadowFaults({ releases, shadow, traffic }: ModelConfig, at: string): Fault[] {
    if (shadow === undefined) {
        return [];
    }
    const { version } = shadow;
    const path = `${at}.shadow.version`;
    if (!Object.hasOwn(releases, version)) {
        const allowed = Object.keys(releases).join(", ");
        const remedy = "name a release of the model, or add it under releases";
        return [{ code: "shadow/unknown-release", path, value: version, allowed, remedy }];
    }
    return traffic.some(share => share.version === version)
        ? [
              {
                  code: "shadow/answers",
                  path,
                  value: version,
                  allowed: "a release that has no share of the traffic",
                  remedy: "take it out of traffic, or remove shadow: compared are releases of which one answers nobody",
              },
          ]
        : [];
}
