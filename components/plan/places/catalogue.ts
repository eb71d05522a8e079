import aws from "./tables/aws.json";
import azure from "./tables/azure.json";
import cities from "./tables/cities.json";
import gcp from "./tables/gcp.json";
import local from "./tables/local.json";

/** The clouds a region can be on. */
export const clouds = ["aws", "gcp", "azure", "kubernetes", "local"] as const;
/** A cloud: one of `clouds`. */
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

/** The entry of a region in the catalogue. */
export interface Region extends Place {
    /** Availability zones that a new account can use; 1 where a region has none. */
    readonly zones: number;
    /** Short code, unique within the cloud: 2 to 8 lower-case letters and digits, the first a letter. Names of resources are built from it. */
    readonly short: string;
    /** Azure: name of the region that the vendor replicates this one to. It may lie in another country, and need not point back. */
    readonly pair?: string;
    /** The partition or separate cloud it belongs to, with accounts of its own: `aws-cn`, `azure-us-government`. None: the vendor's public cloud. */
    readonly sovereign?: string;
    /** Open on request only. */
    readonly reserved?: boolean;
}

/** A city that clients come from. */
export interface City extends Place {
    /** The catalogue's name, which is unique: of two cities called Hyderabad, the less populous is `Hyderabad, PK`. */
    readonly name: string;
    readonly population: number;
}

/** Regions of `kubernetes` are the user's own, and come from the config. */
const regionsOf: Partial<Record<Cloud, Readonly<Record<string, Region>>>> = {
    aws: aws.regions,
    gcp: gcp.regions,
    azure: azure.regions,
    local: local.regions,
};

const regions: ReadonlyMap<string, Region> = new Map(
    Object.entries(regionsOf).flatMap(([cloud, rows]) =>
        Object.entries(rows).map(([name, region]) => [`${cloud}:${name}`, region] as const),
    ),
);
const citiesByName: ReadonlyMap<string, City> = new Map(
    Object.entries(cities.cities).map(([name, row]) => [name, { name, city: name.replace(/, [A-Z]{2}$/, ""), ...row }]),
);

/** Every region known, in the catalogue's order. */
export const knownRegions: readonly RegionRef[] = [...regions.keys()] as RegionRef[];

/** Every city that `demand.places` may name, most populous first. */
export const knownCities: readonly string[] = [...citiesByName.keys()];

/** What is known of a region, or `undefined` for one that the catalogue doesn't know. */
export function regionNamed(ref: string): Region | undefined {
    return regions.get(ref);
}

/** Where a region is, or `undefined` for one that the catalogue doesn't know. */
export function placeOf(ref: string): Place | undefined {
    const region = regions.get(ref);
    return region && placeIn(region);
}

/** The region that the vendor pairs this one with, to where it replicates what is "geo-redundant". */
export function pairOf(ref: string): RegionRef | undefined {
    const pair = regions.get(ref)?.pair;
    return pair === undefined ? undefined : `${splitRef(ref as RegionRef).cloud}:${pair}`;
}

/** Where a city is, or `undefined` for one that the catalogue doesn't know. */
export function cityNamed(name: string): Place | undefined {
    const city = citiesByName.get(name);
    return city && placeIn(city);
}

/** The catalogued cities of a country, most populous first; none for a country that has no city of the catalogue. */
export function citiesOf(country: string): readonly City[] {
    return [...citiesByName.values()].filter(city => city.country === country);
}

/** `local:eu-west` → `{ cloud: "local", name: "eu-west" }`. */
export function splitRef(ref: RegionRef): { cloud: Cloud; name: string } {
    const colon = ref.indexOf(":");
    return { cloud: ref.slice(0, colon) as Cloud, name: ref.slice(colon + 1) };
}

/** The clouds that regions are on, each once, in order of name. What is no cloud is left out. */
export function cloudsOf(refs: readonly RegionRef[]): Cloud[] {
    return [...new Set(refs.map(ref => splitRef(ref).cloud))].filter(cloud => clouds.includes(cloud)).sort();
}

function placeIn({ city, country, latitude, longitude }: Place): Place {
    return { city, country, latitude, longitude };
}
