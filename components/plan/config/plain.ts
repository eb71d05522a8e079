/** An object or list as a config has them: what a program builds otherwise (an `Output`, a resource) is opaque. */
export type Container = Record<string, unknown> | unknown[];

export function isContainer(value: unknown): value is Container {
    if (typeof value !== "object" || value === null) {
        return false;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** What a container holds, by keys and positions. */
export function entriesOf(container: Container): (readonly [key: string | number, value: unknown])[] {
    return Array.isArray(container) ? container.map((value, i) => [i, value] as const) : Object.entries(container);
}
