import { cityNamed, knownCities, type Place, type RegionRef } from "./catalogue";
import type { Cell } from "./cell";
import type { Checks } from "./checks";
import { checksFor } from "./checks";
import type { Config } from "./config";
import { servingRegions } from "./drain";
import { nearestFirst } from "./distance";
import { knownPlace, regionsByDistance } from "./failover";
import type { Fault } from "./faults";
import { isProtected } from "./residency";

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
    readonly cells: readonly Cell[];
    readonly points: readonly Point[];
    /** For each cell the city of the point nearest to its primary region: where to enter it from nowhere in particular. */
    readonly entries: Readonly<Record<string, string>>;
    readonly checks: Checks;
}

export interface RoutingInput {
    readonly domain: string;
    readonly cells: readonly Cell[];
    /** Cities that requests come from. Default: a few on each side of the Atlantic. */
    readonly cities?: readonly string[];
    readonly failover?: Config["routing"]["failover"];
    /** Regions taken out of traffic. */
    readonly drain?: readonly RegionRef[];
}

/** Where requests come from, where nothing is said of it. */
export const someCities = ["Berlin", "Lisbon", "New York", "San Francisco"];

export function planRouting({ domain, cells, cities = someCities, failover, drain = [] }: RoutingInput): RoutingPlan {
    const sorted = [...cells].sort((a, b) => (a.name < b.name ? -1 : 1));
    const slowest = sorted
        .flatMap(cell => cell.regions)
        .map(region => checksFor(region, failover))
        .reduce((a, b) => (b.everySeconds > a.everySeconds ? b : a));
    const points = [...new Set(cities)].sort().flatMap(city => {
        const place = cityNamed(city);
        return place === undefined ? [] : [{ city, place, order: orderFrom(place, sorted, drain) }];
    });
    return {
        domain,
        cells: sorted,
        points,
        entries: Object.fromEntries(sorted.map(cell => [cell.name, entryOf(cell, points)])),
        checks: slowest,
    };
}

function entryOf(cell: Cell, points: readonly Point[]): string {
    const [nearest] = nearestFirst(
        knownPlace(cell.primary),
        points,
        ({ place }) => place,
        ({ city }) => city,
    );
    return nearest?.city ?? "";
}

function orderFrom(
    place: Place,
    cells: readonly Cell[],
    drain: readonly RegionRef[],
): Record<string, readonly RegionRef[]> {
    return Object.fromEntries(cells.map(cell => [cell.name, regionsByDistance(place, servingRegions(cell, drain))]));
}

/** What programs that make a router themselves can get wrong: a config's form rules both out. */
export function routingFaults({ cells, cities }: { cells: readonly Cell[]; cities: readonly string[] }): Fault[] {
    const none: Fault[] =
        cells.length > 0
            ? []
            : [{ code: "routing/no-cell", path: "cells", allowed: "at least one cell", remedy: "route for a cell" }];
    const unknown = cities.flatMap((city, i): Fault[] =>
        cityNamed(city) !== undefined
            ? []
            : [
                  {
                      code: "catalogue/unknown-city",
                      path: `cities[${i}]`,
                      value: city,
                      allowed: knownCities.join(", "),
                      remedy: "name a city of the catalogue",
                  },
              ],
    );
    return [...none, ...unknown];
}

/** A point of presence that may end TLS anywhere would see protected data outside its cell. */
export function edgeFaults(config: Config): Fault[] {
    return config.routing.edge === "global" && config.cells.some(cell => cell.dataClasses.some(isProtected))
        ? [
              {
                  code: "residency/edge-global",
                  path: "routing.edge",
                  value: "global",
                  allowed: "regional, anycast, internal",
                  remedy: "let TLS end in the region, since a cell holds protected data",
              },
          ]
        : [];
}
