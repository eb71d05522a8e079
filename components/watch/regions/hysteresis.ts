/** Something that is wrong with a region. */
interface Wrong {
    readonly reason: string;
    readonly lastSeen: number;
    /** Whether it was found in two looks, and not by chance in one. */
    readonly isConfirmed: boolean;
}

/** What is wrong with a region, as far as it still counts. */
export type Lasting = ReadonlyMap<string, Wrong>;

export const nothingWrong: Lasting = new Map();

/**
 * What is wrong after another look. Something that was found twice ends once it has not been found for `failbackAfterMs`, so that
 * a value that swings about its limit does not have traffic come and go; what was found once ends with the next look. Each is known by
 * its kind: the words of its reason change with the value.
 */
export function lasting(
    before: Lasting,
    found: Readonly<Record<string, string>>,
    now: number,
    failbackAfterMs: number,
): Lasting {
    const kept = [...before].filter(([, { isConfirmed, lastSeen }]) => isConfirmed && now - lastSeen < failbackAfterMs);
    const seen = Object.entries(found).map(
        ([kind, reason]) => [kind, { reason, lastSeen: now, isConfirmed: before.has(kind) }] as const,
    );
    return new Map([...kept, ...seen]);
}

export function reasonsOf(wrong: Lasting): string[] {
    return [...wrong.values()].map(({ reason }) => reason);
}
