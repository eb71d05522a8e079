/** `["cells", 1, "regions", 0]` → `cells[1].regions[0]`; keys that are no identifiers are quoted. */
export function pathOf(segments: readonly PropertyKey[], at = ""): string {
    return segments.reduce<string>((path, segment) => {
        if (typeof segment === "number") {
            return `${path}[${segment}]`;
        }
        const key = String(segment);
        return /^[A-Za-z_][\w-]*$/.test(key)
            ? path === ""
                ? key
                : `${path}.${key}`
            : `${path}[${JSON.stringify(key)}]`;
    }, at);
}

/** A key, a position in a list, or a quoted key. */
const segment = /([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g;

/** What `pathOf` made a path of. */
export function segmentsOf(path: string): (string | number)[] {
    return [...path.matchAll(segment)].map(([, key, position, quoted]) =>
        position === undefined ? (key ?? (JSON.parse(quoted!) as string)) : Number(position),
    );
}
