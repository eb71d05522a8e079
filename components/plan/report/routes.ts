import type { RegionRef } from "../places/catalogue";
import { distanceKm } from "../places/distance";
import { estimatedRoundTripMs } from "../places/round-trip";
import type { Plan } from "../plan";
import { placeIn } from "../routing/failover";
import { routingOf } from "../routing/routing";

/** A region as it is reached from a city. */
export interface Hop {
    readonly region: RegionRef;
    /** Great circle. */
    readonly km: number;
    /** Round trip as estimated; measured ones differ by an eighth at the median (`round-trip.ts`). */
    readonly roundTripMs: number;
}

/** Where requests of a cell from a city go: to the first, and when that is lost to the next. */
export interface Route {
    readonly city: string;
    readonly cell: string;
    readonly hops: readonly Hop[];
}

/** Where a region's gate sends what can't be served there, in order. */
export interface Failover {
    readonly cell: string;
    readonly region: RegionRef;
    readonly to: readonly Hop[];
}

/** The routes of all cities of a plan, cell by cell. */
export function routesOf(plan: Plan): Route[] {
    return plan.cells.flatMap(({ cell }) =>
        routingOf(plan, cell).points.map(({ city, place, order }) => ({
            city,
            cell: cell.name,
            hops: order[cell.name]!.map(region => hopTo(region, place, placeIn(cell, region))),
        })),
    );
}

/** The failover order of every region of a plan. */
export function failoversOf({ cells }: Plan): Failover[] {
    return cells.flatMap(({ cell, servings }) =>
        servings.map(({ region, place, peers }) => ({
            cell: cell.name,
            region,
            to: peers.map(peer => hopTo(peer.region, place, placeIn(cell, peer.region))),
        })),
    );
}

type Place = Parameters<typeof distanceKm>[0];

function hopTo(region: RegionRef, from: Place, to: Place): Hop {
    return {
        region,
        km: Math.round(distanceKm(from, to)),
        roundTripMs: Math.round(estimatedRoundTripMs(from, to)),
    };
}
