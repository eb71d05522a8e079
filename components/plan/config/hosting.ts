import { z } from "zod";

import { hostings } from "../clouds/cloud";
import { between, existingId, keysOf, regionRef, whole } from "./form";

/** Days of a week. */
export const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "HH:MM, from 00:00 to 23:59");

/** Hours in which more replicas run than otherwise. */
const hours = z.strictObject({
    /** The days on which they begin. Default: all days. */
    days: z
        .array(z.enum(days))
        .min(1, "at least one day")
        .default([...days]),
    /** The time when they begin. */
    from: clock,
    /** The time when they end. It is on the next day if it is earlier than `from`. */
    to: clock,
    /** The time zone, as in `Europe/Lisbon`. */
    timezone: z.string().refine(isTimezone, "a time zone of the IANA database"),
    /** Minimum of replicas of each release in each region. */
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
    /** Minimum of replicas of each release in each region. The plan reports if demand needs more. */
    min: whole(0, 10_000).optional(),
    /** Maximum of replicas of each release in each region. */
    max: whole(1, 10_000).optional(),
    /** The fraction of a replica's capacity that is used at normal load. The rest is for bursts. */
    targetUtilization: between(0.1, 0.95).default(0.6),
    /** Adds replicas ahead of the load, predicted from past load. */
    predictive: z.boolean().default(false),
    /** Hours with a minimum of replicas, in addition to what the load needs. */
    hours: z.array(hours).max(50, "50 at most").default([]),
    /** The loss that spare capacity covers without failed requests. Default: one region, if a cell has several. */
    survives: z.enum(["one-region", "nothing"]).optional(),
});

const access = z.strictObject({
    /** Principals that may update the models of the region, in the cloud's notation. */
    deployers: z.array(existingId).default([]),
    /** Principals that may call the models of the region, in the cloud's notation. */
    invokers: z.array(existingId).default([]),
});

/** `meridian:serving`: how servers run the models of a region. */
export const hostingSchema = z.strictObject({
    /** The product that servers of a release run on. */
    hosting: z.enum(keysOf(hostings)).default("container"),
    /** Virtual processors of a replica. Default: set by the adapter. */
    cpu: between(0.25, 448).optional(),
    /** Memory of a replica, in GiB. Default: set by the adapter. */
    memoryGiB: between(0.125, 24_576).optional(),
    /** Graphics processors of a replica. Default: none. */
    gpu: z
        .strictObject({
            /** Number for each replica. */
            count: whole(1, 16).default(1),
            /** The type as the cloud names it. Default: the cheapest that the adapter knows. */
            type: existingId.optional(),
        })
        .optional(),
    /** How many replicas of a release run. */
    scaling: scaling.prefault({}),
    /** Caches responses in the region, by release and input. */
    cache: z
        .strictObject({
            /** Seconds that a cached response is valid. */
            ttlSeconds: whole(1, 86_400),
        })
        .optional(),
    /** Who may deploy and call, by region. */
    access: z.record(regionRef, access).default({}),
});

export type HostingConfig = z.output<typeof hostingSchema>;
/** Scheduled hours as written in a config. */
export type HoursConfig = HostingConfig["scaling"]["hours"][number];
/** `meridian:serving` as written. */
export type HostingInput = z.input<typeof hostingSchema>;
