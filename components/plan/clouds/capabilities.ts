import type { Asked } from "../config/config";
import type { Fault } from "../faults";
import { pathOf } from "../config/paths";
import { type Cloud, cloudsOf, type RegionRef } from "../places/catalogue";
import { features } from "./cloud";
import { hostingFaults } from "./hosting-faults";
import { inboundFaults } from "./inbound-faults";
import { type Need, needsOf } from "./needs";
import { artifactSchemesOf, cloudsWith } from "./table";

/** What clouds of the stack can't do, with those that can; of regions that there are. */
export function capabilityFaults(config: Asked, regions: readonly RegionRef[], names: Cloud | undefined): Fault[] {
    const clouds = cloudsOf(regions);
    return [
        ...needsOf(config, clouds, names).flatMap(lackingFaults),
        ...artifactFaults(config, clouds),
        ...hostingFaults(config.serving, clouds),
        ...inboundFaults(config),
    ];
}

function lackingFaults({ feature, path, value, clouds }: Need): Fault[] {
    const able = cloudsWith(feature);
    const lacking = clouds.filter(cloud => !able.includes(cloud));
    return lacking.length === 0
        ? []
        : [
              {
                  code: `capability/${feature.slice(0, feature.indexOf("/"))}`,
                  path,
                  ...(value === undefined ? {} : { value }),
                  allowed: `${features[feature]}: on ${able.join(", ")}`,
                  remedy: `remove it, or leave ${lacking.join(" and ")}, which can't`,
              },
          ];
}

/** What a release consists of is put into every region, so each of the clouds must be able to get it. */
function artifactFaults({ models }: Asked, clouds: readonly Cloud[]): Fault[] {
    const common = clouds
        .map(artifactSchemesOf)
        .reduce<readonly string[] | undefined>(
            (some, own) => some?.filter(scheme => own.includes(scheme)) ?? own,
            undefined,
        );
    return models
        .flatMap((model, i) => filesOf(model, ["models", i]))
        .flatMap(({ artifact, path }): Fault[] =>
            common === undefined || common.some(scheme => artifact.startsWith(`${scheme}:`))
                ? []
                : [
                      {
                          code: "capability/artifact-scheme",
                          path: pathOf(path),
                          value: artifact,
                          allowed: `${common.join(":, ")}: on ${clouds.join(" and ")}`,
                          remedy: "name the artifact in a way that the cloud can get it",
                      },
                  ],
        );
}

interface ReleaseFile {
    readonly artifact: string;
    readonly path: readonly (string | number)[];
}

function filesOf({ releases }: Asked["models"][number], at: readonly (string | number)[]): ReleaseFile[] {
    return Object.entries(releases).flatMap(([version, { artifact, baseline }]) => {
        const release = [...at, "releases", version];
        return [
            { artifact, path: [...release, "artifact"] },
            ...(baseline ? [{ artifact: baseline.artifact, path: [...release, "baseline", "artifact"] }] : []),
        ];
    });
}
