/** Of items that share a key the first, in their order: what there is once for each cell or account, whatever its regions. */
export function oncePer<T>(items: readonly T[], keyOf: (item: T) => unknown): T[] {
    const seen = new Set<unknown>();
    return items.filter(item => {
        const key = keyOf(item);
        const isFirst = !seen.has(key);
        seen.add(key);
        return isFirst;
    });
}
