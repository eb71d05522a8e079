import { type Place, placeOf, type RegionRef } from "./catalogue";
import { expandPlace } from "./multi-regions";
import type { Atlas } from "../residency";

/** The catalogue, and regions of `kubernetes` that only a config knows: where its own regions are, a vendor says. */
export function atlasWith(places: Readonly<Record<string, Place>>): Atlas {
    const ownPlace = (ref: string) =>
        ref.startsWith("kubernetes:") && Object.hasOwn(places, ref) ? places[ref] : undefined;
    return {
        placeOf: ref => placeOf(ref) ?? ownPlace(ref),
        expandPlace: ref => (ownPlace(ref) === undefined ? expandPlace(ref) : { members: [ref as RegionRef] }),
    };
}

/** The catalogue alone. */
export const catalogue = atlasWith({});
