/** What listens for a router at a point of presence. */
export function pointName(router: string, city: string): string {
    return `${slug(city)}.${router}`;
}

/** `New York` → `new-york`. */
export function slug(city: string): string {
    return city.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
