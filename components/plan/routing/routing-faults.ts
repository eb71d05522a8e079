import { type Cloud, cityNamed, cloudsOf, knownCities, type RegionRef } from "../places/catalogue";
import { checkFaults } from "../serving/checks";
import type { Edge } from "../clouds/cloud";
import { cloudsRouting, edgesOf, routeOver } from "../clouds/table";
import type { Config, RoutingConfig } from "../config/config";
import { type Fault, quoted } from "../faults";
import { type DataClass, isProtected } from "../residency";
import { correction, nearestSpelling } from "../config/spelling";
import { checkersOfCells, hasZones, namings, uncheckedNames } from "./naming";

/** Where cells are reached under, of a config in which `routingFaults` found nothing. */
export function domainOf({ domain, service }: Pick<Config, "domain" | "service">): string {
    return domain ?? `${service}.internal`;
}

/** What is wrong with how clients reach cells; of cells with the regions that there are. */
export function routingFaults(config: Config, cells: readonly { readonly regions: readonly RegionRef[] }[]): Fault[] {
    const { routing } = config;
    return [
        ...domainFaults(config, cells),
        ...openFaults(routing, config.cells),
        ...namesFaults(routing, cells),
        ...checkFaults(checkersOfCells(routing, cells, uncheckedNames(config)), routing.failover, "routing.failover"),
    ];
}

/** A cloud whose DNS routes is missing, or can't route to the cells. */
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

/** Names of a private mesh resolve inside it only; all other clients need a public domain. */
function domainFaults(
    { domain, routing: { edge, names } }: Config,
    cells: readonly { readonly regions: readonly RegionRef[] }[],
): Fault[] {
    if (domain !== undefined) return [];
    const isPublic = namings({ ...(names && { names }) }, cells).some(({ names, cells }) =>
        cloudsOf(cells.flatMap(({ regions }) => regions)).some(
            front => routeOver(names, edge, front)?.namedPublicly === true,
        ),
    );
    if (edge === "internal" && !isPublic) return [];
    return [
        {
            code: "routing/domain-missing",
            path: "domain",
            problem: `domain is missing, expected a DNS name of at least two labels with routing.edge ${quoted(edge)}`,
            remedy: isPublic
                ? "set domain to the name below which cells are reached"
                : "set domain to the name below which cells are reached, or set routing.edge to internal",
        },
    ];
}

/** Settings that would decrypt protected data outside its cell, or send it there. */
export function openFaults(
    { edge, sharedName }: Pick<RoutingConfig, "edge" | "sharedName">,
    cells: readonly { readonly dataClasses: readonly DataClass[] }[],
): Fault[] {
    const dataClass = cells.flatMap(cell => cell.dataClasses).find(isProtected);
    if (dataClass === undefined) {
        return [];
    }
    const global: Fault[] =
        edge === "global"
            ? [
                  {
                      code: "residency/edge-global",
                      path: "routing.edge",
                      value: "global",
                      problem: `edge ${quoted(edge)} may end TLS at any point of presence, but a cell has ${dataClass} data`,
                      allowed: ["regional", "anycast", "internal"],
                      remedy: "use an edge mode with which TLS ends in the region",
                  },
              ]
            : [];
    const shared: Fault[] = sharedName
        ? [
              {
                  code: "residency/shared-name",
                  path: "routing.sharedName",
                  value: true,
                  problem: `sharedName routes by the location of the client, but a cell has ${dataClass} data, expected false`,
                  remedy: "set sharedName to false, and have clients call the host of their cell",
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
        problem: `routing.names is missing, expected the cloud whose DNS routes to regions on ${cloudsOf(regions).join(", ")}`,
        allowed: cloudsOf(regions).filter(hasZones),
        remedy: "set routing.names to one of the clouds",
    };
}

/** Fronts that the DNS of a cloud can't route to in an edge mode: the host × front matrix. */
export function routeFaults(names: Cloud, edge: Edge, regions: readonly RegionRef[]): Fault[] {
    return cloudsOf(regions)
        .filter(front => routeOver(names, edge, front) === undefined)
        .map(front => {
            const able = cloudsRouting(edge, front);
            return front === names
                ? {
                      code: "capability/edge",
                      path: "routing.edge",
                      value: edge,
                      problem: `edge ${quoted(edge)} is not supported on ${names}`,
                      allowed: edgesOf(names),
                      remedy: "use an edge mode that the cloud supports",
                  }
                : {
                      code: "capability/names-front",
                      path: "routing.names",
                      value: names,
                      problem: `names ${quoted(names)} can't route to fronts on ${front} with edge ${quoted(edge)}`,
                      allowed: able,
                      remedy: able.length === 0 ? "use another edge mode" : `set names to ${able.join(" or ")}`,
                  };
        });
}

/** Faults of programs that create a router themselves: the schema of a config excludes both. */
export function routerFaults({ cells, cities }: { cells: number; cities: readonly string[] }): Fault[] {
    const none: Fault[] =
        cells > 0
            ? []
            : [
                  {
                      code: "routing/no-cell",
                      path: "cells",
                      problem: "the router has no cell, expected at least one",
                      remedy: "add a cell to the router",
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
        problem: `there is no city ${quoted(city)} in the catalogue`,
        remedy: nearest === undefined ? "name a large city nearby" : correction(nearest),
    };
}
