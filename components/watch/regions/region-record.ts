import { z } from "zod";

import type { Traffic } from "../../plan/watch/watch-plan";
import { certificateKind } from "../certificates";
import { isOfDigest } from "./findings";

/**
 * Who of a cell's regions takes traffic: one document for all of them, so that two can't each rely on the other and be
 * withdrawn at once. Times are milliseconds since 1970. What is measured counts for a while only: a region whose
 * watcher is gone is neither well for long nor withdrawn for long.
 */
const record = z.strictObject({
    /** Until when the region counts as serving without a newer record. */
    wellUntil: z.number().default(0),
    withdrawn: z
        .strictObject({
            /** In words, as in `lag of 40 s; allowed: 30`. */
            reasons: z.array(z.string()).min(1),
            since: z.number(),
            until: z.number(),
        })
        .optional(),
    evacuated: z
        .strictObject({
            /** Who did it. */
            by: z.string(),
            since: z.number(),
        })
        .optional(),
});

export const recordsSchema = z.record(z.string(), record);

export type RegionRecord = z.output<typeof record>;
export type RegionRecords = Readonly<Record<string, RegionRecord>>;

/** Whether routers are to use other regions, and why. */
export interface Verdict {
    readonly kind: "serving" | "withdrawn" | "evacuated";
    readonly reasons: readonly string[];
}

export function verdictOn(records: RegionRecords, region: string, now: number): Verdict {
    const { withdrawn, evacuated } = records[region] ?? {};
    if (evacuated !== undefined) {
        return { kind: "evacuated", reasons: [`evacuated by ${evacuated.by}`] };
    }
    return withdrawn !== undefined && withdrawn.until > now
        ? { kind: "withdrawn", reasons: withdrawn.reasons }
        : { kind: "serving", reasons: [] };
}

/** The verdict on a region that can't be connected to (`endedFinding`): whether or not another one is well, it is none to go to first. */
export function verdictWith(verdict: Verdict, wrong: ReadonlyMap<string, { readonly reason: string }>): Verdict {
    const ended = wrong.get(certificateKind);
    return ended === undefined || verdict.kind === "evacuated"
        ? verdict
        : { kind: "withdrawn", reasons: [...new Set([...verdict.reasons, ended.reason])] };
}

/**
 * Which traffic a region is to get, with what is wrong there by kind. One whose values lag or drift still answers where no other region
 * can; one that an operator evacuated, or that has another artifact loaded than its release's, does not.
 */
export function trafficFor({ kind }: Verdict, wrong: ReadonlyMap<string, unknown>): Traffic {
    if (kind === "serving") return "serving";
    const isTrusted = [...wrong.keys()].every(each => !isOfDigest(each));
    return kind === "withdrawn" && isTrusted ? "fallback" : "out";
}

/**
 * The longest promise of a healthy region: watchers measure every two seconds, and a result is valid for six measurements. A promise beyond
 * this limit was written with a wrong clock, and does not prove that the region is still there.
 */
const longestWellMs = 120_000;

/** Whether another region is well and takes traffic, so that this one may leave. */
export function hasRelief(records: RegionRecords, region: string, now: number): boolean {
    return Object.entries(records).some(
        ([other, { wellUntil }]) =>
            other !== region &&
            wellUntil > now &&
            wellUntil <= now + longestWellMs &&
            verdictOn(records, other, now).kind === "serving",
    );
}

/** What a region's watcher has found. */
export interface Finding {
    readonly region: string;
    /** Whether routers may come: its gate has all that it needs to answer, and config does not drain it. */
    readonly isWell: boolean;
    /** What is over its limit; none where all is right. */
    readonly reasons: readonly string[];
    readonly now: number;
    /** How long what is found counts. */
    readonly countsMs: number;
}

/**
 * The document after a finding. A region with reasons is withdrawn while another one serves, and comes back when that is no
 * longer so: the last region of a cell is never withdrawn. (How long a region must have been right again before its
 * reasons end is its watcher's to say.)
 */
export function recordsAfter(before: RegionRecords, finding: Finding): RegionRecords {
    const { region, isWell, reasons, now, countsMs } = finding;
    const own = before[region];
    const stays = reasons.length > 0 && hasRelief(before, region, now);
    const since = verdictOn(before, region, now).kind === "withdrawn" ? own!.withdrawn!.since : now;
    return {
        ...before,
        [region]: {
            wellUntil: isWell ? now + countsMs : 0,
            ...(stays && { withdrawn: { reasons: [...reasons], since, until: now + countsMs } }),
            ...(own?.evacuated && { evacuated: own.evacuated }),
        },
    };
}

/** The document with a region evacuated by an operator; undefined if no other one would be left to serve. */
export function evacuated(before: RegionRecords, region: string, by: string, now: number): RegionRecords | undefined {
    if (before[region]?.evacuated !== undefined) {
        return before;
    }
    return hasRelief(before, region, now)
        ? { ...before, [region]: { wellUntil: 0, ...before[region], evacuated: { by, since: now } } }
        : undefined;
}

/** The document with a region back that was evacuated. */
export function returned(before: RegionRecords, region: string): RegionRecords {
    const { evacuated: _, ...rest } = before[region] ?? { wellUntil: 0 };
    return { ...before, [region]: rest };
}
