import type { Config } from "../config/config";
import { unknownItemFaults } from "../config/unknown-items";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";
import { type RegionRef, splitRef } from "../places/catalogue";
import { hostingSettingFaults } from "./hosting-settings";

/** Clouds with settings of their own. */
const withSettings = ["aws", "kubernetes", "local"] as const;

/** Settings of a cloud that no cell is on, and of regions that no cell has. */
export function settingsFaults(
    config: Pick<Config, (typeof withSettings)[number] | "cells" | "serving">,
    regions: readonly RegionRef[],
): Fault[] {
    return [
        ...unusedFaults(config, regions),
        ...clusterRegionFaults(config),
        ...hostingSettingFaults({ ...config.kubernetes }, config.serving.hosting),
    ];
}

/** Backup locations are among those of nodes, where servers of a store run; hubs are in regions alone. */
function clusterRegionFaults({ cells, kubernetes }: Pick<Config, "cells" | "kubernetes">): Fault[] {
    const regions = cells.flatMap(({ regions }) => regions);
    const backups = cells.flatMap(({ backup }) => backup ?? []);
    return [
        ...unknownRegions(kubernetes?.nodeRegions, [...regions, ...backups], {
            at: ["kubernetes", "nodeRegions"],
            what: "a region or the backup of a cell",
        }),
        ...unknownRegions(kubernetes?.hub.prometheus?.regions, regions, {
            at: ["kubernetes", "hub", "prometheus", "regions"],
            what: "a region of a cell",
        }),
    ];
}

function unknownRegions(
    byRegion: object | undefined,
    places: readonly RegionRef[],
    { at, what }: { readonly at: readonly string[]; readonly what: string },
): Fault[] {
    const here = [...new Set(places)].filter(ref => splitRef(ref).cloud === "kubernetes");
    return here.length === 0
        ? []
        : unknownItemFaults(Object.keys(byRegion ?? {}), here, (_, ref) => pathOf([...at, ref]), {
              code: "kubernetes/unknown-region",
              problemOf: ref => `${quoted(ref)} is not ${what}`,
              remedy: `name ${what}, or remove the entry`,
          });
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
