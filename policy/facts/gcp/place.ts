import { expandPlace } from "../../../components/plan/places/multi-regions";
import type { Read } from "../../properties";
import type { Resource } from "../../resource";
import type { Placed } from "../fact";

/** Where data may be anywhere: what the vendor places where it likes, and what any point of presence holds. */
export const anywhere = "gcp:global";

/** What a service calls a place: a region, a zone of one (`europe-west3-a`), a path that ends with either, or its own word for several. */
export function placeCalled(service: string, name: string): string | undefined {
    const called = name.split("/").at(-1)!.toLowerCase();
    // Services disagree on what such a word stands for; where the catalogue knows none of a service's own, all that it can be are meant.
    const refs = [`gcp:${called}`, `gcp:${called.replace(/-[a-z]$/, "")}`].filter(ref => isRegion(ref));
    return [...refs, `gcp:${service}/${called}`, `gcp:${called}`].find(ref => expandPlace(ref) !== undefined);
}

function isRegion(ref: string): boolean {
    const expanded = expandPlace(ref);
    return expanded !== undefined && "members" in expanded && expanded.members.some(member => member === ref);
}

/** By the first of its properties that is said, or else by its provider's region. */
export const placedBy =
    (service: string, ...paths: readonly string[]) =>
    ({ properties, provider }: Resource): Placed =>
        placedFirst(service, [
            ...paths.map((path): Known => [properties.text(path), `its ${path}`]),
            [provider?.text("region"), "its provider's region"],
            [provider?.text("zone"), "its provider's zone"],
        ]) ?? { is: "undetermined", reason: "neither it nor its provider sets a region" };

/** By the first of its properties that is said, or where its API puts what says none. */
export const placedOr =
    (service: string, otherwise: string, ...paths: readonly string[]) =>
    ({ properties }: Resource): Placed =>
        placedFirst(
            service,
            paths.map((path): Known => [properties.text(path), `its ${path}`]),
        ) ?? at(otherwise);

type Known = readonly [Read<string> | undefined, string];

function placedFirst(service: string, all: readonly Known[]): Placed | undefined {
    for (const [read, whose] of all) {
        if (read?.is === "unknown") return { is: "undetermined", reason: `${whose} is known only after the update` };
        if (read?.is === "known") return calledBy(service, read.value, whose);
    }
    return undefined;
}

function calledBy(service: string, name: string, whose: string): Placed {
    const place = placeCalled(service, name);
    return place === undefined ? { is: "undetermined", reason: `${whose} is not in the catalogue` } : at(place);
}

/** In each place of a list, or where its API puts what says none. */
export const placedInEach =
    (service: string, path: string, otherwise: (resource: Resource) => Placed) =>
    (resource: Resource): Placed => {
        const all = resource.properties.texts(path);
        if (all.length === 0) return otherwise(resource);
        const placed = all.map(read => placedFirst(service, [[read, `its ${path}`]])!);
        return (
            placed.find(({ is }) => is !== "at") ?? at(...placed.flatMap(each => (each.is === "at" ? each.places : [])))
        );
    };

const at = (...places: readonly string[]): Placed => ({ is: "at", places });

export const placeOf = placedBy("", "location", "region", "zone");
export const nowhere = (): Placed => ({ is: "nowhere" });
export const everywhere = (): Placed => at(anywhere);
/** What lies in another thing says no place itself, nor does its provider. */
export const whereItsOwnerIs = (): Placed => ({
    is: "undetermined",
    reason: "the resource that it belongs to is unknown",
});

/**
 * Where backups and snapshots go that say no place: the multi-region nearest to what they are of
 * (https://cloud.google.com/sql/docs/postgres/backup-recovery/backups, https://cloud.google.com/compute/docs/disks/snapshot-settings).
 */
export function nearestTo(place: string): string | undefined {
    const [, multiRegion] = nearest.find(([pattern]) => pattern.test(place)) ?? [];
    return multiRegion;
}

const nearest: readonly (readonly [RegExp, string])[] = [
    [/^gcp:europe-/, "gcp:storage/eu"],
    [/^gcp:(us|northamerica|southamerica)-/, "gcp:storage/us"],
    [/^gcp:(asia|australia)-/, "gcp:storage/asia"],
];
