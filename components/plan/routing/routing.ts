import { type Cloud, cityNamed, cloudsOf, type Place, type RegionRef } from "../places/catalogue";
import type { Cell } from "../cells/cell";
import { type Checks, checksOf } from "../serving/checks";
import type { Edge } from "../clouds/cloud";
import { routeOver } from "../clouds/table";
import type { RoutingConfig } from "../config/config";
import { nearestFirst } from "../places/distance";
import { servingRegions } from "../cells/drain";
import { placeIn, regionsByDistance } from "./failover";

/** A place that clients enter from, and where they are sent. */
export interface Point {
    readonly city: string;
    readonly place: Place;
    /** For each cell its regions that get traffic, nearest first. */
    readonly order: Readonly<Record<string, readonly RegionRef[]>>;
}

/** Everything about global routing that is known before a resource exists. */
export interface RoutingPlan {
    readonly domain: string;
    /** The cloud whose names route. */
    readonly names: Cloud;
    readonly edge: Edge;
    /** A DNS zone that exists already. */
    readonly zone?: string;
    /** A name of the service beside the cells'; only where no cell holds protected data. */
    readonly sharedHost?: string;
    readonly cells: readonly Cell[];
    readonly points: readonly Point[];
    /** For each cell the city of the point nearest to its primary region: where to enter it from nowhere in particular. */
    readonly entries: Readonly<Record<string, string>>;
    readonly checks: Checks;
    /** Seconds that a region that was stale must be well again before it gets traffic, where that is said. */
    readonly failbackAfterSeconds?: number;
    /** Regions taken out of traffic. */
    readonly drain: readonly RegionRef[];
}

export interface RoutingInput {
    readonly domain: string;
    readonly cells: readonly Cell[];
    readonly names: Cloud;
    readonly edge: Edge;
    readonly zone?: string;
    readonly sharedHost?: string;
    /** Cities that requests come from. Default: a few on each side of the Atlantic. */
    readonly cities?: readonly string[];
    readonly failover?: RoutingConfig["failover"];
    /** Regions taken out of traffic. */
    readonly drain?: readonly RegionRef[];
}

/** The origins of requests if the config states none. */
export const someCities = ["Berlin", "Lisbon", "New York", "San Francisco"];

/** The routing of cells in which `routingFaults` found nothing. */
export function planRouting(input: RoutingInput): RoutingPlan {
    const { cells, cities = someCities, failover = {}, drain = [], ...rest } = input;
    const { failbackAfterSeconds } = failover;
    const sorted = [...cells].sort((a, b) => (a.name < b.name ? -1 : 1));
    const points = pointsFrom(cities, sorted, drain);
    return {
        ...rest,
        cells: sorted,
        points,
        entries: Object.fromEntries(sorted.map(cell => [cell.name, entryOf(cell, points)])),
        checks: slowest(sorted, rest, failover),
        ...(failbackAfterSeconds === undefined ? {} : { failbackAfterSeconds }),
        drain: [...drain].sort(),
    };
}

/** Where clients in some cities of the catalogue are sent. */
export function pointsFrom(cities: readonly string[], cells: readonly Cell[], drain: readonly RegionRef[]): Point[] {
    return [...new Set(cities)].sort().map(city => {
        const place = cityNamed(city)!;
        return { city, place, order: orderFrom(place, cells, drain) };
    });
}

/** What leads to a cell of a plan. */
export function routingOf(
    { routings }: { readonly routings: readonly RoutingPlan[] },
    { name }: Pick<Cell, "name">,
): RoutingPlan {
    return routings.find(({ cells }) => cells.some(cell => cell.name === name))!;
}

/** Of the products that route to the fronts of each cloud, what the slowest does. */
function slowest(
    cells: readonly Cell[],
    { names, edge }: Pick<RoutingInput, "names" | "edge">,
    failover: RoutingConfig["failover"],
): Checks {
    const [slow] = cloudsOf(cells.flatMap(cell => cell.regions))
        .map(front => checksOf(routeOver(names, edge, front)!.checks, failover))
        .sort((a, b) => b.everySeconds - a.everySeconds);
    return slow!;
}

function entryOf(cell: Cell, points: readonly Point[]): string {
    return nearestFirst(
        placeIn(cell, cell.primary),
        points,
        ({ place }) => place,
        ({ city }) => city,
    )[0]!.city;
}

function orderFrom(
    place: Place,
    cells: readonly Cell[],
    drain: readonly RegionRef[],
): Record<string, readonly RegionRef[]> {
    return Object.fromEntries(
        cells.map(cell => [cell.name, regionsByDistance(place, cell, servingRegions(cell, drain))]),
    );
}
