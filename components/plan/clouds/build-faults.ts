import { placesOf } from "../cells/cell-faults";
import type { Config } from "../config/config";
import { pathOf } from "../config/paths";
import type { Fault } from "../faults";
import { cloudsOf, type RegionRef, regionNamed, splitRef } from "../places/catalogue";
import { type Naming, namings } from "../routing/naming";
import { clusterBackupFaults } from "./cluster-backup-faults";
import { clusterStoreFaults } from "./cluster-store-faults";
import { existingFaults } from "./existing-faults";
import { frontCertificateFaults } from "./front-certificate-faults";
import { gatewayFaults } from "./gateway-faults";
import { issuerFaults } from "./issuer-faults";
import { overCloudsNeeds } from "./needs";
import { recordFaults } from "./record-faults";
import { needFaults, notBuiltFaults } from "./not-built-faults";
import { missingRequired, requiredIn, sharedRequired } from "./required-faults";
import { landedPlaces } from "../store/store-plan";
import type { Brought } from "./cloud";
import { builtClouds, cloudTable, isBuilt } from "./table";
import { underNamesFaults } from "./under-names";

/** What can be planned and not be built: no adapter does. */
export function buildFaults(config: Config): Fault[] {
    const { cells, routing, store } = config;
    const regions = cells.flatMap(cell => cell.regions);
    const { names } = routing;
    const led = namings(routing, cells);
    return [
        ...cells.flatMap((cell, i) =>
            placesOf(cell, `cells[${i}]`).flatMap(({ ref, path }) => regionFaults(ref, path)),
        ),
        ...cells.flatMap(({ existing }, i) =>
            Object.entries(existing).flatMap(([ref, things]) =>
                existingFaults(things, ref as RegionRef, pathOf(["cells", i, "existing", ref])),
            ),
        ),
        ...missingRequired(cells, store),
        ...sharedRequired(cells, store),
        ...frontCertificateFaults(config),
        ...issuerFaults(cells, store),
        ...(config.kubernetes === undefined ? [] : gatewayFaults(config.kubernetes, "kubernetes.")),
        ...(config.kubernetes === undefined
            ? []
            : recordFaults(config.kubernetes, { led, observability: config.observability })),
        ...clusterStoreFaults(config),
        ...clusterBackupFaults(config),
        ...(names === undefined || isBuilt(names) ? [] : [noAdapter("routing.names", names)]),
        ...led.flatMap(otherNamesFaults),
        ...cells.flatMap(({ regions }, i) => overCloudsNeeds(regions, `cells[${i}].regions`).flatMap(needFaults)),
        ...homeMissing(regions, config.observability?.home),
        ...settingsFaults(config, regions),
        ...notBuiltFaults(
            config,
            regions,
            led.map(({ names }) => names),
        ),
        ...backupPlaceFaults(config),
    ];
}

/** Cells under the names of another cloud. Clouds without an adapter have a fault of their own. */
function otherNamesFaults({ cells, names }: Naming<Config["cells"][number]>): Fault[] {
    const fronts = cloudsOf(cells.flatMap(({ regions }) => regions)).filter(isBuilt);
    return isBuilt(names) ? underNamesFaults(names, fronts, "routing.names") : [];
}

/** Nothing is brought to a backup place, but what a server of the cell's store there must be given. */
function backupPlaceFaults({ cells, store }: Config): Fault[] {
    return cells.flatMap((cell, i): Fault[] => {
        const { backup, existing, regions } = cell;
        if (backup === undefined || existing[backup] === undefined || regions.includes(backup)) return [];
        const used = landedPlaces(cell, store).includes(backup) ? usedInBackup(backup) : [];
        if (used.length === 0) {
            return [
                {
                    code: "existing/backup-place",
                    path: pathOf(["cells", i, "existing", backup]),
                    value: backup,
                    allowed: `regions in which models are served: ${regions.join(", ")}`,
                    remedy: "leave it out: what copies need is made there",
                },
            ];
        }
        return (Object.keys(existing[backup]) as Brought[])
            .filter(thing => !used.includes(thing))
            .map(thing => ({
                code: "existing/backup-place",
                path: pathOf(["cells", i, "existing", backup, thing]),
                allowed: `${used.join(", ")} of a backup place`,
                remedy: "leave it out: what a server of the store needs is made there",
            }));
    });
}

/** What something that runs in a backup place uses of what is brought there. */
function usedInBackup(backup: RegionRef): Brought[] {
    const { inBackup = [] } = { ...cloudTable[splitRef(backup).cloud].existing };
    return [...requiredIn(backup).map(([thing]) => thing), ...inBackup];
}

/** A region in which nothing can be built: of a cloud without an adapter, or of a partition that its adapter doesn't know. */
export function regionFaults(region: RegionRef, path: string): Fault[] {
    const [cloud] = cloudsOf([region]);
    // Of no cloud at all: that is told where the region is.
    if (cloud === undefined) return [];
    if (!isBuilt(cloud)) {
        return [noAdapter(path, region)];
    }
    const partition = regionNamed(region)?.sovereign;
    const hasUsualEndpoints = partition === undefined || cloudTable[cloud].partitions?.[partition] === undefined;
    return hasUsualEndpoints
        ? []
        : [
              {
                  code: "capability/partition",
                  path,
                  value: `${region}, of ${partition}`,
                  allowed: `regions of other partitions than ${Object.keys(cloudTable[cloud].partitions!).join(" and ")}`,
                  remedy: "use another region",
              },
          ];
}

function noAdapter(path: string, value: string): Fault {
    return {
        code: "capability/no-adapter",
        path,
        value,
        allowed: `what is built: ${builtClouds.join(", ")}`,
        remedy: "use another cloud: this one can be planned, and no adapter builds on it yet",
    };
}

/** Each cloud has a view of its own. The config must name the one that links to the others. */
export function homeMissing(regions: readonly RegionRef[], home: RegionRef | undefined): Fault[] {
    const clouds = cloudsOf(regions);
    return clouds.length <= 1 || home !== undefined
        ? []
        : [
              {
                  code: "observability/home-missing",
                  path: "observability.home",
                  allowed: "a region of a cell",
                  remedy: `set it to the region that holds the view over all regions, since they are on ${clouds.join(" and ")}`,
              },
          ];
}

/** A cloud that can't be built on unless it is told what to run. */
function settingsFaults(config: Config, regions: readonly RegionRef[]): Fault[] {
    return cloudsOf(regions)
        .filter(cloud => cloudTable[cloud].needsSettings && config[cloud as "aws" | "kubernetes"] === undefined)
        .map(cloud => ({
            code: "capability/settings-missing",
            path: cloud,
            allowed: `meridian:${cloud}, where a cell has a region of ${cloud}`,
            remedy: `say ${cloud}, as the reference of the config shows`,
        }));
}
