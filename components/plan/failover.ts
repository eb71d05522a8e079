import { type Place, placeOf, type RegionRef } from "./catalogue";
import type { Cell } from "./cell";
import { nearestFirst } from "./distance";
import { regionHost } from "./names";
import { judge } from "./residency";

/** A region that takes another's traffic. */
export interface Peer {
    readonly region: RegionRef;
    readonly host: string;
}

/**
 * Where a region's traffic goes when it can't be served there: the other regions of its cell, nearest first, without
 * those taken out of traffic. Each is admitted by the residency rule, or left out: no list that anything fails over by
 * is made elsewhere.
 */
export function failoverOrder(region: RegionRef, cell: Cell, drain: readonly RegionRef[] = []): Peer[] {
    return regionsByDistance(knownPlace(region), cell.regions)
        .filter(peer => peer !== region && !drain.includes(peer) && admits(cell, peer))
        .map(peer => ({ region: peer, host: regionHost(peer, cell.name, cell.domain) }));
}

/** Regions, nearest to a place first. */
export function regionsByDistance(from: Place, regions: readonly RegionRef[]): RegionRef[] {
    return nearestFirst(from, regions, knownPlace, ref => ref);
}

function admits(cell: Cell, region: RegionRef): boolean {
    return cell.dataClasses.every(
        dataClass =>
            judge({ kind: "failover", cell: cell.name, dataClass, to: [region] }, [cell], placeOf).verdict === "proven",
    );
}

/** Cells hold only regions that the catalogue knows. */
export function knownPlace(region: RegionRef): Place {
    const place = placeOf(region);
    if (place === undefined) {
        throw new Error(`the catalogue does not know ${region}`);
    }
    return place;
}
