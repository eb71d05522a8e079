import { placesOf } from "../cells/cell-faults";
import type { Config } from "../config/config";
import { pathOf } from "../config/paths";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { type Cloud, cloudsOf, type RegionRef, regionNamed, splitRef } from "../places/catalogue";
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
        ...(names === undefined || isBuilt(names)
            ? []
            : [noAdapter("routing.names", names, `names of ${names}`, names)]),
        ...led.flatMap(otherNamesFaults),
        ...cells.flatMap(({ regions }, i) => overCloudsNeeds(regions, `cells[${i}].regions`).flatMap(needFaults)),
        ...homeMissing(regions, config.observability?.home),
        ...settingsFaults(config, regions),
        ...notBuiltFaults(
            config,
            regions,
            led.map(({ names }) => names),
        ),
        ...backupLocationFaults(config),
    ];
}

/** Cells under the names of another cloud. Clouds without an adapter have a fault of their own. */
function otherNamesFaults({ cells, names }: Naming<Config["cells"][number]>): Fault[] {
    const fronts = cloudsOf(cells.flatMap(({ regions }) => regions)).filter(isBuilt);
    return isBuilt(names) ? underNamesFaults(names, fronts, "routing.names") : [];
}

/** Nothing is brought to a backup location, but what a server of the cell's store there must be given. */
function backupLocationFaults({ cells, store }: Config): Fault[] {
    return cells.flatMap((cell, i): Fault[] => {
        const { backup, existing, name, regions } = cell;
        if (backup === undefined || existing[backup] === undefined || regions.includes(backup)) return [];
        const used = landedPlaces(cell, store).includes(backup) ? usedInBackup(backup) : [];
        if (used.length === 0) {
            return [
                {
                    code: "existing/backup-place",
                    path: pathOf(["cells", i, "existing", backup]),
                    value: backup,
                    problem: `cell ${quoted(name)} lists existing resources for its backup ${quoted(backup)}, which uses none, expected a region of the cell`,
                    allowed: regions,
                    remedy: "remove the entry",
                },
            ];
        }
        return (Object.keys(existing[backup]) as Brought[])
            .filter(thing => !used.includes(thing))
            .map(thing => ({
                code: "existing/backup-place",
                path: pathOf(["cells", i, "existing", backup, thing]),
                problem: `backup ${quoted(backup)} of cell ${quoted(name)} does not use existing.${thing}`,
                allowed: used,
                remedy: "remove the key",
            }));
    });
}

/** What something that runs in a backup location uses of what is brought there. */
function usedInBackup(backup: RegionRef): Brought[] {
    const { inBackup = [] } = { ...cloudTable[splitRef(backup).cloud].existing };
    return [...requiredIn(backup).map(([thing]) => thing), ...inBackup];
}

/** A region in which nothing can be built: of a cloud without an adapter, or of a partition that its adapter doesn't know. */
export function regionFaults(region: RegionRef, path: string): Fault[] {
    const [cloud] = cloudsOf([region]);
    // Regions of no cloud have a fault of their own.
    if (cloud === undefined) return [];
    if (!isBuilt(cloud)) {
        return [noAdapter(path, region, `region ${quoted(region)}`, cloud)];
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
                  problem: `region ${quoted(region)} is in partition ${partition}, which the adapter for ${cloud} does not support`,
                  remedy: `use a region outside the partitions ${andList(Object.keys(cloudTable[cloud].partitions!))}`,
              },
          ];
}

function noAdapter(path: string, value: string, subject: string, cloud: Cloud): Fault {
    return {
        code: "capability/no-adapter",
        path,
        value,
        problem: `${subject} can be planned but not deployed, because ${cloud} has no adapter yet; clouds that have one: ${builtClouds.join(", ")}`,
        remedy: "use a cloud that has an adapter",
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
                  problem: `observability.home is missing, but regions are on ${andList(clouds)}, expected the region that stores the view of all regions`,
                  allowed: regions,
                  remedy: "set observability.home to a region of a cell",
              },
          ];
}

/** A cloud that can't be deployed to without its settings. */
function settingsFaults(config: Config, regions: readonly RegionRef[]): Fault[] {
    return cloudsOf(regions)
        .filter(cloud => cloudTable[cloud].needsSettings && config[cloud as "aws" | "kubernetes"] === undefined)
        .map(cloud => ({
            code: "capability/settings-missing",
            path: cloud,
            problem: `meridian:${cloud} is missing, but cells have regions on ${cloud}`,
            remedy: `add meridian:${cloud} to the stack; the config reference lists its keys`,
        }));
}
