import { type Cloud, cityNamed, cloudsOf, knownCities, type RegionRef } from "../places/catalogue";
import { checkFaults } from "../serving/checks";
import type { Edge } from "../clouds/cloud";
import { cloudsRouting, edgesOf, routeOver } from "../clouds/table";
import type { Config, RoutingConfig } from "../config/config";
import type { Fault } from "../faults";
import { type DataClass, isProtected } from "../residency";
import { correction, nearestSpelling } from "../config/spelling";
import { checkersOfCells, hasZones, namings } from "./naming";

/** Where cells are reached under, of a config in which `routingFaults` found nothing. */
export function domainOf({ domain, service }: Pick<Config, "domain" | "service">): string {
    return domain ?? `${service}.internal`;
}

/** What is wrong with how clients reach cells; of cells with the regions that there are. */
export function routingFaults(config: Config, cells: readonly { readonly regions: readonly RegionRef[] }[]): Fault[] {
    const { routing } = config;
    return [
        ...domainFaults(config),
        ...openFaults(routing, config.cells),
        ...namesFaults(routing, cells),
        ...checkFaults(checkersOfCells(routing, cells), routing.failover, "routing.failover"),
    ];
}

/** Names that are missing, or that can't route to the cells that they are for. */
function namesFaults(
    { edge, names }: RoutingConfig,
    cells: readonly { readonly regions: readonly RegionRef[] }[],
): Fault[] {
    const led = namings({ ...(names && { names }) }, cells);
    const regionsOf = (some: typeof cells) => some.flatMap(({ regions }) => regions);
    const spanning = cells.filter(({ regions }) => cloudsOf(regions).length > 1);
    const zoned = led.filter(({ names }) => hasZones(names));
    if (names === undefined && (spanning.length > 0 || zoned.length > 1)) {
        return [namesMissing(regionsOf(cells))];
    }
    const isUsed = names === undefined || led.length === 0 || led.some(one => one.names === names);
    return isUsed
        ? led.flatMap(({ names, cells }) => routeFaults(names, edge, regionsOf(cells)))
        : routeFaults(names, edge, regionsOf(cells));
}

/** A private mesh has names that nobody else resolves; everyone else finds a cell by a name that is ours. */
function domainFaults({ domain, routing: { edge } }: Config): Fault[] {
    return domain === undefined && edge !== "internal"
        ? [
              {
                  code: "routing/domain-missing",
                  path: "domain",
                  allowed: "a DNS name of two labels or more",
                  remedy: "say the domain under which cells are reached, or let clients be internal only (routing.edge: internal)",
              },
          ]
        : [];
}

/** What would show protected data, or send it, outside its cell. */
export function openFaults(
    { edge, sharedName }: Pick<RoutingConfig, "edge" | "sharedName">,
    cells: readonly { readonly dataClasses: readonly DataClass[] }[],
): Fault[] {
    if (!cells.some(cell => cell.dataClasses.some(isProtected))) {
        return [];
    }
    const global: Fault[] =
        edge === "global"
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
    const shared: Fault[] = sharedName
        ? [
              {
                  code: "residency/shared-name",
                  path: "routing.sharedName",
                  value: true,
                  allowed: "false, where a cell holds protected data",
                  remedy: "have clients name their cell: where a caller happens to be must not decide where its data goes",
              },
          ]
        : [];
    return [...global, ...shared];
}

/** A domain is delegated to one cloud's DNS. */
function namesMissing(regions: readonly RegionRef[]): Fault {
    return {
        code: "routing/names-missing",
        path: "routing.names",
        allowed: cloudsOf(regions).filter(hasZones).join(", "),
        remedy: "say which cloud's names send clients to regions, since regions are on several",
    };
}

/** Fronts that names of a cloud can't route to in an edge mode: the host × front matrix. */
export function routeFaults(names: Cloud, edge: Edge, regions: readonly RegionRef[]): Fault[] {
    return cloudsOf(regions)
        .filter(front => routeOver(names, edge, front) === undefined)
        .map(front => {
            const able = cloudsRouting(edge, front);
            const other = able.length === 0 ? "use another edge mode" : `use names of ${able.join(" or ")}`;
            return front === names
                ? {
                      code: "capability/edge",
                      path: "routing.edge",
                      value: edge,
                      allowed: `${edgesOf(names).join(", ")} on ${names}`,
                      remedy: "use an edge mode that the cloud has",
                  }
                : {
                      code: "capability/names-front",
                      path: "routing.names",
                      value: names,
                      allowed: able.join(", ") || "none",
                      remedy: `${names} can't route ${edge} to fronts on ${front}: ${other}`,
                  };
        });
}

/** What programs that make a router themselves can get wrong: a config's form rules both out. */
export function routerFaults({ cells, cities }: { cells: number; cities: readonly string[] }): Fault[] {
    const none: Fault[] =
        cells > 0
            ? []
            : [
                  {
                      code: "routing/no-cell",
                      path: "cells",
                      allowed: "at least one cell",
                      remedy: "route for a cell",
                  },
              ];
    const unknown = cities.flatMap((city, i): Fault[] =>
        cityNamed(city) === undefined ? [unknownCity(city, `cities[${i}]`)] : [],
    );
    return [...none, ...unknown];
}

function unknownCity(city: string, path: string): Fault {
    const nearest = nearestSpelling(city, knownCities);
    return {
        code: "catalogue/unknown-city",
        path,
        value: city,
        allowed: "a city of the catalogue",
        remedy: nearest === undefined ? "name a large city near by" : correction(nearest),
    };
}
