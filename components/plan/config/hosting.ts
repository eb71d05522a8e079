import { z } from "zod";

import { hostings } from "../clouds/cloud";
import { between, existingId, keysOf, regionRef, whole } from "./form";

/** Days of a week. */
export const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM, from 00:00 to 23:59");

/** Hours in which more replicas run than otherwise. */
const hours = z.strictObject({
    /** The days on which they begin. Default: all. */
    days: z
        .array(z.enum(days))
        .min(1, "at least one day")
        .default([...days]),
    /** When they begin. */
    from: clock,
    /** When they end: on the next day, where that is earlier than `from`. */
    to: clock,
    /** By the clocks of this zone, as in `Europe/Lisbon`. */
    timezone: z.string().refine(isTimezone, "a time zone of the IANA database"),
    /** Replicas of each release in each region, at least. */
    min: whole(1, 10_000),
});

function isTimezone(name: string): boolean {
    try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        // Offsets are none: they have no summer.
        return /^[A-Za-z]/.test(name);
    } catch {
        return false;
    }
}

const scaling = z.strictObject({
    /** Replicas of each release in each region, at least. Demand may need more: the plan says. */
    min: whole(0, 10_000).optional(),
    /** Replicas of each release in each region, at most. */
    max: whole(1, 10_000).optional(),
    /** Part of what a replica serves that it is asked in normal times; the rest is for bursts. */
    targetUtilization: between(0.1, 0.95).default(0.6),
    /** Adds replicas before the load comes, as learned from the past. */
    predictive: z.boolean().default(false),
    /** Hours in which at least so many replicas run, in addition to what the load needs. */
    hours: z.array(hours).max(50, "50 at most").default([]),
    /** What may be lost without a failed request: capacity is kept for that. Default: one region, where a cell has several. */
    survives: z.enum(["one-region", "nothing"]).optional(),
});

const access = z.strictObject({
    /** Principals that may update the models of the region, as the cloud writes them. */
    deployers: z.array(existingId).default([]),
    /** Principals that may ask the models of the region, as the cloud writes them. */
    invokers: z.array(existingId).default([]),
});

/** `meridian:serving`: what runs the models of a region. */
export const hostingSchema = z.strictObject({
    /** What servers of a release run on. */
    hosting: z.enum(keysOf(hostings)).default("container"),
    /** Virtual processors of a replica. Default: the adapter's. */
    cpu: between(0.25, 448).optional(),
    /** Memory of a replica. Default: the adapter's. */
    memoryGiB: between(0.125, 24_576).optional(),
    /** Graphics processors of a replica. Default: none. */
    gpu: z
        .strictObject({
            /** Of each replica. */
            count: whole(1, 16).default(1),
            /** As the cloud names it. Default: the cheapest that the adapter knows. */
            type: existingId.optional(),
        })
        .optional(),
    /** How many replicas of a release run. */
    scaling: scaling.prefault({}),
    /** Keeps answers in the region, and gives them again to the same question of the same release. */
    cache: z
        .strictObject({
            /** Seconds that an answer is good for. */
            ttlSeconds: whole(1, 86_400),
        })
        .optional(),
    /** Who may deploy and ask, by region. */
    access: z.record(regionRef, access).default({}),
});

export type HostingConfig = z.output<typeof hostingSchema>;
/** Hours as a config says them. */
export type HoursConfig = HostingConfig["scaling"]["hours"][number];
/** `meridian:serving` as it is written. */
export type HostingInput = z.input<typeof hostingSchema>;
