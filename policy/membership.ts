import { covers } from "../components/plan/places/jurisdictions";
import { type Atlas, type DataClass, dataClasses, isProtected } from "../components/plan/residency";
import type { Placed } from "./facts/fact";
import { tagsOf } from "./facts/rows";
import type { Properties, Read } from "./properties";
import type { Resource } from "./resource";
import type { KnownCell } from "./setting";

/** The name of a cell that a resource is tagged with. */
export function tagOf({ properties, type }: Resource): Read<string> {
    return firstOf(properties, tagsOf(type)?.cell);
}

function firstOf(properties: Properties, paths: string | readonly string[] = []): Read<string> {
    const all = [paths].flat().map(path => properties.text(path));
    return all.find(({ is }) => is !== "absent") ?? { is: "absent" };
}

/** The cell of a resource, by its tag; else by where it is: in regions of a cell, or where one cell alone may have data. */
export function cellOf(
    resource: Resource,
    placed: Placed,
    cells: readonly KnownCell[],
    atlas: Atlas,
): KnownCell | undefined {
    const tag = tagOf(resource);
    if (tag.is === "known") {
        const tagged = cells.find(({ name }) => name === tag.value);
        if (tagged !== undefined) return tagged;
    }
    if (placed.is !== "at") return cells.length === 1 ? cells[0] : undefined;
    return cellAt(placed.places, cells, atlas);
}

/** The cell whose places are these; else the one that alone may have data there. */
export function cellAt(places: readonly string[], cells: readonly KnownCell[], atlas: Atlas): KnownCell | undefined {
    const own = ownerOf(places, cells, atlas);
    if (own !== undefined) return own;
    const members = places.flatMap(place => membersOf(place, atlas));
    const admitting = cells.filter(({ jurisdictions }) =>
        members.every(ref => {
            const place = atlas.placeOf(ref);
            return place !== undefined && jurisdictions.some(jurisdiction => covers(jurisdiction, place.country));
        }),
    );
    return admitting.length === 1 ? admitting[0] : undefined;
}

/** The cell whose own regions these are. */
export function ownerOf(places: readonly string[], cells: readonly KnownCell[], atlas: Atlas): KnownCell | undefined {
    const members = places.flatMap(place => membersOf(place, atlas));
    return cells.find(({ places }) => members.every(place => places.includes(place)));
}

/** What stands for several places is where each of them is; everywhere is nowhere that a cell could be. */
function membersOf(ref: string, { expandPlace }: Atlas): readonly string[] {
    const expanded = expandPlace(ref);
    return expanded !== undefined && "members" in expanded ? expanded.members : [ref];
}

/** The class of a resource's data, by its tag; else that of what it lies in, or the one of its cell that law says most of. */
export function classOf({ properties, type }: Resource, cell: KnownCell | undefined, outer?: DataClass): DataClass {
    const tag = firstOf(properties, tagsOf(type)?.dataClass);
    const tagged = tag.is === "known" ? dataClasses.find(each => each === tag.value) : undefined;
    if (tagged !== undefined) return tagged;
    return outer ?? strictestOf(cell);
}

/** The class of a cell that law says most of. */
export function strictestOf(cell: KnownCell | undefined): DataClass {
    const classes = cell?.dataClasses ?? [];
    return classes.find(isProtected) ?? classes.at(-1) ?? "internal";
}
