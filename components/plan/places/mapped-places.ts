import type { RegionRef } from "./catalogue";
import { unknownItemFaults } from "../config/unknown-items";
import { pathOf } from "../config/paths";
import { type Fault, quoted } from "../faults";

/** What is wrong with the locations in a config: those of vendors' regions are in the catalogue, and what is not used would be ignored. */
export function mappedPlaceFaults(places: Readonly<Record<string, unknown>>, used: readonly RegionRef[]): Fault[] {
    const path = (_: number, ref: string) => pathOf(["places", ref]);
    const refs = Object.keys(places);
    const own = refs.filter(ref => ref.startsWith("kubernetes:"));
    return [
        ...refs
            .filter(ref => !own.includes(ref))
            .map((ref): Fault => ({
                code: "places/in-catalogue",
                path: path(0, ref),
                value: ref,
                problem: `places has an entry for ${quoted(ref)}, expected regions of kubernetes only`,
                remedy: "remove it, because the catalogue has the locations of other clouds' regions",
            })),
        ...unknownItemFaults(
            own,
            used.filter(ref => ref.startsWith("kubernetes:")),
            path,
            {
                code: "places/unused",
                problemOf: ref => `places has an entry for ${quoted(ref)}, which no cell or export uses`,
                remedy: "remove it, or add the region to a cell",
            },
        ),
    ];
}
