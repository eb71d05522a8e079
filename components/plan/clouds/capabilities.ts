import type { Asked } from "../config/config";
import { pathOf } from "../config/paths";
import { andList, orList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { type Cloud, cloudsOf, type RegionRef } from "../places/catalogue";
import { accessFaults } from "./access-faults";
import { filesOf } from "./artifacts";
import { features } from "./cloud";
import { gpuFaults } from "./gpu-faults";
import { hostingFaults } from "./hosting-faults";
import { inboundFaults } from "./inbound-faults";
import { kserveFaults } from "./kserve-faults";
import { unsupported } from "./lack";
import { type Need, needsOf } from "./needs";
import { artifactSchemesOf, cloudsWith, cloudTable } from "./table";

/** What clouds of the stack don't offer, with those that do; of regions that there are. */
export function capabilityFaults(config: Asked, regions: readonly RegionRef[], names: readonly Cloud[]): Fault[] {
    const clouds = cloudsOf(regions);
    return [
        ...needsOf(config, clouds, names).flatMap(unsupportedFaults),
        ...artifactFaults(config, clouds),
        ...hostingFaults(config.serving, regions),
        ...gpuFaults(config, clouds),
        ...kserveFaults(config),
        ...inboundFaults(config),
        ...accessFaults(config),
    ];
}

function unsupportedFaults({ feature, path, value, clouds }: Need): Fault[] {
    const used = { what: features[feature], path, value };
    const problem = unsupported(used, clouds, cloudsWith(feature), cloud => cloudTable[cloud].features[feature]);
    return problem === undefined
        ? []
        : [
              {
                  code: `capability/${feature.slice(0, feature.indexOf("/"))}`,
                  path,
                  ...(value === undefined ? {} : { value }),
                  problem,
                  remedy: "remove it, or use clouds that support it",
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
        .flatMap((model, i) => filesOf(model, ["models", i]).map(file => ({ ...file, name: model.name })))
        .flatMap(({ artifact, name, path }): Fault[] =>
            common === undefined || common.some(scheme => artifact.startsWith(`${scheme}:`))
                ? []
                : [
                      {
                          code: "capability/artifact-scheme",
                          path: pathOf(path),
                          value: artifact,
                          problem: `file ${quoted(artifact)} of model ${quoted(name)} can't be read on ${andList(unableOf(artifact, clouds))}, expected ${orList(common.map(scheme => `${scheme}:`))}`,
                          remedy: "copy the file to a source that every cloud of the stack can read, and name it there",
                      },
                  ],
        );
}

/** The clouds that can't read a file from where it is. */
function unableOf(artifact: string, clouds: readonly Cloud[]): Cloud[] {
    return clouds.filter(cloud => !artifactSchemesOf(cloud).some(scheme => artifact.startsWith(`${scheme}:`)));
}
