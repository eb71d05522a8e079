import type { Config } from "../config/config";
import { outsiderFaults } from "../config/outsiders";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";

/** Clouds with settings of their own. */
const withSettings = ["aws", "kubernetes", "local"] as const;

/** Settings of a cloud that no cell is on, and of regions that no cell has. */
export function settingsFaults(
    config: Pick<Config, (typeof withSettings)[number] | "cells" | "serving">,
    regions: readonly RegionRef[],
): Fault[] {
    return [...unusedFaults(config, regions), ...nodeRegionFaults(config), ...siteFaults(config)];
}

/** Backup places are among them, where servers of a store run. */
function nodeRegionFaults({ cells, kubernetes }: Pick<Config, "cells" | "kubernetes">): Fault[] {
    const places = cells.flatMap(({ backup, regions }) => [...regions, ...(backup === undefined ? [] : [backup])]);
    const here = [...new Set(places)].filter(ref => splitRef(ref).cloud === "kubernetes");
    const listed = Object.keys(kubernetes?.nodeRegions ?? {});
    return here.length === 0
        ? []
        : outsiderFaults(listed, here, (_, ref) => pathOf(["kubernetes", "nodeRegions", ref]), {
              code: "kubernetes/unknown-region",
              problemOf: ref => `${quoted(ref)} is neither a region nor the backup of a cell`,
              remedy: "name a region or the backup of a cell, or remove the entry",
          });
}

/** Volumes of sites where there are none. */
function siteFaults({ kubernetes, serving }: Pick<Config, "kubernetes" | "serving">): Fault[] {
    return kubernetes?.edge === undefined || serving.hosting === "edge"
        ? []
        : [
              {
                  code: "kubernetes/no-site",
                  path: "kubernetes.edge",
                  problem: `kubernetes.edge has no effect with serving.hosting ${quoted(serving.hosting)}, expected "edge"`,
                  remedy: "remove kubernetes.edge, or set serving.hosting to edge",
              },
          ];
}

function unusedFaults(config: Pick<Config, (typeof withSettings)[number]>, regions: readonly RegionRef[]): Fault[] {
    return withSettings
        .filter(cloud => config[cloud] !== undefined && !regions.some(ref => splitRef(ref).cloud === cloud))
        .map(cloud => ({
            code: "capability/settings",
            path: cloud,
            problem: `meridian:${cloud} has no effect, because no cell has a region on ${cloud}`,
            remedy: `remove it, or add a region ${cloud}:<name> to a cell`,
        }));
}
