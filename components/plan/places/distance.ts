import type { Place } from "./catalogue";

/** Mean Earth radius, km (IUGG). */
const earthRadiusKm = 6371.0088;

/** Great-circle distance between two places, in km. */
export function distanceKm(a: Place, b: Place): number {
    const latitudes = radians(b.latitude - a.latitude);
    const longitudes = radians(b.longitude - a.longitude);
    const haversine =
        Math.sin(latitudes / 2) ** 2 +
        Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * Math.sin(longitudes / 2) ** 2;
    return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(haversine)));
}

/** The same items, nearest to `from` first; equal distances keep the order of `keyOf`, so that the result never depends on the order given. */
export function nearestFirst<T>(
    from: Place,
    items: readonly T[],
    placeOf: (item: T) => Place,
    keyOf: (item: T) => string,
): T[] {
    return items
        .map(item => ({ item, km: distanceKm(from, placeOf(item)), key: keyOf(item) }))
        .sort((a, b) => a.km - b.km || (a.key < b.key ? -1 : 1))
        .map(({ item }) => item);
}

function radians(degrees: number): number {
    return (degrees * Math.PI) / 180;
}
