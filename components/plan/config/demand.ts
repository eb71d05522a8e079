import { z } from "zod";

import { between, countryCode, label } from "./form";

const place = z.strictObject({
    /** A city of the catalogue. */
    city: z.string().min(1, "at least one character").optional(),
    /** Instead of a city: the five most populous cities of a country, each by its inhabitants. */
    country: countryCode.optional(),
    /** Part of all requests, 0 to 1; all places sum to 1. Default: as much as the others, where none says. */
    share: between(0, 1).optional(),
    /** The cell that these requests name. Default: the only cell, else the only one that admits the country. */
    cell: label.optional(),
});

/** Where requests come from and how many, from which capacity is computed. */
export const demandSchema = z.strictObject({
    /** Cities and countries that clients are in. */
    places: z.array(place).min(1, "at least one place"),
    /** Requests a second at peak, from everywhere together, to each model that says no other. */
    peakRps: between(0.001, 10_000_000).optional(),
    /** Requests a second that one replica serves within its objectives, as measured. */
    rpsPerReplica: between(0.001, 1_000_000).optional(),
    /** Size of a usual request, in KiB. */
    payloadKiB: between(0.001, 262_144).optional(),
});

export type DemandConfig = z.output<typeof demandSchema>;
/** Demand as it is written: what has a default may be left out. */
export type DemandInput = z.input<typeof demandSchema>;
export type DemandPlace = DemandConfig["places"][number];
