import { cloudsOf, knownRegions, regionNamed, type RegionRef, splitRef } from "../places/catalogue";
import type { CellConfig } from "../config/cell";
import { distanceKm } from "../places/distance";
import { andList } from "../config/word-lists";
import { type Fault, quoted } from "../faults";
import { locationFaults } from "./location-faults";
import type { Atlas } from "../residency";

/**
 * What strikes a region (a flood, a quake, the loss of a grid) shall not strike its copies: about 200 km between data
 * centres that stand in for each other, much less only where it can't be helped, and never less than 100 km, as the German
 * Federal Office for Information Security asks (BSI, Kriterien für die Standortwahl von Rechenzentren, since version 1.0 of
 * December 2018).
 */
const distantKm = 200;
const nearestKm = 100;

/** What is wrong with the place that keeps a cell's copies. */
export function backupFaults(cell: CellConfig, atlas: Atlas, path: string): Fault[] {
    const { backup, name, regions } = cell;
    if (backup === undefined) {
        return [];
    }
    if (regions.includes(backup)) {
        return [
            {
                code: "cell/backup-is-region",
                path,
                value: backup,
                problem: `backup ${quoted(backup)} of cell ${quoted(name)} is also one of its regions, expected a location that serves no traffic`,
                remedy: "use another location, so that the loss of a region leaves the backup",
            },
        ];
    }
    const outside = locationFaults(backup, "backup", cell, atlas, path);
    return outside.length > 0
        ? outside
        : [...foreignFaults(backup, cell, path), ...nearFaults(backup, cell, atlas, path)];
}

/** Each cloud copies its tables to its own regions only. */
function foreignFaults(backup: RegionRef, { name, regions }: CellConfig, path: string): Fault[] {
    const clouds = cloudsOf(regions);
    return clouds.includes(splitRef(backup).cloud)
        ? []
        : [
              {
                  code: "cell/backup-on-another-cloud",
                  path,
                  value: backup,
                  problem: `backup ${quoted(backup)} of cell ${quoted(name)} is on another cloud than its regions, which are on ${andList(clouds)}`,
                  remedy: "use a location on a cloud of the cell's regions, because no cloud copies tables to another",
              },
          ];
}

function nearFaults(backup: RegionRef, cell: CellConfig, atlas: Atlas, path: string): Fault[] {
    const nearest = nearestRegion(backup, cell, atlas);
    const least = isFurtherAway(backup, cell, atlas) ? distantKm : nearestKm;
    return nearest === undefined || nearest.km >= least
        ? []
        : [
              {
                  code: "cell/backup-too-near",
                  path,
                  value: backup,
                  problem: `backup ${quoted(backup)} of cell ${quoted(cell.name)} is ${Math.floor(nearest.km)} km from region ${quoted(nearest.ref)}, expected at least ${least} km from every region of the cell`,
                  remedy: "use a location that is farther away",
              },
          ];
}

interface Distant {
    readonly ref: RegionRef;
    readonly km: number;
}

/** The region of a cell that is nearest to a place, among those that are known. */
function nearestRegion(from: RegionRef, { regions }: CellConfig, atlas: Atlas): Distant | undefined {
    const place = atlas.placeOf(from)!;
    const [nearest] = regions
        .flatMap(ref => {
            const other = atlas.placeOf(ref);
            return other === undefined ? [] : [{ ref, km: distanceKm(place, other) }];
        })
        .sort((a, b) => a.km - b.km);
    return nearest;
}

/** Whether the cell could have a distant backup on that cloud: where users put their regions, they can. */
function isFurtherAway(backup: RegionRef, cell: CellConfig, atlas: Atlas): boolean {
    const { cloud } = splitRef(backup);
    const { sovereign } = regionNamed(backup) ?? {};
    return (
        cloud === "kubernetes" ||
        knownRegions.some(ref => {
            const region = regionNamed(ref)!;
            return (
                splitRef(ref).cloud === cloud &&
                region.sovereign === sovereign &&
                region.reserved !== true &&
                locationFaults(ref, "backup", cell, atlas, "").length === 0 &&
                (nearestRegion(ref, cell, atlas)?.km ?? 0) >= distantKm
            );
        })
    );
}
