const firstMs = 500;
const mostMs = 30_000;

/**
 * How long to wait before the next attempt, after so many failures in a row: a random time below a bound that doubles, so that tasks that
 * start together do not come again together; and no less than the source asks for.
 */
export function waitMs(failures: number, askedMs: number, random: () => number = Math.random): number {
    const bound = Math.min(firstMs * 2 ** (failures - 1), mostMs);
    return askedMs + random() * bound;
}
