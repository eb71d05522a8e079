import { type Cloud, clouds, regionNamed, type RegionRef, splitRef } from "./catalogue";
import table from "./tables/multi-regions.json";

/** A vendor's name for several regions. Services disagree: Firestore's `eur3` need not be Spanner's. */
interface MultiRegion {
    readonly cloud: string;
    readonly service: string;
    readonly name: string;
    /** Of every one that is not everywhere. */
    readonly members?: readonly string[];
    /** The data may be in any region or point of presence. */
    readonly everywhere?: true;
}

/** Where data that is put into a place can come to be. */
export type Expansion = { readonly members: readonly RegionRef[] } | { readonly everywhere: true };

/** Every multi-region known, as `gcp:firestore/eur3`. */
export const knownMultiRegions: readonly string[] = rows().map(
    ({ cloud, service, name }) => `${cloud}:${service}/${name}`,
);

/**
 * The regions that a vendor's name stands for: `gcp:EU`, `gcp:firestore/eur3`, `aws:global`, or a region, which stands
 * for itself. A name that several services use stands, without its service, for the regions of all of them, so that
 * nothing is proven of the wrong one. `undefined` for a name that the catalogue doesn't know.
 *
 * Case doesn't matter (Cloud Storage writes `EUROPE-WEST1`), nor do spaces on Azure (`West Europe`), nor Spanner's word
 * for a configuration of one region (`regional-europe-west1`).
 */
export function expandPlace(ref: string): Expansion | undefined {
    const place = parse(ref);
    return place && (ofMultiRegion(place) ?? ofRegion(place));
}

/** The regions behind a vendor's name of a multi-region; none if they are unknown. */
export function membersOf(ref: string): readonly RegionRef[] {
    const expanded = expandPlace(ref);
    return expanded !== undefined && "members" in expanded ? expanded.members : [];
}

interface NamedPlace {
    readonly cloud: Cloud;
    /** Empty: of any service. */
    readonly service: string;
    readonly name: string;
}

function parse(ref: string): NamedPlace | undefined {
    const { cloud, name: path } = splitRef(ref as RegionRef);
    if (!clouds.includes(cloud)) {
        return undefined;
    }
    const written = path.toLowerCase();
    const slash = written.indexOf("/");
    return {
        cloud,
        service: written.slice(0, Math.max(0, slash)),
        name: spelledOn(cloud, written.slice(slash + 1)),
    };
}

function spelledOn(cloud: Cloud, name: string): string {
    switch (cloud) {
        case "azure":
            return name.replaceAll(" ", "");
        case "gcp":
            return name.replace(/^regional-/, "");
        default:
            return name;
    }
}

function ofMultiRegion({ cloud, service, name }: NamedPlace): Expansion | undefined {
    const found = rows().filter(
        row => row.cloud === cloud && row.name === name && (service === "" || row.service === service),
    );
    if (found.length === 0) {
        return undefined;
    }
    if (found.some(row => row.everywhere)) {
        return { everywhere: true };
    }
    const names = new Set(found.flatMap(row => row.members!));
    return { members: [...names].map((member): RegionRef => `${cloud}:${member}`) };
}

function ofRegion({ cloud, name }: NamedPlace): Expansion | undefined {
    const ref: RegionRef = `${cloud}:${name}`;
    return regionNamed(ref) && { members: [ref] };
}

function rows(): readonly MultiRegion[] {
    return table.multiRegions as readonly MultiRegion[];
}
