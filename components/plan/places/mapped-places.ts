import type { RegionRef } from "./catalogue";
import type { Fault } from "../faults";
import { unknownFaults } from "../list-faults";
import { pathOf } from "../config/paths";

/** What is wrong with where a config says that regions are: vendors say so of theirs, and what is not used would be ignored. */
export function mappedPlaceFaults(places: Readonly<Record<string, unknown>>, used: readonly RegionRef[]): Fault[] {
    const path = (_: number, ref: string) => pathOf(["places", ref]);
    const refs = Object.keys(places);
    const own = refs.filter(ref => ref.startsWith("kubernetes:"));
    return [
        ...unknownFaults(refs, own, path, {
            code: "places/in-catalogue",
            allowed: "regions of kubernetes",
            remedy: "remove it: the catalogue says where the region is",
        }),
        ...unknownFaults(own, used, path, {
            code: "places/unused",
            remedy: "remove it, or give a cell the region",
        }),
    ];
}
