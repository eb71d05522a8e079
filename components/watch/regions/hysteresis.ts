/** What is wrong with a region, as far as it still counts, with when it was last seen. */
export type Lasting = ReadonlyMap<string, { readonly reason: string; readonly lastSeen: number }>;

export const nothingWrong: Lasting = new Map();

/**
 * What is wrong after another look. Something that was found ends once it has not been found for `failbackAfterMs`, so that
 * a value that swings about its limit does not have traffic come and go. Each is known by its kind: the words of its reason
 * change with the value.
 */
export function lasting(
    before: Lasting,
    found: Readonly<Record<string, string>>,
    now: number,
    failbackAfterMs: number,
): Lasting {
    const kept = [...before].filter(([, { lastSeen }]) => now - lastSeen < failbackAfterMs);
    const seen = Object.entries(found).map(([kind, reason]) => [kind, { reason, lastSeen: now }] as const);
    return new Map([...kept, ...seen]);
}

export function reasonsOf(wrong: Lasting): string[] {
    return [...wrong.values()].map(({ reason }) => reason);
}
