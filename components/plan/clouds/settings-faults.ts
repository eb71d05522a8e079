import type { Config } from "../config/config";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { unknownFaults } from "../list-faults";
import { type RegionRef, splitRef } from "../places/catalogue";

/** Clouds that are told what no other one is. */
const told = ["aws", "kubernetes", "local"] as const;

/** What is said to a cloud that no cell is on, and of regions that are none of a cell's. */
export function settingsFaults(
    config: Pick<Config, (typeof told)[number] | "cells" | "serving">,
    regions: readonly RegionRef[],
): Fault[] {
    return [...unusedFaults(config, regions), ...nodeRegionFaults(config), ...siteFaults(config)];
}

/** Backup places are among them, where servers of a store run. */
function nodeRegionFaults({ cells, kubernetes }: Pick<Config, "cells" | "kubernetes">): Fault[] {
    const places = cells.flatMap(({ backup, regions }) => [...regions, ...(backup === undefined ? [] : [backup])]);
    const here = [...new Set(places)].filter(ref => splitRef(ref).cloud === "kubernetes");
    const said = Object.keys(kubernetes?.nodeRegions ?? {});
    return here.length === 0
        ? []
        : unknownFaults(said, here, i => pathOf(["kubernetes", "nodeRegions", said[i]!]), {
              code: "kubernetes/unknown-region",
              remedy: "name a region of a cell, or its backup place",
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
                  allowed: "where serving.hosting is edge",
                  remedy: "remove it, or set serving.hosting: edge",
              },
          ];
}

function unusedFaults(config: Pick<Config, (typeof told)[number]>, regions: readonly RegionRef[]): Fault[] {
    return told
        .filter(cloud => config[cloud] !== undefined && !regions.some(ref => splitRef(ref).cloud === cloud))
        .map(cloud => ({
            code: "capability/settings",
            path: cloud,
            allowed: `where a cell has a region ${cloud}:<name>`,
            remedy: `remove it, or give a cell a region of ${cloud === "local" ? "this machine" : cloud}`,
        }));
}
