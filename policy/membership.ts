import { covers } from "../components/plan/places/jurisdictions";
import { type Atlas, type DataClass, dataClasses, isProtected } from "../components/plan/residency";
import type { Placed } from "./facts/fact";
import { tagsOf } from "./facts/rows";
import type { Properties, Read } from "./properties";
import type { Resource } from "./resource";
import type { KnownCell } from "./setting";

/** The name of a cell that a resource is tagged with. */
export const tagOf = (resource: Resource): Read<string> => tagged(resource, "cell");

/** By a tag of its own, else by what its provider tags everything with. */
function tagged({ properties, provider, type }: Resource, what: "cell" | "dataClass"): Read<string> {
    const tags = tagsOf(type);
    const own = [tags?.[what] ?? []].flat().map(path => properties.text(path));
    const said = own.find(({ is }) => is !== "absent");
    if (said !== undefined) return said;
    const listed = inList(properties, tags?.listed?.property, tags?.listed?.[what]);
    if (listed !== undefined) return listed;
    if (provider === undefined || tags?.ofProvider === undefined) return { is: "absent" };
    // Providers receive values other than text as JSON.
    const [all = { is: "absent" as const }] = provider.documents(tags.ofProvider.property);
    return all.is === "known" ? all.value.text(tags.ofProvider[what]) : all;
}

function inList(properties: Properties, property: string | undefined, wanted: string | undefined) {
    if (property === undefined) return undefined;
    const found = properties.list(property).items.find(item => {
        const key = item.text("key");
        return key.is === "known" && key.value === wanted;
    });
    return found?.text("value");
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
export function classOf(resource: Resource, cell: KnownCell | undefined, outer?: DataClass): DataClass {
    const tag = tagged(resource, "dataClass");
    const said = tag.is === "known" ? dataClasses.find(each => each === tag.value) : undefined;
    if (said !== undefined) return said;
    return outer ?? strictestOf(cell);
}

/** The class of a cell that law says most of. */
export function strictestOf(cell: KnownCell | undefined): DataClass {
    const classes = cell?.dataClasses ?? [];
    return classes.find(isProtected) ?? classes.at(-1) ?? "internal";
}
