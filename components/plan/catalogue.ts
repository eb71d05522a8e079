import cities from "./cities.json";
import regions from "./regions.json";

/** The clouds a region can be on. */
export const clouds = ["aws", "gcp", "azure", "kubernetes", "local"] as const;
export type Cloud = (typeof clouds)[number];

/** A region with its cloud, as in `aws:eu-west-1` or `local:eu-west`. */
export type RegionRef = `${Cloud}:${string}`;

/** A point on the map. Coordinates are WGS 84 degrees; `country` is ISO 3166-1 alpha-2. */
export interface Place {
    readonly city: string;
    readonly country: string;
    readonly latitude: number;
    readonly longitude: number;
}

const placeOfRegion: ReadonlyMap<string, Place> = new Map(Object.entries(regions.regions));
const placeOfCity: ReadonlyMap<string, Place> = new Map(Object.entries(cities.cities));

/** Every region known, in the catalogue's order. */
export const knownRegions: readonly RegionRef[] = [...placeOfRegion.keys()] as RegionRef[];

/** Every city that `demand.places` may name. */
export const knownCities: readonly string[] = [...placeOfCity.keys()];

/** Where a region is, or `undefined` for one that the catalogue doesn't know. */
export function placeOf(ref: string): Place | undefined {
    return placeOfRegion.get(ref);
}

/** Where a city is, or `undefined` for one that the catalogue doesn't know. */
export function cityNamed(name: string): Place | undefined {
    return placeOfCity.get(name);
}

/** `local:eu-west` → `{ cloud: "local", name: "eu-west" }`. */
export function splitRef(ref: RegionRef): { cloud: Cloud; name: string } {
    const colon = ref.indexOf(":");
    return { cloud: ref.slice(0, colon) as Cloud, name: ref.slice(colon + 1) };
}
