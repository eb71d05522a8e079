/** `aws, gcp and local`. */
export function andList(items: readonly string[]): string {
    return listWith("and", items);
}

/** `aws, gcp or local`. */
export function orList(items: readonly string[]): string {
    return listWith("or", items);
}

function listWith(word: string, items: readonly string[]): string {
    const others = items.slice(0, -1);
    return [...(others.length === 0 ? [] : [others.join(", ")]), ...items.slice(-1)].join(` ${word} `);
}
