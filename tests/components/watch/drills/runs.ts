import type { Acknowledged, Asked, Run } from "../../../../components/watch/drills/measure";

/** A request that was answered well. */
export const well = (at: number, more: Partial<Asked> = {}): Asked => ({
    kind: "inference",
    cell: "eu",
    point: "Berlin",
    at,
    ms: 5,
    status: 200,
    region: "local:eu-central",
    version: "1.0.0",
    isRight: true,
    ...more,
});

/** One without an answer. */
export const unanswered = (at: number, more: Partial<Asked> = {}): Asked => ({
    kind: "inference",
    cell: "eu",
    point: "Berlin",
    at,
    ms: 5,
    error: "ECONNRESET",
    ...more,
});

export const kept = (at: number, isThere = true): Acknowledged => ({ cell: "eu", at, isThere });

/** A run that breaks eu-central after 3 s, for 20 s. */
export const runOf = (asked: readonly Asked[], more: Partial<Run> = {}): Run => ({
    cell: "eu",
    region: "local:eu-central",
    regions: { eu: ["local:eu-central", "local:eu-west"], us: ["local:us-east"] },
    asked,
    acknowledged: [],
    injectedAt: 3_000,
    heldAt: 3_500,
    spells: [{ from: 3_000, until: 23_000 }],
    endedAt: 23_000,
    healedAt: 25_000,
    overAt: 30_000,
    slowMs: 1_000,
    changed: [],
    ...more,
});
