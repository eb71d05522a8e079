import { citiesOf, cityNamed, type Place } from "../places/catalogue";
import type { DemandConfig, DemandPlace } from "../config/demand";
import { covers } from "../places/jurisdictions";
import type { Boundary } from "../residency";

/** Part of the requests of a cell that comes from a city. */
export interface Load {
    readonly city: string;
    readonly place: Place;
    readonly cell: string;
    /** 0 to 1, of all requests to the service. */
    readonly share: number;
}

/** A country is represented by this many of its most populous cities: more would move few requests, and each is a line of reports. */
const citiesOfCountry = 5;

/** Where the requests of each cell come from, of a demand in which `demandFaults` found nothing. Sorted, each city once. */
export function loadsOf({ places }: DemandConfig, cells: readonly Boundary[]): Load[] {
    const loads = new Map<string, Load>();
    for (const place of [...places].sort(byContent)) {
        const cell = cellOf(place, cells)!.name;
        const share = place.share ?? 1 / places.length;
        const cities = citiesIn(place);
        const all = cities.reduce((sum, city) => sum + weightOf(city), 0);
        for (const { name: city, place, ...rest } of cities) {
            const key = JSON.stringify([cell, city]);
            const part = (share * weightOf(rest)) / all;
            loads.set(key, { city, place, cell, share: part + (loads.get(key)?.share ?? 0) });
        }
    }
    return [...loads].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, load]) => load);
}

/** By inhabitants; Ngerulmud, Palau's capital and only city here, has none. */
function weightOf({ population }: Pick<Populated, "population">): number {
    return Math.max(1, population);
}

/** The same demand with the cell of each place said, for who plans a single cell. */
export function withCells(demand: DemandConfig, cells: readonly Boundary[]): DemandConfig {
    return {
        ...demand,
        places: demand.places.map(place => {
            const cell = cellOf(place, cells)?.name;
            return { ...place, ...(cell === undefined ? {} : { cell }) };
        }),
    };
}

/** Fractions are added in one order, so that the order of a config changes no digit. */
function byContent(a: DemandPlace, b: DemandPlace): number {
    return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

interface Populated {
    /** As `demand.places` names it. */
    readonly name: string;
    readonly place: Place;
    readonly population: number;
}

/** The cities of a place of demand; none if the catalogue has none. */
export function citiesIn({ city, country }: DemandPlace): readonly Populated[] {
    if (country !== undefined) {
        return citiesOf(country)
            .slice(0, citiesOfCountry)
            .map(({ name, population, ...place }) => ({ name, population, place }));
    }
    const place = city === undefined ? undefined : cityNamed(city);
    return place === undefined ? [] : [{ name: city!, place, population: 1 }];
}

/** The cell that a place's requests name: as said, else the only one that they can be of. */
export function cellOf(place: DemandPlace, cells: readonly Boundary[]): Boundary | undefined {
    if (place.cell !== undefined) {
        return cells.find(({ name }) => name === place.cell);
    }
    const possible = cells.length === 1 ? cells : cellsCovering(place, cells);
    return possible.length === 1 ? possible[0] : undefined;
}

/** Cells with a jurisdiction that covers the country of a place. */
export function cellsCovering(place: DemandPlace, cells: readonly Boundary[]): readonly Boundary[] {
    const country = place.country ?? citiesIn(place)[0]!.place.country;
    return cells.filter(({ jurisdictions }) => jurisdictions.some(name => covers(name, country)));
}
