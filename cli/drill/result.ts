import type { Figures, Run } from "../../components/watch/drills/measure";
import { reasonsOf, type Timeline, timelineOf } from "../../components/watch/drills/timeline";
import type { Finding } from "../../components/watch/drills/verdict";
import type { DrillSummary } from "../../components/watch/state";
import type { Order, Outcome } from "./run";

/** What a drill has found, as its file says it: what the hub's page shows of it, and how it came about. */
export interface Result extends DrillSummary {
    readonly service: string;
    readonly stack: string;
    /** What was done, in words. */
    readonly what: string;
    readonly release?: Outcome["release"];
    /** Inferences a second in each cell. */
    readonly perSecond: number;
    readonly figures: Omit<Figures, "changed">;
    /** Parts of the stack that are not as before. */
    readonly changed: readonly string[];
    readonly findings: readonly Finding[];
    /** Why requests failed, of all cells, with how many did. */
    readonly reasons: Readonly<Record<string, number>>;
    /** Milliseconds beyond which an answer counts as slow. */
    readonly slowMs: number;
    /** By how many milliseconds a request left late at worst: what the load itself may have had a part in. */
    readonly latestMs: number;
    /** Seconds since the first request; `healed` is missing where the stack never was as before. */
    readonly moments: Readonly<Record<"broken" | "ended" | "over", number>> & { readonly healed?: number };
    readonly timeline: Timeline;
}

export function resultOf(
    { drill, cell, region, perSecond }: Order,
    { service, stack }: { readonly service: string; readonly stack: string },
    { at, what, release, figures, findings, run, latestMs }: Outcome,
): Result {
    const { changed: _, ...counts } = figures;
    const { rtoSeconds, rpoSeconds, requests, failed, slow, leaked } = figures;
    return {
        drill,
        cell: cell.name,
        ...(region && { region }),
        at: at.toISOString(),
        passed: findings.every(({ isMet }) => isMet),
        ...(rtoSeconds === undefined ? {} : { rtoSeconds: rounded(rtoSeconds) }),
        ...(rpoSeconds === undefined ? {} : { rpoSeconds: rounded(rpoSeconds) }),
        requests,
        failed,
        slow,
        leaked,
        service,
        stack,
        what,
        ...(release && { release }),
        perSecond,
        figures: Object.fromEntries(
            Object.entries(counts).map(([name, value]) => [name, rounded(value)]),
        ) as typeof counts,
        changed: run.changed,
        findings,
        reasons: reasonsOf(run),
        slowMs: run.slowMs,
        latestMs: Math.round(latestMs),
        moments: momentsOf(run),
        timeline: timelineOf(run),
    };
}

function momentsOf({ injectedAt, endedAt, healedAt, overAt }: Run): Result["moments"] {
    return {
        broken: rounded(injectedAt / 1_000),
        ended: rounded(endedAt / 1_000),
        ...(healedAt === undefined ? {} : { healed: rounded(healedAt / 1_000) }),
        over: rounded(overAt / 1_000),
    };
}

/** To the millisecond. */
function rounded(value: number): number {
    return Math.round(value * 1_000) / 1_000;
}
