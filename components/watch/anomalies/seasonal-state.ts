import { z } from "zod";

import { parse } from "../../plan/config/parse";
import { type SignalName, signalNames } from "./signals";

export const HOURS_OF_WEEK = 168;
/** Weeks that an hour of the week is known from. */
export const WEEKS = 5;
/** Hours that the level is from: three days, of which a night's outage is the smaller part. */
export const LEVEL_HOURS = 72;
export const MINUTES = 60;
/** So many points of so many successive ones have to be unlike what is usual. */
export const PERSISTENCE = { points: 4, of: 5 } as const;

const finite = z.number();
const bin = z.strictObject({
    /** Median of the hour in each week, the newest last, as `signals` scale it. */
    centres: z.array(finite).max(WEEKS, `${WEEKS} at most`),
    /** Standard deviation of its points in each week. */
    spreads: z.array(finite.min(0, "0 or more")).max(WEEKS, `${WEEKS} at most`),
});

const schema = z.strictObject({
    version: z.literal(1),
    signal: z.enum(signalNames),
    /** By hour of the week. */
    bins: z.array(bin).length(HOURS_OF_WEEK, `${HOURS_OF_WEEK} hours of the week`),
    /** By how much the last hours were unlike what was usual, the newest last. */
    residuals: z.array(finite).max(LEVEL_HOURS, `${LEVEL_HOURS} at most`),
    /** Median of these, and their standard deviation. */
    level: finite,
    levelSpread: finite.min(0, "0 or more"),
    /** The hour that is open, since 1970, and what was seen in its minutes. */
    hour: finite.int("a whole number").nullable(),
    minutes: z.array(finite.nullable()).max(MINUTES, `${MINUTES} at most`),
    /** Of the last points: 1 above what is usual, -1 below, 0 neither. */
    recent: z
        .array(z.union([z.literal(-1), z.literal(0), z.literal(1)]))
        .max(PERSISTENCE.of, `${PERSISTENCE.of} at most`),
    lastMs: finite.nullable(),
});

/**
 * What is known of a signal of a region: plain JSON of at most 20 KB once written, so that a hub with 50 regions of three signals
 * saves 3 MB.
 */
export type SeasonalState = DeepReadonly<z.output<typeof schema>>;
export type Bin = SeasonalState["bins"][number];

type DeepReadonly<T> = T extends readonly (infer Item)[]
    ? readonly DeepReadonly<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
      : T;

/** Of a signal of which nothing is known yet. */
export function newSeasonalState(signal: SignalName): SeasonalState {
    return {
        version: 1,
        signal,
        bins: Array.from({ length: HOURS_OF_WEEK }, () => ({ centres: [], spreads: [] })),
        residuals: [],
        level: 0,
        levelSpread: 0,
        hour: null,
        minutes: [],
        recent: [],
        lastMs: null,
    };
}

/** A state that was written. Throws `ConfigFaults` where it is none, or of another version: what it knew has to be learnt again. */
export function parseSeasonalState(written: unknown): SeasonalState {
    return parse(schema, written, "anomalies");
}
