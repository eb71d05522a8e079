import { z } from "zod";

import { between, countryCode, label } from "./form";

const place = z.strictObject({
    /** A city of the catalogue. */
    city: z.string().min(1, "at least one character").optional(),
    /** Instead of a city: the five most populous cities of a country, weighted by inhabitants. */
    country: countryCode.optional(),
    /** Fraction of all requests, 0 to 1. All fractions sum to 1. Default: equal parts, if none is set. */
    share: between(0, 1).optional(),
    /** The cell that these requests are for. Default: the only cell, or the only one that admits the country. */
    cell: label.optional(),
});

/** Where requests come from and how many. Capacity is computed from it. */
export const demandSchema = z.strictObject({
    /** Cities and countries that clients are in. */
    places: z.array(place).min(1, "at least one place"),
    /** Requests per second at peak, from all places together, to each model that does not set its own. */
    peakRps: between(0.001, 10_000_000).optional(),
    /** Requests per second that one replica serves within its objectives, as measured. */
    rpsPerReplica: between(0.001, 1_000_000).optional(),
    /** Size of a typical request, in KiB. */
    payloadKiB: between(0.001, 262_144).optional(),
});

export type DemandConfig = z.output<typeof demandSchema>;
/** Demand as written: keys with defaults are optional. */
export type DemandInput = z.input<typeof demandSchema>;
export type DemandPlace = DemandConfig["places"][number];
