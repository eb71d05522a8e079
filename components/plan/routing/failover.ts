import { atlasWith } from "../places/atlas";
import type { Place, RegionRef } from "../places/catalogue";
import type { Cell } from "../cells/cell";
import { nearestFirst } from "../places/distance";
import { regionHost } from "../names";
import { judge } from "../residency";

/** A region that takes another's traffic. */
export interface Peer {
    readonly region: RegionRef;
    readonly host: string;
}

/**
 * Where a region's traffic goes when it can't be served there: the other regions of its cell in the order that the cell says,
 * else nearest first, without those taken out of traffic. Each is admitted by the residency rule, or left out: no list that
 * anything fails over by is made elsewhere.
 */
export function failoverOrder(region: RegionRef, cell: Cell, drain: readonly RegionRef[] = []): Peer[] {
    const rank = new Map(cell.failover.map((ref, i) => [ref, i]));
    const rankOf = (ref: RegionRef) => rank.get(ref) ?? rank.size;
    return regionsByDistance(placeIn(cell, region), cell, cell.regions)
        .filter(peer => peer !== region && !drain.includes(peer) && admits(cell, peer))
        .sort((a, b) => rankOf(a) - rankOf(b))
        .map(peer => ({ region: peer, host: regionHost(peer, cell.name, cell.domain) }));
}

/** Regions of a cell, nearest to a place first. */
export function regionsByDistance(from: Place, cell: Cell, regions: readonly RegionRef[]): RegionRef[] {
    return nearestFirst(
        from,
        regions,
        ref => placeIn(cell, ref),
        ref => ref,
    );
}

/** Where a region of a cell is. */
export function placeIn(cell: Pick<Cell, "places">, region: RegionRef): Place {
    return cell.places[region]!;
}

function admits(cell: Cell, region: RegionRef): boolean {
    const atlas = atlasWith(cell.places);
    return cell.dataClasses.every(
        dataClass =>
            judge({ kind: "failover", cell: cell.name, dataClass, to: [region] }, [cell], atlas).verdict === "proven",
    );
}
