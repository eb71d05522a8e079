import type { Asked } from "../config/config";
import type { Fault } from "../faults";
import { pathOf } from "../config/paths";
import { type Cloud, cloudsOf, type RegionRef } from "../places/catalogue";
import { accessFaults } from "./access-faults";
import { filesOf } from "./artifacts";
import { features } from "./cloud";
import { gpuFaults } from "./gpu-faults";
import { hostingFaults } from "./hosting-faults";
import { inboundFaults } from "./inbound-faults";
import { lackOf } from "./lack";
import { type Need, needsOf } from "./needs";
import { artifactSchemesOf, cloudsWith, cloudTable } from "./table";

/** What clouds of the stack don't offer, with those that do; of regions that there are. */
export function capabilityFaults(config: Asked, regions: readonly RegionRef[], names: readonly Cloud[]): Fault[] {
    const clouds = cloudsOf(regions);
    return [
        ...needsOf(config, clouds, names).flatMap(lackingFaults),
        ...artifactFaults(config, clouds),
        ...hostingFaults(config.serving, clouds),
        ...gpuFaults(config, clouds),
        ...inboundFaults(config),
        ...accessFaults(config),
    ];
}

function lackingFaults({ feature, path, value, clouds }: Need): Fault[] {
    const lack = lackOf(clouds, cloudsWith(feature), cloud => cloudTable[cloud].features[feature]);
    return lack === undefined
        ? []
        : [
              {
                  code: `capability/${feature.slice(0, feature.indexOf("/"))}`,
                  path,
                  ...(value === undefined ? {} : { value }),
                  allowed: `${features[feature]}: ${lack.able}`,
                  remedy: `remove it, or leave ${lack.unable}`,
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
